"""Doctors as an administrator sees them: also those out of use, with what depends on them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from opd_web.engine.model import LIVE, OPEN_SLOT, SessionStatus
from opd_web.store.admin_models import DoctorRecord
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, DepartmentRow, DoctorRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def every(session: Session, today: date, now: datetime, doctor_id: int | None = None) -> Sequence[DoctorRecord]:
    """List the doctors, or one of them: those in use first, by department and name."""
    query = (
        select(DoctorRow, DepartmentRow)
        .join(DepartmentRow, DepartmentRow.id == DoctorRow.department_id)
        .order_by(DoctorRow.active.desc(), DepartmentRow.code, DoctorRow.name, DoctorRow.id)
    )
    if doctor_id is not None:
        query = query.where(DoctorRow.id == doctor_id)
    booked = _booked(session, today)
    ahead = slots_ahead(session, now)
    return [
        DoctorRecord(
            id=row.id,
            name=row.name,
            code=row.code,
            room=row.room,
            active=row.active,
            department_id=department.id,
            department_code=department.code,
            department_name=department.name,
            booked_count=booked.get(row.id, 0),
            slots_ahead=ahead.get(row.id, 0),
        )
        for row, department in session.execute(query)
    ]


def has_name(session: Session, department_id: int, name: str, but: int | None = None) -> bool:
    """Tell whether another doctor in use has this name in the department: boards could not tell them apart."""
    query = select(DoctorRow.name).where(
        DoctorRow.department_id == department_id, DoctorRow.active, DoctorRow.id != (but or 0)
    )
    return name.casefold() in {known.casefold() for known in session.scalars(query)}


def take_room(work: UnitOfWork, doctor_id: int, room: str, today: date) -> None:
    """Let the clinic sessions that have not begun take place in another room."""
    days = select(DepartmentDayRow.id).where(DepartmentDayRow.service_day >= today)
    work.session.execute(
        update(ClinicSessionRow)
        .where(
            ClinicSessionRow.doctor_id == doctor_id,
            ClinicSessionRow.status == SessionStatus.PLANNED,
            ClinicSessionRow.department_day_id.in_(days),
        )
        .values(room=room)
    )


def _booked(session: Session, today: date) -> Mapping[int, int]:
    query = (
        select(TokenRow.doctor_id, func.count())
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(
            DepartmentDayRow.service_day >= today,
            TokenRow.status.in_(tuple(LIVE)),
            TokenRow.doctor_id.is_not(None),
        )
        .group_by(TokenRow.doctor_id)
    )
    return {doctor: count for doctor, count in session.execute(query) if doctor is not None}


def slots_ahead(session: Session, now: datetime) -> Mapping[int, int]:
    """Count each doctor's open slots that are not over."""
    query = (
        select(SlotRow.doctor_id, func.count())
        .where(SlotRow.status.in_(tuple(OPEN_SLOT)), SlotRow.ends_at > now)
        .group_by(SlotRow.doctor_id)
    )
    return dict(session.execute(query).all())
