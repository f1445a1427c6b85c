"""Accounts: signing in, and finding who is signed in."""

from collections.abc import Iterable
from datetime import datetime

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor, Role
from opd_web.services import _password
from opd_web.services.refused import refuse
from opd_web.store import accounts
from opd_web.store.read_models import AccountView
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
    _check(username, password, role, doctor_id)
    hashed = _password.hashed(password)
    with unit_of_work(actor, now) as work:
        if accounts.by_username(work.session, username):
            raise refuse(
                "invalid", "username", problem=say("The user name {name} is taken. Choose another one.", name=username)
            )
        return accounts.add(work, username, name, hashed, role, department_ids, doctor_id)


def _check(username: str, password: str, role: Role, doctor_id: int | None) -> None:
    if not username.strip():
        raise refuse("invalid", "username", problem="A user name is needed.")
    _password.check(password)
    if (role == Role.DOCTOR) != (doctor_id is not None):
        raise refuse("invalid", "doctor", problem="A doctor's account names its doctor, and no other account does.")


def set_password(account_id: int, password: str, *, actor: Actor, now: datetime) -> None:
    """Give an account a new password; every earlier sign-in of it ends. Raise Refused."""
    _password.check(password)
    hashed = _password.hashed(password)
    with unit_of_work(actor, now) as work:
        if not accounts.set_password(work, account_id, hashed):
            raise refuse("not_found", "account", what="account")


def every() -> tuple[AccountView, ...]:
    """List the active accounts by user name."""
    with reading() as session:
        return accounts.every(session)
