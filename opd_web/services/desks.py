"""Shared PCs: enrolled once; within a shift users take turns there with a PIN of six digits."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services import _account, _password
from opd_web.services.refused import refuse
from opd_web.store import accounts, changes, desks
from opd_web.store.admin_models import DeskRecord
from opd_web.store.people_models import AccountView, Colleague, Login
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

SHIFT = timedelta(hours=12)
TRIES = 5
ROW = "01234567890"
WRONG = "This is not the PIN. After five wrong ones it takes the password."
NO_PIN = "This PIN no longer counts. Sign in with the password, then set a new one."


@dataclass(frozen=True)
class Enrolled:
    """The secret that the PC's browser holds, shown to nobody."""

    id: int
    secret: str


def enrol(name: str, *, actor: Actor, now: datetime) -> Enrolled:
    """Enrol a PC. Raise Refused."""
    if not name.strip():
        raise refuse("invalid", "name", problem="Enter a name, such as Desk 2.")
    secret = secrets.token_urlsafe(32)
    with unit_of_work(actor, now) as work:
        desk_id = desks.add(work, name.strip(), _hash(secret))
        changes.note(work, "desk_enrolled", f"desk:{desk_id}")
    return Enrolled(desk_id, secret)


def revoke(desk_id: int, *, actor: Actor, now: datetime) -> None:
    """End the enrolment of a PC. Raise Refused."""
    with unit_of_work(actor, now) as work:
        if not desks.revoke(work, desk_id):
            raise refuse("not_found", "desk", what="PC")
        changes.note(work, "desk_ended", f"desk:{desk_id}")


def every() -> Sequence[DeskRecord]:
    """List the enrolled PCs."""
    with reading() as session:
        return desks.every(session)


def is_enrolled(secret: str) -> bool:
    """Tell whether this PC is enrolled."""
    with reading() as session:
        return desks.is_enrolled(session, _hash(secret))


def colleagues(secret: str, *, now: datetime) -> Sequence[Colleague]:
    """List those who may take a turn at this PC. Raise Refused where it is not enrolled."""
    with reading() as session:
        if not desks.is_enrolled(session, _hash(secret)):
            raise refuse("not_enrolled")
        return desks.colleagues(session, now - SHIFT, TRIES)


def set_pin(account_id: int, pin: str, login: Login, *, actor: Actor, now: datetime) -> None:
    """Give a user a PIN for the shift; only after a sign-in with the password. Raise Refused."""
    if login.by_pin:
        raise refuse("invalid", "pin", problem="Sign in with the password first: a PIN does not set another one.")
    _check(pin)
    hashed = _password.hashed(pin)
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        row.pin_hash, row.pin_set_at, row.pin_tries = hashed, now, 0
        accounts.note(work, row, "pin")


def take_turn(secret: str, account_id: int, pin: str, *, now: datetime) -> AccountView:
    """Give the user whose PIN this is, at an enrolled PC, within five tries and the shift. Raise Refused."""
    kept = _take_try(secret, account_id, now)
    if not _password.matches(kept, pin):
        raise refuse("invalid", "pin", problem=WRONG)
    with unit_of_work(SYSTEM, now) as work:
        row = _account.locked(work, account_id)
        if row.pin_hash != kept or not row.active:
            raise refuse("invalid", "pin", problem=NO_PIN)
        row.pin_tries = 0
        desks.use(work, _hash(secret))
        return accounts.view(work.session, row)


def _take_try(secret: str, account_id: int, now: datetime) -> str:
    """Take one of the tries before the PIN is looked at, so that of many at once none is free; give its hash."""
    with unit_of_work(SYSTEM, now) as work:
        if not desks.is_enrolled(work.session, _hash(secret)):
            raise refuse("not_enrolled")
        row = _account.locked(work, account_id)
        counts = row.active and row.pin_set_at is not None and now - row.pin_set_at < SHIFT
        if not counts or row.pin_hash is None or row.pin_tries >= TRIES:
            raise refuse("invalid", "pin", problem=NO_PIN)
        row.pin_tries += 1
        return row.pin_hash


def _check(pin: str) -> None:
    if len(pin) != 6 or not pin.isascii() or not pin.isdigit():
        raise refuse("invalid", "pin", problem="A PIN has six digits.")
    if len(set(pin)) < 3 or pin in ROW or pin in ROW[::-1]:
        raise refuse("invalid", "pin", problem="This PIN is guessed first. Choose another one.")


def _hash(secret: str) -> str:
    # The secret has 256 bits of chance: nobody guesses it, so a fast hash is enough.
    return hashlib.sha256(secret.encode()).hexdigest()
