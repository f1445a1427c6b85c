"""Sign-ins: begun, found for each request, locked, ended; the server decides whether one still counts."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from opd_web.engine.roles import Actor
from opd_web.services import _account
from opd_web.store import accounts, logins
from opd_web.store.errors import Busy
from opd_web.store.people_models import Login
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

SHIFT = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=90)


def fingerprint(secret: str) -> str:
    """Give what is kept of a sign-in's secret, which names it where the secret must not stand."""
    # The secret has 256 bits of chance: nobody guesses it, so a fast hash is enough, and each request costs one.
    return hashlib.sha256(secret.encode()).hexdigest()


def start(account_id: int, *, by_pin: bool = False, actor: Actor, now: datetime) -> str:
    """Begin a sign-in, and give the secret that the browser holds. Raise Refused."""
    secret = secrets.token_urlsafe(32)
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        logins.add(work, fingerprint(secret), row, by_pin=by_pin)
        accounts.note(work, row, "took_turn" if by_pin else "signed_in")
    return secret


def find(secret: str, *, idle: timedelta | None, desk: str = "", now: datetime) -> Login | None:
    """Give the sign-in that still counts, locked where its user did nothing for `idle`.

    `desk` is the secret of the PC, which the sign-in names where that is enrolled.
    """
    with reading() as session:
        return _as_of(logins.find(session, fingerprint(secret), fingerprint(desk)), idle, now)


def which_count(fingerprints: Collection[str], *, idle: timedelta | None, now: datetime) -> set[str]:
    """Give those of these sign-ins that count and are not locked."""
    with reading() as session:
        found = {one: _as_of(login, idle, now) for one, login in logins.counting(session, fingerprints).items()}
    return {one for one, login in found.items() if login and not login.locked}


def end(secret: str, *, actor: Actor, now: datetime) -> None:
    """End one sign-in: whoever has a copy of its cookie has nothing."""
    with unit_of_work(actor, now) as work:
        logins.end(work, fingerprint(secret))


def lock(secret: str, *, actor: Actor, now: datetime) -> None:
    """Lock one sign-in until its user shows again who they are."""
    with unit_of_work(actor, now) as work:
        logins.lock(work, fingerprint(secret))


def unlock(secret: str, *, actor: Actor, now: datetime) -> None:
    """Open a locked sign-in again, once its user has shown who they are."""
    with unit_of_work(actor, now) as work:
        logins.see(work, fingerprint(secret), unlock=True)


def see(secret: str, login: Login, *, actor: Actor, now: datetime) -> None:
    """Note that the user did something, if that is not known well enough: not each request needs a write."""
    if now - login.seen_at < SEEN_EVERY:
        return
    try:
        with unit_of_work(actor, now) as work:
            logins.see(work, fingerprint(secret))
    except Busy:
        # The request itself matters more; the next one notes it.
        return


def forget_old(*, actor: Actor, now: datetime) -> None:
    """Forget sign-ins of long ago."""
    with unit_of_work(actor, now) as work:
        logins.forget(work, KEPT_FOR)


def _as_of(login: Login | None, idle: timedelta | None, now: datetime) -> Login | None:
    if login is None or now - login.started_at >= SHIFT:
        return None
    is_idle = idle is not None and now - login.seen_at >= idle
    return replace(login, locked=login.locked or is_idle)
