"""Accounts: who may sign in."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opd_web.engine.roles import Role
from opd_web.store import locking
from opd_web.store.people_models import AccountView
from opd_web.store.people_rows import AccountDepartmentRow, AccountEventRow, AccountRow
from opd_web.store.rows import DoctorRow, FacilityRow
from opd_web.store.unit_of_work import UnitOfWork


def by_username(session: Session, username: str) -> AccountRow | None:
    """Give the account of this user name, whatever its case."""
    return session.scalars(select(AccountRow).where(AccountRow.username == username.strip().casefold())).one_or_none()


def by_id(session: Session, account_id: int) -> AccountRow | None:
    """Give one account."""
    return session.get(AccountRow, account_id)


def lock(work: UnitOfWork, account_id: int) -> AccountRow | None:
    """Hold one account until the work is done."""
    return work.session.get(AccountRow, account_id, with_for_update=locking.held())


def lock_administrators(work: UnitOfWork) -> Sequence[AccountRow]:
    """Hold every administrator, so that two cannot take the last two away at once."""
    query = select(AccountRow).where(AccountRow.role == Role.ADMINISTRATOR, AccountRow.active).order_by(AccountRow.id)
    return work.session.scalars(locking.for_update(query, of=AccountRow)).all()


def add(
    work: UnitOfWork,
    username: str,
    name: str,
    password_hash: str,
    role: str,
    department_ids: Iterable[int],
    doctor_id: int | None,
) -> AccountRow:
    """Make an account."""
    row = AccountRow(
        username=username.strip().casefold(),
        name=name.strip(),
        password_hash=password_hash,
        role=role,
        doctor_id=doctor_id,
        active=True,
        epoch=1,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add_all(AccountDepartmentRow(account_id=row.id, department_id=one) for one in sorted(department_ids))
    work.session.flush()
    note(work, row, "made")
    return row


def set_departments(work: UnitOfWork, row: AccountRow, department_ids: Iterable[int]) -> None:
    """Let the user work in these departments, in all where there are none."""
    work.session.execute(delete(AccountDepartmentRow).where(AccountDepartmentRow.account_id == row.id))
    work.session.add_all(AccountDepartmentRow(account_id=row.id, department_id=one) for one in sorted(department_ids))


def set_password(work: UnitOfWork, row: AccountRow, password_hash: str) -> None:
    """Replace the password and end every earlier sign-in, the PIN too."""
    row.password_hash = password_hash
    end_sign_ins(row)
    note(work, row, "password")


def end_sign_ins(row: AccountRow) -> None:
    """End every sign-in, and the PIN with which another one could begin at a shared PC."""
    row.epoch += 1
    end_pin(row)


def end_pin(row: AccountRow) -> None:
    """Let the user take no turn until they set another PIN."""
    row.pin_hash, row.pin_set_at, row.pin_tries = None, None, 0


def note(work: UnitOfWork, row: AccountRow, kind: str) -> None:
    """Write down what was done with the account, and by whom."""
    work.session.add(AccountEventRow(account_id=row.id, at=work.now, actor=work.actor.id, kind=kind))


def doctor_exists(session: Session, doctor_id: int) -> bool:
    """Tell whether there is such a doctor."""
    return session.get(DoctorRow, doctor_id) is not None


def hospital(session: Session) -> str:
    """Give the hospital's name, which makes a bad password."""
    row = session.get(FacilityRow, 1)
    return row.name if row else ""


def every(session: Session) -> tuple[AccountView, ...]:
    """List the active accounts by user name."""
    rows = session.scalars(select(AccountRow).where(AccountRow.active).order_by(AccountRow.username))
    return tuple(view(session, row) for row in rows)


def departments(session: Session, row: AccountRow) -> frozenset[int]:
    """Give the departments that the user works in; none are all."""
    query = select(AccountDepartmentRow.department_id).where(AccountDepartmentRow.account_id == row.id)
    return frozenset(session.scalars(query))


def view(session: Session, row: AccountRow) -> AccountView:
    """Give what the web keeps of a signed-in user."""
    works_in = departments(session, row) or None
    second_step = row.totp_since is not None
    return AccountView(
        row.id, row.username, row.name, row.role, works_in, row.doctor_id, row.epoch, row.language, second_step
    )
