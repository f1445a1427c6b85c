"""Leave and holidays: whom they keep away, and which slots go."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT
from opd_web.store import actors, days
from opd_web.store.absences import span_of
from opd_web.store.leave_models import AbsenceRecord, Span
from opd_web.store.pools import is_over
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, SlotRow
from opd_web.store.schedule_rows import AbsenceRow
from opd_web.store.unit_of_work import UnitOfWork


def doctors(session: Session, span: Span) -> Sequence[DoctorRow]:
    """Read whom the span keeps away, in the order in which their departments are locked."""
    query = select(DoctorRow).order_by(DoctorRow.department_id, DoctorRow.id)
    if span.doctor_id is not None:
        query = query.where(DoctorRow.id == span.doctor_id)
    elif span.department_id is not None:
        query = query.where(DoctorRow.department_id == span.department_id)
    return session.scalars(query).all()


def slots(session: Session, span: Span, now: datetime) -> list[tuple[SlotRow, date]]:
    """Read the open slots that go, each with its service day, in the order of time."""
    query = (
        select(SlotRow, DepartmentDayRow.service_day)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            SlotRow.doctor_id.in_([row.id for row in doctors(session, span)]),
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            DepartmentDayRow.service_day.between(span.first_day, span.last_day),
        )
        .order_by(DepartmentDayRow.service_day, SlotRow.starts_at, SlotRow.id)
    )
    zone = days.zone(session)
    found = session.execute(query.execution_options(populate_existing=True)).all()
    return [
        (row, day)
        for row, day in found
        if not is_over(row, now)
        and span.touches(row.starts_at.astimezone(zone).time(), row.ends_at.astimezone(zone).time())
    ]


def days_to_lock(session: Session, span: Span, now: datetime, slot_ids: Sequence[int]) -> Sequence[int]:
    """Give the days of the slots that go and of those that patients go to, in the order of every use case: by date."""
    gone = {row.department_day_id for row, _ in slots(session, span, now)}
    wanted = select(SlotRow.department_day_id).where(SlotRow.id.in_(slot_ids))
    query = select(DepartmentDayRow.id).where(DepartmentDayRow.id.in_(gone) | DepartmentDayRow.id.in_(wanted))
    return session.scalars(query.order_by(DepartmentDayRow.service_day, DepartmentDayRow.id)).all()


def overlapping(session: Session, span: Span) -> AbsenceRow | None:
    """Give an absence of the same doctor, department or hospital that stands in some of this time."""
    query = select(AbsenceRow).where(
        AbsenceRow.taken_back_at.is_(None),
        AbsenceRow.doctor_id == span.doctor_id if span.doctor_id else AbsenceRow.doctor_id.is_(None),
        AbsenceRow.department_id == span.department_id if span.department_id else AbsenceRow.department_id.is_(None),
        AbsenceRow.first_day <= span.last_day,
        AbsenceRow.last_day >= span.first_day,
    )
    return next((row for row in session.scalars(query.order_by(AbsenceRow.id)) if _share_hours(row, span)), None)


def _share_hours(row: AbsenceRow, span: Span) -> bool:
    return row.starts is None or row.ends is None or span.touches(row.starts, row.ends)


def add(work: UnitOfWork, span: Span, reason: str) -> AbsenceRow:
    """Write the absence down."""
    row = AbsenceRow(
        doctor_id=span.doctor_id,
        department_id=span.department_id,
        first_day=span.first_day,
        last_day=span.last_day,
        starts=span.starts,
        ends=span.ends,
        reason=reason,
        created_at=work.now,
        created_by=work.actor.id,
    )
    work.session.add(row)
    work.session.flush()
    return row


def find(session: Session, absence_id: int) -> AbsenceRow | None:
    """Give one absence, also one that was taken back."""
    return session.get(AbsenceRow, absence_id)


def records(session: Session, where: ColumnElement[bool]) -> Sequence[tuple[AbsenceRow, str | None, str | None]]:
    """Read absences with the names of doctor and department, the next one first."""
    query = (
        select(AbsenceRow, DoctorRow.name, DepartmentRow.name)
        .outerjoin(DoctorRow, DoctorRow.id == AbsenceRow.doctor_id)
        .outerjoin(DepartmentRow, DepartmentRow.id == AbsenceRow.department_id)
        .where(where)
        .order_by(AbsenceRow.first_day, AbsenceRow.id)
    )
    return [(row, doctor, department) for row, doctor, department in session.execute(query)]


def record(session: Session, found: tuple[AbsenceRow, str | None, str | None], open_cases: int) -> AbsenceRecord:
    """Give what pages read."""
    row, doctor, department = found
    return AbsenceRecord(
        id=row.id,
        span=span_of(row),
        doctor=doctor,
        department=department,
        reason=row.reason,
        by=actors.names(session, [row.created_by])[row.created_by],
        taken_back=row.taken_back_at is not None,
        open_cases=open_cases,
    )


def since(day: date) -> ColumnElement[bool]:
    """Choose the absences that ended on this day or later."""
    return AbsenceRow.last_day >= day


def one(absence_id: int) -> ColumnElement[bool]:
    """Choose one absence."""
    return AbsenceRow.id == absence_id


PAST = timedelta(days=60)
"""How long an absence that is over is looked at for patients who have no other place yet."""
