"""Follow-ups: the slots of the days on which a doctor could see a patient again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT
from opd_web.store import slots
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, DoctorRow, SlotRow, TokenRow


@dataclass(frozen=True)
class Visit:
    """Whom a token sees, and on which day."""

    doctor_id: int
    service_day: date


def visit(session: Session, token_id: int) -> Visit | None:
    """Find the visit that a follow-up would continue; None for a token without a doctor."""
    query = (
        select(TokenRow.doctor_id, DepartmentDayRow.service_day)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(TokenRow.id == token_id, TokenRow.doctor_id.is_not(None))
    )
    row = session.execute(query).one_or_none()
    return Visit(row.doctor_id, row.service_day) if row else None


def first_day(session: Session, doctor_id: int, start: date, now: datetime) -> date | None:
    """Give the first day from this one on on which the doctor has a free place."""
    found = _first(session, doctor_id, start, now)
    return found.service_day if found else None


def first_slot(session: Session, doctor_id: int, start: date, now: datetime) -> SlotView | None:
    """Read the doctor's first slot with a free place from this day on."""
    found = _first(session, doctor_id, start, now)
    return slots.view(found.SlotRow, found.name, now) if found else None


def _first(session: Session, doctor_id: int, start: date, now: datetime) -> Row[SlotRow, str, date] | None:
    query = (
        select(SlotRow, DoctorRow.name, DepartmentDayRow.service_day)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            SlotRow.doctor_id == doctor_id,
            DepartmentDayRow.department_id == DoctorRow.department_id,
            DepartmentDayRow.service_day >= start,
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.taken < SlotRow.capacity,
            SlotRow.ends_at > now,
        )
        .order_by(SlotRow.starts_at, SlotRow.id)
    )
    return session.execute(query.limit(1)).one_or_none()
