"""Users as an administrator looks after them: made, changed, kept out, signed out, given a new password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.roles import Actor, Role
from opd_web.services import _account, _password
from opd_web.services.refused import refuse
from opd_web.store import accounts, users
from opd_web.store.admin_models import AccountChange, UserRecord
from opd_web.store.people_rows import AccountRow
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

SHIFT = timedelta(hours=12)
LAST = "This is the only administrator. Make another one first."
YOURSELF = "You cannot keep yourself out. Ask another administrator."


@dataclass(frozen=True)
class UserFields:
    """What an administrator decides about a user; no departments are all."""

    name: str
    role: Role
    department_ids: frozenset[int] = frozenset()
    doctor_id: int | None = None
    language: str | None = None


@dataclass(frozen=True)
class NewPassword:
    """A password that is shown once, and whose it is."""

    account_id: int
    username: str
    password: str


def every(*, now: datetime) -> tuple[UserRecord, ...]:
    """List the users, those who may sign in first."""
    with reading() as session:
        return tuple(users.every(session, now - SHIFT))


def get(account_id: int, *, now: datetime) -> UserRecord:
    """Give one user. Raise Refused where there is none."""
    with reading() as session:
        found = users.every(session, now - SHIFT, account_id)
        if not found:
            raise refuse("not_found", "account", what="user")
        return found[0]


def history(account_id: int) -> Sequence[AccountChange]:
    """List what was done with an account, the latest first."""
    with reading() as session:
        return users.history(session, account_id)


def add(username: str, fields: UserFields, *, actor: Actor, now: datetime) -> NewPassword:
    """Make a user, and give the password that is shown once. Raise Refused."""
    _account.check(username, fields.name, fields.role, fields.doctor_id, fields.department_ids)
    password = _password.made()
    hashed = _password.hashed(password)
    with unit_of_work(actor, now) as work:
        row = _account.make(work, username, fields.name, hashed, fields.role, fields.department_ids, fields.doctor_id)
        row.language = fields.language
        return NewPassword(row.id, row.username, password)


def change(account_id: int, fields: UserFields, *, actor: Actor, now: datetime) -> bool:
    """Change a user; tell whether that ended their sign-ins, since what they may do is another thing. Raise Refused."""
    with unit_of_work(actor, now) as work:
        administrators = accounts.lock_administrators(work)
        row = _account.locked(work, account_id)
        _account.check(row.username, fields.name, fields.role, fields.doctor_id, fields.department_ids)
        _account.check_doctor(work, fields.doctor_id)
        if fields.role != Role.ADMINISTRATOR:
            _check_not_last(administrators, row)
        return _write(work, row, fields)


def set_active(account_id: int, *, active: bool, actor: Actor, now: datetime) -> None:
    """Keep a user out at once, everywhere, or let them in again. Raise Refused."""
    with unit_of_work(actor, now) as work:
        administrators = accounts.lock_administrators(work)
        row = _account.locked(work, account_id)
        if not active:
            _check_not_yourself(row, actor)
            _check_not_last(administrators, row)
        if row.active != active:
            row.active = active
            accounts.end_sign_ins(row)
            accounts.note(work, row, "enabled" if active else "disabled")


def sign_out(account_id: int, *, actor: Actor, now: datetime) -> None:
    """End every sign-in of a user, and the PIN. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        accounts.end_sign_ins(row)
        accounts.note(work, row, "signed_out")


def end_pin(account_id: int, *, actor: Actor, now: datetime) -> None:
    """End a user's PIN, which others may know; with the password the user sets another one. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        if row.pin_hash is not None:
            accounts.end_pin(row)
            accounts.note(work, row, "pin_ended")


def reset_password(account_id: int, *, actor: Actor, now: datetime) -> NewPassword:
    """Give a user a new password, which is shown once; every sign-in ends. Raise Refused."""
    password = _password.made()
    hashed = _password.hashed(password)
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        accounts.set_password(work, row, hashed)
        return NewPassword(row.id, row.username, password)


def _write(work: UnitOfWork, row: AccountRow, fields: UserFields) -> bool:
    before = (row.role, accounts.departments(work.session, row), row.doctor_id)
    after = (fields.role, fields.department_ids, fields.doctor_id)
    row.name, row.role, row.doctor_id, row.language = (
        fields.name.strip(),
        fields.role,
        fields.doctor_id,
        fields.language,
    )
    accounts.set_departments(work, row, fields.department_ids)
    if before == after:
        accounts.note(work, row, "changed")
        return False
    row.epoch += 1
    accounts.note(work, row, "rights")
    return True


def _check_not_yourself(row: AccountRow, actor: Actor) -> None:
    if actor.id == f"user:{row.id}":
        raise refuse("invalid", problem=YOURSELF)


def _check_not_last(administrators: Sequence[AccountRow], row: AccountRow) -> None:
    if [one.id for one in administrators] == [row.id]:
        raise refuse("invalid", "role", problem=LAST)
