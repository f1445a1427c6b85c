"""Every language says everything: each text has its translation, with the same things filled in."""

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Message
from flask import Flask

from opd_web.config import ROOT
from opd_web.web.language import LANGUAGES
from tools import translations

CATALOGUES = sorted(translations.FOLDER.glob("*/LC_MESSAGES/messages.po"))
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))

ENGLISH_ONLY = {"api/docs.html"}
"""For programmers, as the HTTP API itself."""

FOR_PROGRAMS = {"api_keys", "catalogue"}
"""Services whose refusals programs and terminals read."""

SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
SAME_EVERYWHERE = {"Alt", "ABHA", "MRN", "XLSX", "CSV", "QR", "PIN", "HTTP", "API"}


def messages(path: Path) -> list[Message]:
    return [message for message in translations.read(path) if message.id]


def filled_in(text: str) -> set[str]:
    """Give the names of everything that is filled into a text, in either way of writing it."""
    if "%(" in text:
        return set(re.findall(r"%\((\w+)\)[ds]", text))
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert {path.parts[-3] for path in CATALOGUES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_has_a_translation(path: Path) -> None:
    missing = [message.id for message in messages(path) if not all(translations.texts(message.string))]
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_none_is_a_guess(path: Path) -> None:
    assert [message.id for message in messages(path) if message.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_fills_in_the_same(path: Path) -> None:
    wrong = [
        (one, other)
        for message in messages(path)
        for one, other in zip(translations.texts(message.id), translations.texts(message.string), strict=True)
        if filled_in(one) != filled_in(other)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_numbers_stay_in_the_digits_of_tokens(path: Path) -> None:
    texts = [text for message in messages(path) for text in translations.texts(message.string)]
    assert [text for text in texts if re.search(r"(?![0-9])\d", text)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_what_the_product_reads_is_what_the_translator_wrote(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == translations.compiled(translations.read(path))


class Texts(HTMLParser):
    """Reads what people would read of a page, and the attributes that are read to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_code = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_code = tag == "code"
        self.found += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, _tag: str) -> None:
        self.in_code = False

    def handle_data(self, data: str) -> None:
        if not self.in_code:
            self.found.append(data)


def literal(app: Flask, source: str) -> list[str]:
    """Give the words that stand in a template as they are, outside of every expression."""
    pieces = (value if kind == "data" else "" for _, kind, value in app.jinja_env.lex(source))
    words = (word for text in Texts("".join(pieces)).found for word in re.findall(r"[^\W\d_]{2,}", text))
    return [word for word in words if word not in SAME_EVERYWHERE]


def without_attributes(source: str) -> str:
    """Take away the macros that write attributes into the tag of another template."""
    return re.sub(r"\{% macro (about|described|key)\(.*?endmacro %\}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in ENGLISH_ONLY])
def test_no_text_stands_in_a_template_in_one_language_only(app: Flask, name: str) -> None:
    source = (ROOT / "templates" / name).read_text(encoding="utf-8")
    assert literal(app, without_attributes(source)) == []


def test_the_rule_sees_a_text_and_an_attribute(app: Flask) -> None:
    source = '<p aria-label="Next {{ 1 }}" class="big">Call {{ _("next") }} <code>flask</code></p>{# A comment. #}'
    assert literal(app, source) == ["Next", "Call"]


def hidden_in_strings(source: str) -> Iterator[int]:
    """Give the lines of texts that stand inside an f-string, where no tool finds them."""
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, ast.JoinedStr):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and "gettext" in node.func.id:
                    yield node.lineno


@pytest.mark.parametrize("path", sorted((ROOT / "opd_web" / "web").rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_hides_in_another_string(path: Path) -> None:
    assert [*hidden_in_strings(path.read_text(encoding="utf-8"))] == []


def test_the_rule_sees_a_hidden_text() -> None:
    assert [*hidden_in_strings('x = f"{ngettext(one, many, 3)}"')] == [1]


def ids(messages_: Iterable[Message]) -> set[object]:
    return {message.id for message in messages_ if message.id}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_catalogue_holds_what_the_sources_say_and_nothing_else(path: Path) -> None:
    """`make translations` brings it up to date, and names what has no translation yet."""
    assert ids(translations.read(path)) ^ ids(translations.extracted()) == set()


def filled_by_hand(source: str) -> Iterator[int]:
    """Give the lines of refusals that fill their words in themselves, so that nobody can translate them."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"refuse", "say"}:
            yield from (one.lineno for one in (*call.args, *(key.value for key in call.keywords)) if _fills(one))


def _fills(node: ast.expr) -> bool:
    literal_ = "".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))
    return isinstance(node, ast.JoinedStr) and " " in literal_


@pytest.mark.parametrize("path", sorted((ROOT / "opd_web" / "services").rglob("*.py")), ids=lambda path: path.stem)
def test_a_refusal_leaves_the_filling_in_to_the_reader_s_language(path: Path) -> None:
    assert path.stem in FOR_PROGRAMS or [*filled_by_hand(path.read_text(encoding="utf-8"))] == []


def test_the_rule_sees_a_sentence_that_was_filled_in() -> None:
    assert [*filled_by_hand('refuse("invalid", problem=f"{count} are too many.")')] == [1]
