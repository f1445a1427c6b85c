"""How the audit's pages are drawn: with the words of the record, and 422 where the address asks for what is none."""

from typing import Any

from flask import render_template

from opd_web.web.audit import words
from opd_web.web.forms import Form

Drawn = tuple[str, int]


def draw(template: str, *, form: Form | None = None, **context: Any) -> Drawn:
    """Draw one page."""
    named = {"kind_word": words.kind_word, "rule_word": words.rule_word, "look_word": words.look_word}
    return render_template(template, form=form, **named, **context), 422 if form and form.problems else 200
