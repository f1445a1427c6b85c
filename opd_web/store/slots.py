"""Slots: finding them, and reading them for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT, SlotStatus, TokenStatus
from opd_web.store.pools import is_over
from opd_web.store.read_models import SlotView
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, DoctorRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def find(work: UnitOfWork, slot_id: int) -> SlotRow | None:
    """Give one slot."""
    return work.session.get(SlotRow, slot_id)


def is_open(row: SlotRow) -> bool:
    """Tell whether the slot takes tokens at all."""
    return row.status in OPEN_SLOT


def open_on(work: UnitOfWork, department_day_id: int) -> Sequence[SlotRow]:
    """Read the day's open slots that are not over, in the order in which they start."""
    return [row for row in open_on_day(work, department_day_id) if not is_over(row, work.now)]


def open_on_day(work: UnitOfWork, department_day_id: int) -> Sequence[SlotRow]:
    """Read the day's open slots, also those that are over, in the order in which they start."""
    query = (
        select(SlotRow)
        .where(SlotRow.department_day_id == department_day_id, SlotRow.status.in_(tuple(OPEN_SLOT)))
        .order_by(SlotRow.starts_at, SlotRow.id)
    )
    return work.session.scalars(query).all()


def shown() -> ColumnElement[bool]:
    """Leave out the slots that were cancelled before anybody had a place in them: they tell nobody anything."""
    return or_(SlotRow.status != SlotStatus.CANCELLED, SlotRow.last_sequence > 0)


def view(row: SlotRow, doctor_name: str, now: datetime, waiting_count: int = 0) -> SlotView:
    """Give what pages read."""
    return SlotView(
        id=row.id,
        doctor_id=row.doctor_id,
        doctor_name=doctor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        taken=row.taken,
        overflow=row.overflow,
        waiting_count=waiting_count,
        status=row.status,
        delay_minutes=row.delay_minutes,
        is_over=is_over(row, now),
    )


def waiting_counts(session: Session, department_day_id: int) -> Mapping[str, int]:
    """Count the waiting tokens of each pool of the day."""
    query = (
        select(TokenRow.pool, func.count())
        .where(TokenRow.department_day_id == department_day_id, TokenRow.status == TokenStatus.WAITING)
        .group_by(TokenRow.pool)
    )
    return dict(session.execute(query).all())


def alternatives(
    work: UnitOfWork, day: DepartmentDayRow, *, doctor_id: int | None, starts_at: datetime | None
) -> tuple[SlotView, ...]:
    """Offer up to three slots with room: the same doctor that day, the same time elsewhere, then the next days."""
    nearness = case(
        ((SlotRow.doctor_id == doctor_id) & (SlotRow.department_day_id == day.id), 0),
        (SlotRow.starts_at == starts_at, 1),
        (SlotRow.department_day_id == day.id, 2),
        else_=3,
    )
    query = (
        select(SlotRow, DoctorRow.name)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            DepartmentDayRow.department_id == day.department_id,
            DepartmentDayRow.service_day >= day.service_day,
            DepartmentDayRow.service_day <= day.service_day + timedelta(days=14),
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.taken < SlotRow.capacity,
            SlotRow.ends_at > work.now,
        )
        .order_by(nearness, SlotRow.starts_at, SlotRow.id)
        .limit(3)
    )
    return tuple(view(row, name, work.now) for row, name in work.session.execute(query))


def add(work: UnitOfWork, session: ClinicSessionRow, starts_at: datetime, ends_at: datetime, capacity: int) -> SlotRow:
    """Make an empty slot. The caller records the event."""
    row = SlotRow(
        doctor_id=session.doctor_id,
        department_day_id=session.department_day_id,
        clinic_session_id=session.id,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        status=SlotStatus.SCHEDULED,
        delay_minutes=0,
        taken=0,
        overflow=0,
        emergencies=0,
        completed=0,
        last_sequence=0,
    )
    work.session.add(row)
    return row


def overlapping(work: UnitOfWork, doctor_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether the doctor has another slot in this time."""
    query = select(SlotRow.id).where(
        SlotRow.doctor_id == doctor_id,
        SlotRow.status != SlotStatus.CANCELLED,
        SlotRow.starts_at < ends_at,
        SlotRow.ends_at > starts_at,
    )
    return work.session.scalar(query.limit(1)) is not None


def of_session(work: UnitOfWork, session: ClinicSessionRow) -> Sequence[SlotRow]:
    """Read the slots of one clinic session in time order."""
    query = select(SlotRow).where(SlotRow.clinic_session_id == session.id).order_by(SlotRow.starts_at, SlotRow.id)
    return work.session.scalars(query).all()


def later_of_doctor(work: UnitOfWork, row: SlotRow) -> Sequence[SlotRow]:
    """Read the doctor's slots of the same day that start after this one."""
    query = (
        select(SlotRow)
        .where(
            SlotRow.doctor_id == row.doctor_id,
            SlotRow.department_day_id == row.department_day_id,
            SlotRow.starts_at > row.starts_at,
        )
        .order_by(SlotRow.id)
    )
    return work.session.scalars(query).all()
