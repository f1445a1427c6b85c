"""Read the texts of the sources, bring each catalogue of translations up to date, compile it; `make translations`."""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from opd_web.engine import explanation, lifecycle, phrases, refusals
from opd_web.engine.events import Kind, event_word
from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import SYSTEM
from opd_web.services import schedule

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "say": None}
METHODS = {
    # Programs and terminals speak English.
    "opd_web": [("api/**", "ignore"), ("cli/**", "ignore"), ("**.py", "python")],
    "templates": [("**.html", "jinja2")],
}
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}

WTFORMS = (
    "'%(value)s' are not valid choices for this field.",
    "'%(value)s' is not a valid choice for this field.",
    ("Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters."),
    "Invalid Choice: could not coerce.",
    "Invalid choice(s): one or more data inputs could not be coerced.",
    "Not a valid choice.",
    "Not a valid date value.",
    "Not a valid decimal value.",
    "Not a valid integer value.",
    "Not a valid time value.",
    "Number must be at least %(min)s.",
    "Number must be at most %(max)s.",
    "Number must be between %(min)s and %(max)s.",
    "This field is required.",
)
"""What WTForms may say by itself in our forms."""

TABLES: dict[str, tuple[str, ...]] = {
    "opd_web/engine/events.py": tuple(event_word(kind) for kind in Kind),
    "opd_web/engine/explanation.py": (*explanation.REASONS.values(), *explanation.STORY.values()),
    "opd_web/engine/lifecycle.py": (*lifecycle.WORDS.values(), *(lifecycle.status_word(one) for one in TokenStatus)),
    "opd_web/engine/phrases.py": tuple(phrases.CLASSES.values()),
    "opd_web/engine/refusals.py": tuple(text for text in refusals.SENTENCES.values() if text != "{problem}"),
    "opd_web/engine/roles.py": (SYSTEM.id,),
    "opd_web/services/schedule.py": schedule.WEEKDAYS,
}
"""Tables whose texts people read: the engine and the services mark none of them, and know no languages."""

Message = str | tuple[str, ...]


def main() -> int:
    """Bring every catalogue up to date, compile it, and say how many of its texts have no translation yet."""
    source = extracted()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalog = read(path)
        catalog.update(source, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [one for one in catalog if one.id and not all(texts(one.string))]
        print(f"{catalog.locale}: {len(catalog)} texts, {len(missing)} without a translation")
        for message in missing:
            print(f"  {message.id!r}")
    return 0


def extracted() -> Catalog:
    """Give every text that people may read, with the files that it stands in."""
    catalog = Catalog(project="OPD tokens", charset="utf-8")
    for path, message in sorted({*_marked(), *_refused(), *_listed()}, key=str):
        catalog.add(message, locations=[(path, 0)])
    return catalog


def read(path: Path) -> Catalog:
    """Read one catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def written(catalog: Catalog) -> bytes:
    """Give the catalogue as its file, in an order that does not change when a line of a source moves."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Give the catalogue as what the product reads."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def texts(string: Message | list[str] | None) -> tuple[str, ...]:
    """Give the one text of a message, or each of its plural forms; one empty text where there is none yet."""
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def _marked() -> Iterator[tuple[str, Message]]:
    """Give what stands in `_()` and its like."""
    for folder, methods in METHODS.items():
        found = extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS)
        for path, _line, message, _comments, _context in found:
            yield f"{folder}/{path}", message


def _refused() -> Iterator[tuple[str, str]]:
    """Give the words that services refuse with: `what` and `problem`, where they are constant."""
    sources = (path for layer in ("services", "web") for path in (ROOT / "opd_web" / layer).rglob("*.py"))
    for path in sources:
        module = ast.parse(path.read_text(encoding="utf-8"))
        named = _constants(module)
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "refuse":
                said = (keyword.value for keyword in call.keywords if keyword.arg in {"what", "problem"})
                found = (named.get(one.id, one) if isinstance(one, ast.Name) else one for one in said)
                constant = (one.value for one in found if isinstance(one, ast.Constant))
                yield from ((str(path.relative_to(ROOT)), str(text)) for text in constant)


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    assigned = (node for node in module.body if isinstance(node, ast.Assign))
    return {name.id: node.value for node in assigned for name in node.targets if isinstance(name, ast.Name)}


def _listed() -> Iterator[tuple[str, Message]]:
    for path, messages in TABLES.items():
        yield from ((path, message) for message in messages)
    yield from (("wtforms", message) for message in WTFORMS)


if __name__ == "__main__":
    sys.exit(main())
