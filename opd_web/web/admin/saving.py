"""What the administrator's forms share: sent, tried, handed back with the reason, or done and said so."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Actor
from opd_web.services.answers import Answer as Answered
from opd_web.services.refused import Refused
from opd_web.web.forms import Form
from opd_web.web.identity import current_actor
from opd_web.web.once import once

Answer = Response | str | tuple[str, int]


class Who(TypedDict):
    """The two arguments that every service takes."""

    actor: Actor
    now: datetime


def who() -> Who:
    """Give who acts, and when."""
    return {"actor": current_actor(), "now": clock.now()}


def carried_out(form: Form, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for, once where it carries a key; False leaves the reason in the form."""
    return tried(form, lambda: once(lambda: _done(act)))


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do what a valid form asks for; False leaves the reason in the form. What saves nothing uses up no key."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except Refused as refused:
        form.reject(refused)
        return False
    return True


def _done(act: Callable[[], object]) -> Answered:
    act()
    return Answered(303, "")


def saved(text: str, endpoint: str, **values: Any) -> Response:
    """Say what was done on the page that comes next."""
    flash(text)
    return redirect(url_for(endpoint, **values), 303)
