"""The day of a department that a screen is about to show, and where it is found."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from opd_web.engine.policy import Policy
from opd_web.store.days import read_policy, version_on
from opd_web.store.read_models import DepartmentView
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, PolicyVersionRow


@dataclass(frozen=True)
class Day:
    """A department's day as it is read; `row` is None while nobody has written to it."""

    department: DepartmentRow
    service_day: date
    zone: ZoneInfo
    now: datetime
    row: DepartmentDayRow | None
    policy: Policy

    @property
    def id(self) -> int:
        """Give the key of the day, 0 where it has none yet: no row has it."""
        return self.row.id if self.row else 0

    @property
    def version(self) -> int:
        """Give the number of the day's events."""
        return self.row.event_count if self.row else 0


def department_by_code(session: Session, code: str) -> DepartmentRow | None:
    """Give the active department of this code."""
    query = select(DepartmentRow).where(DepartmentRow.code == code.upper(), DepartmentRow.active)
    return session.scalars(query).one_or_none()


def department_of_doctor(session: Session, doctor_id: int) -> DepartmentRow | None:
    """Give the department that an active doctor works in."""
    query = select(DepartmentRow).join(DoctorRow).where(DoctorRow.id == doctor_id, DoctorRow.active)
    return session.scalars(query).one_or_none()


def read_day(session: Session, department: DepartmentRow, zone: ZoneInfo, now: datetime) -> Day:
    """Read the department's today. The version is read first: what follows may be newer, never older."""
    service_day = now.astimezone(zone).date()
    query = (
        select(DepartmentDayRow)
        .join(DepartmentDayRow.policy_version)
        .options(contains_eager(DepartmentDayRow.policy_version))
        .where(DepartmentDayRow.department_id == department.id, DepartmentDayRow.service_day == service_day)
    )
    row = session.scalars(query).one_or_none()
    options = row.policy_version.options if row else _options_on(session, department, service_day)
    return Day(department, service_day, zone, now, row, read_policy(options))


def _options_on(session: Session, department: DepartmentRow, service_day: date) -> str:
    version_id = session.scalar(version_on(department.id, service_day))
    return session.get_one(PolicyVersionRow, version_id).options


def department_view(day: Day) -> DepartmentView:
    """Give the department with the policy of its day."""
    row = day.department
    return DepartmentView(row.id, row.code, row.name, row.public_label, day.policy.classes, day.policy.routing)
