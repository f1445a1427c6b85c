"""Translation, with the types that Flask-Babel does not bring."""

import flask_babel


def gettext(text: str, **facts: object) -> str:
    """Give the text in the user's language."""
    return str(flask_babel.gettext(text, **facts))


def ngettext(one: str, many: str, count: int) -> str:
    """Give the text for this count in the user's language; `%(num)d` stands for it."""
    return str(flask_babel.ngettext(one, many, count))
