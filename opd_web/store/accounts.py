"""Accounts: who may sign in."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store.read_models import AccountView
from opd_web.store.rows import AccountDepartmentRow, AccountRow
from opd_web.store.unit_of_work import UnitOfWork


def by_username(session: Session, username: str) -> AccountRow | None:
    """Give the account of this user name, whatever its case."""
    return session.scalars(select(AccountRow).where(AccountRow.username == username.strip().casefold())).one_or_none()


def by_id(session: Session, account_id: int) -> AccountRow | None:
    """Give one account."""
    return session.get(AccountRow, account_id)


def get(work: UnitOfWork, account_id: int) -> AccountRow:
    """Give an account that is there."""
    return work.session.get_one(AccountRow, account_id)


def add(
    work: UnitOfWork,
    username: str,
    name: str,
    password_hash: str,
    role: str,
    department_ids: Iterable[int],
    doctor_id: int | None,
) -> int:
    """Make an account and give its id."""
    row = AccountRow(
        username=username.strip().casefold(),
        name=name,
        password_hash=password_hash,
        role=role,
        doctor_id=doctor_id,
        active=True,
        epoch=1,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add_all(AccountDepartmentRow(account_id=row.id, department_id=one) for one in department_ids)
    return row.id


def set_password(work: UnitOfWork, account_id: int, password_hash: str) -> bool:
    """Replace the password and end every earlier sign-in; False where there is no such account."""
    row = work.session.get(AccountRow, account_id)
    if row is None:
        return False
    row.password_hash = password_hash
    row.epoch += 1
    return True


def every(session: Session) -> tuple[AccountView, ...]:
    """List the active accounts by user name."""
    rows = session.scalars(select(AccountRow).where(AccountRow.active).order_by(AccountRow.username))
    return tuple(view(session, row) for row in rows)


def view(session: Session, row: AccountRow) -> AccountView:
    """Give what the web keeps of a signed-in user."""
    query = select(AccountDepartmentRow.department_id).where(AccountDepartmentRow.account_id == row.id)
    departments = frozenset(session.scalars(query))
    return AccountView(row.id, row.username, row.name, row.role, departments or None, row.doctor_id, row.epoch)
