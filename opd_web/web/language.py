"""The user's language: which one it is, and texts in it; with the types that Flask-Babel does not bring."""

from datetime import date
from typing import Any

import flask_babel
from flask import Flask, current_app, request
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response

from opd_web import cookies
from opd_web.engine.phrases import Phrase

COOKIE = "opd_language"
YEAR = 365 * 24 * 3600

FULL_DAY = "EEEE, d MMMM y"
"""Day before month, in English too: hospitals here write so, and `4/3` of two orders is two days."""

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
"""Every language that is complete, each by its own name; the first is for browsers that ask for none of them."""


def gettext(text: str, **facts: object) -> str:
    """Give the text in the user's language, and what is filled in, too, where it is a phrase."""
    return str(flask_babel.gettext(text, **{name: written(fact) for name, fact in facts.items()}))


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """Give the text for this count in the user's language; `%(num)d` stands for it."""
    return str(flask_babel.ngettext(one, many, count, **{name: written(fact) for name, fact in facts.items()}))


def spoken(value: object) -> object:
    """Give a phrase of the engine or a service in the user's language, and a day as people write it there."""
    if isinstance(value, Phrase):
        text = gettext(value.template) if value.template else ""
        return text.format(**{name: spoken(fact) for name, fact in value.facts.items()}) if value.facts else text
    if isinstance(value, date):
        return str(flask_babel.format_date(value, "d MMMM y"))
    return value


def written(value: object) -> object:
    """Give what a template writes: whatever sentence it was handed, people read it in their own language."""
    return spoken(value) if isinstance(value, Phrase) else value


def offered() -> dict[str, str]:
    """Give the languages of this application, by code."""
    found: dict[str, str] = current_app.config["OPD_LANGUAGES"]
    return found


def chosen() -> str:
    """Give the language of this request: the one that was chosen in this browser, else what the browser asks for."""
    kept = request.cookies.get(cookies.name(COOKIE), "")
    return kept if kept in offered() else request.accept_languages.best_match(offered()) or next(iter(offered()))


def keep(response: Response, code: str) -> None:
    """Speak this language in this browser from now on."""
    response.set_cookie(
        cookies.name(COOKIE), code, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )


def register(app: Flask) -> None:
    """Let pages speak the user's language, from left to right or from right to left."""
    app.config.setdefault("OPD_LANGUAGES", LANGUAGES)
    Babel(app, locale_selector=chosen, date_formats={**Babel.default_date_formats, "date.full": FULL_DAY})
    app.jinja_env.finalize = written
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    locale = get_locale()
    code = str(locale or "en")
    others = {other: name for other, name in offered().items() if other != code}
    return {"language": code, "direction": locale.text_direction if locale else "ltr", "other_languages": others}
