"""Keys of programs: found by their hash, listed, ended; the key itself never stands here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.roles import Actor, Role
from opd_web.store.program_rows import ApiKeyDepartmentRow, ApiKeyRow
from opd_web.store.resources import ApiKeyView
from opd_web.store.rows import DepartmentRow, DoctorRow
from opd_web.store.unit_of_work import UnitOfWork

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def add(
    work: UnitOfWork,
    name: str,
    hashed: str,
    role: Role,
    department_ids: Iterable[int],
    doctor_id: int | None,
    expires_at: datetime | None,
) -> ApiKeyView:
    """Keep the hash of a new key."""
    row = ApiKeyRow(name=name, hash=hashed, role=role, doctor_id=doctor_id, created_at=work.now, expires_at=expires_at)
    work.session.add(row)
    work.session.flush()
    work.session.add_all(ApiKeyDepartmentRow(api_key_id=row.id, department_id=one) for one in department_ids)
    work.session.flush()
    return view(work.session, row)


def department_id(work: UnitOfWork, code: str) -> int | None:
    """Find the department that a new key is to work in."""
    return work.session.scalar(select(DepartmentRow.id).where(DepartmentRow.code == code))


def doctor_exists(work: UnitOfWork, doctor_id: int) -> bool:
    """Tell whether there is such a doctor."""
    return work.session.get(DoctorRow, doctor_id) is not None


def by_hash(session: Session, hashed: str) -> ApiKeyRow | None:
    """Find a key by what is kept of it."""
    return session.scalars(select(ApiKeyRow).where(ApiKeyRow.hash == hashed)).one_or_none()


def every(session: Session) -> tuple[ApiKeyView, ...]:
    """List all keys, the ended ones too, in the order in which they were made."""
    return tuple(view(session, row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id)))


def revoke(work: UnitOfWork, key_id: int) -> ApiKeyView | None:
    """End a key now, if it has not ended before; None where there is no such key."""
    row = work.session.get(ApiKeyRow, key_id)
    if row is None:
        return None
    row.revoked_at = row.revoked_at or work.now
    return view(work.session, row)


def is_valid(row: ApiKeyRow, now: datetime) -> bool:
    """Tell whether the key is neither revoked nor expired."""
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def use_is_noted(row: ApiKeyRow, now: datetime) -> bool:
    """Tell whether it is known well enough when the key was last used: not each call needs a write."""
    return row.last_used_at is not None and now - row.last_used_at < USE_IS_NOTED_EVERY


def note_use(work: UnitOfWork, key_id: int) -> None:
    """Write when the key was last used."""
    work.session.get_one(ApiKeyRow, key_id).last_used_at = work.now


def actor(session: Session, row: ApiKeyRow) -> Actor:
    """Give who acts with this key."""
    return Actor(f"key:{row.id}", Role(row.role), _departments(session, row) or None, row.doctor_id)


def view(session: Session, row: ApiKeyRow) -> ApiKeyView:
    """Give what an administrator reads of a key."""
    return ApiKeyView(
        id=row.id,
        name=row.name,
        role=row.role,
        department_ids=_departments(session, row),
        doctor_id=row.doctor_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _departments(session: Session, row: ApiKeyRow) -> frozenset[int]:
    query = select(ApiKeyDepartmentRow.department_id).where(ApiKeyDepartmentRow.api_key_id == row.id)
    return frozenset(session.scalars(query))
