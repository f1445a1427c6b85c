"""A doctor's calendar: how full each day is, and the slots of one day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT
from opd_web.store import absences, slots
from opd_web.store.admin_models import DayRecord
from opd_web.store.pools import PoolKey
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, DoctorRow, SlotRow


def days(session: Session, doctor: DoctorRow, first: date, count: int) -> list[DayRecord]:
    """Give so many days from the first on, also those without a slot."""
    away = absences.days_of(session, doctor)
    query = (
        select(DepartmentDayRow.service_day, func.count(), func.sum(SlotRow.capacity), func.sum(SlotRow.taken))
        .join(SlotRow, SlotRow.department_day_id == DepartmentDayRow.id)
        .where(
            SlotRow.doctor_id == doctor.id,
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            DepartmentDayRow.service_day >= first,
        )
        .group_by(DepartmentDayRow.service_day)
    )
    found = {day: (number, places, taken) for day, number, places, taken in session.execute(query)}
    wanted = [first + timedelta(days=number) for number in range(count)]
    return [DayRecord(day, *found.get(day, (0, 0, 0)), away.reason(day), away.part(day)) for day in wanted]


def slots_of(session: Session, doctor: DoctorRow, day: date, now: datetime) -> Sequence[SlotView]:
    """Read the doctor's slots of one day in time order, without those that were taken away unused."""
    query = (
        select(SlotRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(SlotRow.doctor_id == doctor.id, DepartmentDayRow.service_day == day, slots.shown())
        .order_by(SlotRow.starts_at, SlotRow.id)
    )
    rows = session.scalars(query).all()
    waiting = slots.waiting_counts(session, rows[0].department_day_id) if rows else {}
    return [slots.view(row, doctor.name, now, waiting.get(str(PoolKey(slot_id=row.id)), 0)) for row in rows]
