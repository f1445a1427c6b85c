"""Days without clinic: of one doctor, of one department, of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opd_web.store.leave_models import Span
from opd_web.store.rows import DoctorRow
from opd_web.store.schedule_rows import AbsenceRow


@dataclass(frozen=True)
class Away:
    """The days, and parts of days, on which a doctor has no clinic."""

    spans: Sequence[tuple[Span, str]]

    def covers(self, day: date) -> bool:
        """Tell whether the whole day is one of them."""
        return self.reason(day) is not None

    def reason(self, day: date) -> str | None:
        """Give why there is no clinic on this whole day, None where there is one."""
        return next((reason for span, reason in self._on(day) if span.starts is None), None)

    def part(self, day: date) -> str | None:
        """Give why there is no clinic in a part of this day."""
        return next((reason for span, reason in self._on(day) if span.starts is not None), None)

    def takes(self, day: date, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> bool:
        """Tell whether this window (UTC) of the day is taken out."""
        starts, ends = (at.astimezone(zone).time() for at in (starts_at, ends_at))
        return any(span.touches(starts, ends) for span, _ in self._on(day))

    def _on(self, day: date) -> list[tuple[Span, str]]:
        return [(span, reason) for span, reason in self.spans if span.first_day <= day <= span.last_day]


def days_of(session: Session, doctor: DoctorRow) -> Away:
    """Give when this doctor has no clinic: the own leave, the department's and the hospital's holidays."""
    everybody = AbsenceRow.doctor_id.is_(None) & AbsenceRow.department_id.is_(None)
    query = select(AbsenceRow).where(
        AbsenceRow.taken_back_at.is_(None),
        or_(AbsenceRow.doctor_id == doctor.id, AbsenceRow.department_id == doctor.department_id, everybody),
    )
    return Away([(span_of(row), row.reason) for row in session.scalars(query)])


def span_of(row: AbsenceRow) -> Span:
    """Give who is away and when."""
    return Span(row.doctor_id, row.department_id, row.first_day, row.last_day, row.starts, row.ends)
