"""What stands around every report: what there is to report on, and what it can be narrowed to."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import QueryableAttribute, Session

from opd_web.store import days
from opd_web.store.report_models import Frame, Named, Span
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow


def read(session: Session, departments: frozenset[int] | None, now: datetime) -> Frame:
    """Read it for somebody who works in these departments, None being all; also what is out of use now."""
    zone = days.zone(session)
    return Frame(
        zone=zone.key,
        now=now,
        today=now.astimezone(zone).date(),
        span=_span(session, departments),
        departments=_departments(session, departments),
        doctors=_doctors(session, departments),
    )


def _span(session: Session, departments: frozenset[int] | None) -> Span:
    query = select(func.min(DepartmentDayRow.service_day), func.max(DepartmentDayRow.service_day))
    query = query.where(DepartmentDayRow.last_number > 0, _within(DepartmentDayRow.department_id, departments))
    first, last = session.execute(query).one()
    return Span(first, last)


def _departments(session: Session, departments: frozenset[int] | None) -> tuple[Named, ...]:
    query = select(DepartmentRow).where(_within(DepartmentRow.id, departments)).order_by(DepartmentRow.code)
    return tuple(Named(row.id, f"{row.code} {row.name}", row.id) for row in session.scalars(query))


def _doctors(session: Session, departments: frozenset[int] | None) -> tuple[Named, ...]:
    query = select(DoctorRow).where(_within(DoctorRow.department_id, departments)).order_by(DoctorRow.name)
    return tuple(Named(row.id, row.name, row.department_id) for row in session.scalars(query))


def _within(column: QueryableAttribute[int], departments: frozenset[int] | None) -> ColumnElement[bool]:
    return true() if departments is None else column.in_(sorted(departments))
