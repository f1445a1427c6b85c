"""Days without clinic: of one doctor, of one department, of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opd_web.store.rows import DoctorRow
from opd_web.store.schedule_rows import AbsenceRow


@dataclass(frozen=True)
class Away:
    """The days on which a doctor has no clinic."""

    spans: Sequence[tuple[date, date, str]]

    def covers(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.reason(day) is not None

    def reason(self, day: date) -> str | None:
        """Give why there is no clinic on this day, None where there is one."""
        return next((reason for first, last, reason in self.spans if first <= day <= last), None)


def days_of(session: Session, doctor: DoctorRow) -> Away:
    """Give the days on which this doctor has no clinic: the own leave, the department's and the hospital's holidays."""
    everybody = AbsenceRow.doctor_id.is_(None) & AbsenceRow.department_id.is_(None)
    query = select(AbsenceRow.first_day, AbsenceRow.last_day, AbsenceRow.reason).where(
        AbsenceRow.taken_back_at.is_(None),
        or_(AbsenceRow.doctor_id == doctor.id, AbsenceRow.department_id == doctor.department_id, everybody),
    )
    return Away([(first, last, reason) for first, last, reason in session.execute(query)])
