"""Who may ask for what: every endpoint states it, and what states nothing is closed."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import Unauthorized

from opd_web import access
from opd_web.engine.roles import Permission
from opd_web.services.refused import refuse
from opd_web.web import htmx, identity

WHILE_LOCKED = "opd_while_locked"

View = TypeVar("View", bound=Callable[..., object])


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open a view to those signed in who have all of these permissions."""

    def mark(view: View) -> View:
        setattr(view, access.NEEDS, frozenset(permissions))
        return view

    return mark


def public(view: View) -> View:
    """Open a view to everyone."""
    setattr(view, access.NEEDS, access.PUBLIC)
    return view


def stated(view: Callable[..., object]) -> frozenset[Permission] | str | None:
    """Give what a view requires, `public`, `by_key`, or None where it says nothing."""
    found: frozenset[Permission] | str | None = access.needs(view)
    return found


def open_while_locked(view: View) -> View:
    """Let users reach this view while their screen is locked; asking for it is no sign that somebody is there."""
    setattr(view, WHILE_LOCKED, True)
    return view


def check_department(department_id: int) -> None:
    """Answer 403 to someone who does not work in this department."""
    if not identity.current_actor().may_in(department_id):
        abort(403)


def check_doctor(doctor_id: int, department_id: int) -> None:
    """Answer 403 to a doctor who asks for another's queue, and to a nurse of another department."""
    actor = identity.current_actor()
    if actor.doctor not in (None, doctor_id):
        abort(403)
    if actor.doctor is None:
        check_department(department_id)


def register(app: Flask) -> None:
    """Guard every endpoint before its view runs."""
    public(app.view_functions["static"])
    app.before_request(_guard)


def _guard() -> None:
    if request.endpoint is None:
        return
    needed = stated(current_app.view_functions[request.endpoint])
    if needed in (access.PUBLIC, access.BY_KEY):
        return
    if needed is None or isinstance(needed, str):
        abort(403)
    if not identity.load():
        raise Unauthorized
    actor = identity.current_actor()
    if not all(actor.may(permission) for permission in needed):
        abort(403)
    _check_acting(actor.id)
    if not hasattr(current_app.view_functions[request.endpoint], WHILE_LOCKED):
        _check_present()


def _check_acting(actor_id: str) -> None:
    """Refuse what comes from a page that another user left open in this browser."""
    if request.method != "POST":
        return
    acting = htmx.acting_user() or request.form.get("acting", actor_id)
    if acting != actor_id:
        raise refuse("other_user")


def _check_present() -> None:
    """Answer 423 while the screen is locked; else note that somebody is there, which a page's own looking is not."""
    if identity.is_locked():
        abort(423)
    if request.method == "POST" or not htmx.is_request():
        identity.see()
