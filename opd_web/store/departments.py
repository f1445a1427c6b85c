"""Departments as an administrator sees them: also those out of use, with what depends on them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import LIVE
from opd_web.store import locking
from opd_web.store.admin_models import DepartmentRecord
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, PolicyVersionRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def every(session: Session, today: date, department_id: int | None = None) -> Sequence[DepartmentRecord]:
    """List the departments, or one of them: those in use first, by code."""
    query = select(DepartmentRow).order_by(DepartmentRow.active.desc(), DepartmentRow.code)
    if department_id is not None:
        query = query.where(DepartmentRow.id == department_id)
    policies = _policies(session)
    doctors = _doctors(session)
    booked = _booked(session, today)
    numbered = _numbered(session)
    return [
        DepartmentRecord(
            id=row.id,
            code=row.code,
            name=row.name,
            public_label=row.public_label,
            active=row.active,
            preset=policies[row.id].preset,
            policy_version=policies[row.id].version,
            doctor_count=doctors.get(row.id, 0),
            booked_count=booked.get(row.id, 0),
            numbered=row.id in numbered,
        )
        for row in session.scalars(query)
    ]


def lock(work: UnitOfWork, department_id: int) -> DepartmentRow | None:
    """Lock one department: two changes of it, and two new things of one name in it, come one after the other."""
    query = select(DepartmentRow).where(DepartmentRow.id == department_id)
    return work.session.scalars(locking.for_update(query, of=DepartmentRow)).one_or_none()


def lock_of_doctors(work: UnitOfWork, doctor_ids: Sequence[int]) -> None:
    """Lock the departments of these doctors, in the order of their keys."""
    ids = select(DoctorRow.department_id).where(DoctorRow.id.in_(doctor_ids))
    query = select(DepartmentRow).where(DepartmentRow.id.in_(ids)).order_by(DepartmentRow.id)
    work.session.scalars(locking.for_update(query, of=DepartmentRow)).all()


def has_code(session: Session, code: str, but: int | None = None) -> bool:
    """Tell whether another department has this code."""
    query = select(DepartmentRow.id).where(DepartmentRow.code == code, DepartmentRow.id != (but or 0))
    return session.scalar(query) is not None


def has_numbers(session: Session, department_id: int) -> bool:
    """Tell whether the department ever gave a number out."""
    return department_id in _numbered(session)


def _policies(session: Session) -> Mapping[int, PolicyVersionRow]:
    """Give each department's newest policy version."""
    query = select(PolicyVersionRow).order_by(PolicyVersionRow.version)
    return {row.department_id: row for row in session.scalars(query)}


def _doctors(session: Session) -> Mapping[int, int]:
    query = select(DoctorRow.department_id, func.count()).where(DoctorRow.active).group_by(DoctorRow.department_id)
    return dict(session.execute(query).all())


def _booked(session: Session, today: date) -> Mapping[int, int]:
    query = (
        select(DepartmentDayRow.department_id, func.count())
        .join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
        .where(DepartmentDayRow.service_day >= today, TokenRow.status.in_(tuple(LIVE)))
        .group_by(DepartmentDayRow.department_id)
    )
    return dict(session.execute(query).all())


def _numbered(session: Session) -> set[int]:
    query = select(DepartmentDayRow.department_id).where(DepartmentDayRow.last_number > 0).distinct()
    return set(session.scalars(query))
