"""Who calls: the key in the Authorization header, and nothing else. Deny by default."""

from flask import Flask, current_app, g, request

from opd_web import access, clock
from opd_web.api.zone import facility_zone
from opd_web.engine.roles import Actor, Permission
from opd_web.services import api_keys
from opd_web.services.refused import Refused, refuse

LONGEST_KEY = 200


def register(app: Flask) -> None:
    """Look the caller of each call up, whoever it is. The guard comes after what counts calls."""
    app.before_request(_identify)


def guard(app: Flask) -> None:
    """Close every call to those who may not make it."""
    app.before_request(_guard)


def caller() -> Actor:
    """Give who calls. Only for views that are open by key."""
    actor: Actor = g.api_caller
    return actor


def caller_id() -> str | None:
    """Name the caller's key, None for someone without a valid one."""
    actor: Actor | None = g.get("api_caller")
    return actor.id if actor else None


def _by_key() -> frozenset[Permission] | None:
    """Give what the call's view demands of a key, None where it is not open by key."""
    view = current_app.view_functions[request.endpoint] if request.endpoint else None
    if view is None or access.needs(view) != access.BY_KEY:
        return None
    # Without a list nobody may: a mark that was forgotten closes the call.
    demanded: frozenset[Permission] | None = getattr(view, access.KEY_NEEDS, None)
    return frozenset(Permission) if demanded is None else demanded


def _identify() -> None:
    if _by_key() is None:
        return
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    g.api_refusal = refuse("key_needed")
    if kind.casefold() != "bearer" or not 0 < len(secret.strip()) <= LONGEST_KEY:
        return
    try:
        g.api_caller = api_keys.authenticate(secret.strip(), now=clock.now())
    except Refused as refused:
        g.api_refusal = refused


def _guard() -> None:
    demanded = _by_key()
    if demanded is None:
        return
    if "api_caller" not in g:
        raise g.api_refusal
    if not all(caller().may(permission) for permission in demanded):
        raise refuse("forbidden")
    # Read now: inside a transaction it would take a second connection, while others wait with theirs for the lock.
    facility_zone()
