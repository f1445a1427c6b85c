"""Accounts: signing in, finding who there is, passwords."""

from collections.abc import Iterable
from datetime import datetime

from opd_web.engine.roles import Actor, Role
from opd_web.services import _account, _password
from opd_web.services.refused import refuse
from opd_web.store import accounts
from opd_web.store.people_models import AccountView
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

new_password = _password.made


def sign_in(username: str, password: str) -> AccountView:
    """Give the account of this user name and password. Raise Refused, with one sentence for every reason."""
    with reading() as session:
        row = accounts.by_username(session, username)
        if not _password.matches(row.password_hash if row else None, password) or row is None or not row.active:
            raise refuse("unauthorized", "password")
        return accounts.view(session, row)


def find(account_id: int) -> AccountView | None:
    """Give an active account, None where there is none any more."""
    with reading() as session:
        row = accounts.by_id(session, account_id)
        return accounts.view(session, row) if row and row.active else None


def add(
    username: str,
    name: str,
    password: str,
    role: Role,
    *,
    department_ids: Iterable[int] = (),
    doctor_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Make an account; without departments it works in all of them. Give its id. Raise Refused."""
    works_in = frozenset(department_ids)
    _account.check(username, name, role, doctor_id, works_in)
    hashed = _account.hashed(password, username, name)
    with unit_of_work(actor, now) as work:
        return _account.make(work, username, name, hashed, role, works_in, doctor_id).id


def set_password(account_id: int, password: str, *, actor: Actor, now: datetime) -> None:
    """Give an account a new password; every earlier sign-in of it ends. Raise Refused."""
    hashed = _account.hashed(password, *_names(account_id))
    with unit_of_work(actor, now) as work:
        accounts.set_password(work, _account.locked(work, account_id), hashed)


def change_password(account_id: int, old: str, new: str, *, actor: Actor, now: datetime) -> AccountView:
    """Let users choose their own new password; every sign-in ends, also the one this is done with. Raise Refused."""
    _check_old(account_id, old, "old")
    if new == old:
        raise refuse("invalid", "password", problem="This is the password that you have. Choose another one.")
    hashed = _account.hashed(new, *_names(account_id))
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        accounts.set_password(work, row, hashed)
        return accounts.view(work.session, row)


def check_password(account_id: int, password: str) -> None:
    """Let a user show again who they are. Raise Refused."""
    _check_old(account_id, password, "password")


def every() -> tuple[AccountView, ...]:
    """List the active accounts by user name."""
    with reading() as session:
        return accounts.every(session)


def _check_old(account_id: int, password: str, field: str) -> None:
    with reading() as session:
        row = accounts.by_id(session, account_id)
        if not _password.matches(row.password_hash if row else None, password):
            raise refuse("invalid", field, problem="This is not your password.")


def _names(account_id: int) -> tuple[str, ...]:
    with reading() as session:
        row = accounts.by_id(session, account_id)
        return (row.username, row.name) if row else ()
