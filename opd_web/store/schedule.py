"""Weekly templates: reading them, and noting which slots and days they made."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
from opd_web.engine.model import OPEN_SLOT, SlotStatus
from opd_web.engine.schedule import Hours
from opd_web.store.admin_models import TemplateRecord
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    SlotRow,
)
from opd_web.store.schedule_rows import TemplateDayRow, TemplateSlotRow, WeeklyTemplateRow
from opd_web.store.unit_of_work import UnitOfWork


def hours(row: WeeklyTemplateRow) -> Hours:
    """Give the template as the engine knows it."""
    return Hours(row.starts, row.ends, row.slot_minutes, row.capacity)


def of_doctor(session: Session, doctor_id: int) -> Sequence[WeeklyTemplateRow]:
    """Read the doctor's templates in use, through the week."""
    query = (
        select(WeeklyTemplateRow)
        .where(WeeklyTemplateRow.doctor_id == doctor_id, WeeklyTemplateRow.active)
        .order_by(WeeklyTemplateRow.weekday, WeeklyTemplateRow.starts)
    )
    return session.scalars(query).all()


def planned_doctors(session: Session) -> Sequence[int]:
    """Give the doctors in use who have a template."""
    query = (
        select(DoctorRow.id)
        .join(WeeklyTemplateRow, WeeklyTemplateRow.doctor_id == DoctorRow.id)
        .join(DepartmentRow, DepartmentRow.id == DoctorRow.department_id)
        .where(WeeklyTemplateRow.active, DoctorRow.active, DepartmentRow.active)
        .distinct()
        .order_by(DoctorRow.id)
    )
    return session.scalars(query).all()


def find(session: Session, template_id: int) -> WeeklyTemplateRow | None:
    """Give one template in use."""
    row = session.get(WeeklyTemplateRow, template_id)
    return row if row and row.active else None


def add(work: UnitOfWork, doctor_id: int, weekday: int, of_day: Hours) -> WeeklyTemplateRow:
    """Make a template."""
    row = WeeklyTemplateRow(
        doctor_id=doctor_id,
        weekday=weekday,
        starts=of_day.starts,
        ends=of_day.ends,
        slot_minutes=of_day.slot_minutes,
        capacity=of_day.capacity,
        active=True,
        created_at=work.now,
        created_by=work.actor.id,
    )
    work.session.add(row)
    work.session.flush()
    return row


def days_made(work: UnitOfWork, template_id: int) -> set[date]:
    """Give the days for which the template has made its slots."""
    return set(
        work.session.scalars(select(TemplateDayRow.service_day).where(TemplateDayRow.template_id == template_id))
    )


def note_day(work: UnitOfWork, template_id: int, day: date) -> None:
    """Note that the template has made its slots of this day."""
    work.session.add(TemplateDayRow(template_id=template_id, service_day=day))


def note_slot(work: UnitOfWork, template_id: int, slot: SlotRow) -> None:
    """Note that the template made this slot."""
    work.session.add(TemplateSlotRow(slot_id=slot.id, template_id=template_id))


def ahead(work: UnitOfWork, template_id: int, now: datetime) -> Sequence[SlotRow]:
    """Read the template's open slots that have not begun, in time order."""
    query = (
        select(SlotRow)
        .join(TemplateSlotRow, TemplateSlotRow.slot_id == SlotRow.id)
        .where(
            TemplateSlotRow.template_id == template_id,
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.starts_at > now,
        )
        .order_by(SlotRow.starts_at)
    )
    return work.session.scalars(query.execution_options(populate_existing=True)).all()


def cancelled_by_leave(
    work: UnitOfWork, doctor_id: int, first: date, last: date
) -> Sequence[tuple[SlotRow, date, int | None]]:
    """Read the slots of these days that leave cancelled, each with the line in use that had made it.

    Slots of a line that was changed or stopped since are left out: the plan of today speaks for them.
    """
    by_leave = select(EventRow.id).where(
        EventRow.slot_id == SlotRow.id, EventRow.kind == Kind.SLOT_CANCELLED, EventRow.rule == "leave"
    )
    query = (
        select(SlotRow, DepartmentDayRow.service_day, WeeklyTemplateRow.id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .outerjoin(TemplateSlotRow, TemplateSlotRow.slot_id == SlotRow.id)
        .outerjoin(WeeklyTemplateRow, WeeklyTemplateRow.id == TemplateSlotRow.template_id)
        .where(
            SlotRow.doctor_id == doctor_id,
            SlotRow.status == SlotStatus.CANCELLED,
            DepartmentDayRow.service_day.between(first, last),
            WeeklyTemplateRow.id.is_(None) | WeeklyTemplateRow.active,
            by_leave.exists(),
        )
        .order_by(DepartmentDayRow.service_day, SlotRow.starts_at)
    )
    return [(slot, day, template_id) for slot, day, template_id in work.session.execute(query)]


def view(row: WeeklyTemplateRow) -> TemplateRecord:
    """Give what pages read."""
    return TemplateRecord(
        id=row.id,
        doctor_id=row.doctor_id,
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        slot_minutes=row.slot_minutes,
        capacity=row.capacity,
        active=row.active,
    )
