"""Templates: all of them compile, and there is one way to draw a thing."""

import re
from pathlib import Path

import pytest
from flask import Flask

from opd_web.config import ROOT

FOLDER = ROOT / "templates"
ALL = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FRAGMENTS = [name for name in ALL if Path(name).name.startswith("_")]

DIALOGS = {
    "clinic_day/_closed.html",
    "clinic_day/_closing.html",
    "tokens/_cancel.html",
    "clinic_day/_opening.html",
    "tokens/_escalate.html",
    "tokens/_escalated.html",
    "tokens/_follow_up.html",
    "tokens/_followed_up.html",
    "tokens/_identify.html",
    "tokens/_note.html",
    "tokens/_transfer.html",
    "tokens/_why.html",
}
"""What fills the dialog of a page: it is asked for by a press, and no page begins with it."""


def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_it_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_never_extends_and_its_root_is_named_after_it(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", _source(name), flags=re.DOTALL)
    root = re.search(r"<[a-z]+[^>]*?\sid=\"([^\"]+)\"", source)
    assert "{% extends" not in source
    assert root is not None
    assert root[1] == Path(name).stem.removeprefix("_")


@pytest.mark.parametrize("name", ALL)
def test_no_script_and_no_style_stands_inline(name: str) -> None:
    source = _source(name)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", source)


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_swapped_out_of_band(name: str) -> None:
    assert "hx-swap-oob" not in _source(name)


@pytest.mark.parametrize("name", ALL)
def test_no_text_is_marked_safe(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape false", _source(name))


def test_every_fragment_stands_in_a_page() -> None:
    sources = "".join(_source(name) for name in ALL)
    assert not [name for name in FRAGMENTS if f'include "{name}"' not in sources and name not in DIALOGS]


def test_one_module_knows_the_headers_of_htmx() -> None:
    modules = (ROOT / "opd_web").rglob("*.py")
    assert {path.name for path in modules if "HX-" in path.read_text(encoding="utf-8")} == {"htmx.py"}


def test_styles_name_no_physical_side() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").glob("*.css"))
    assert not re.search(r"(margin|padding|border|inset)-(left|right)|(?<!text-)align: (left|right)|float:", sheets)
