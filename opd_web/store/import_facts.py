"""What is there already, read at once for a whole file."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.schedule import Hours
from opd_web.store import schedule
from opd_web.store.rows import DepartmentRow, DoctorRow, PatientRow
from opd_web.store.schedule_rows import WeeklyTemplateRow

AT_ONCE = 500
"""How many values one statement asks for: SQLite takes no more than some thousand."""


def departments(session: Session) -> dict[str, int]:
    """Give the departments in use by code."""
    query = select(DepartmentRow.code, DepartmentRow.id).where(DepartmentRow.active)
    return dict(session.execute(query).all())


def doctors(session: Session) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Give room and code of each doctor in use, by the department's code and the name in small letters."""
    query = (
        select(DepartmentRow.code, DoctorRow.name, DoctorRow.room, DoctorRow.code)
        .join(DepartmentRow, DepartmentRow.id == DoctorRow.department_id)
        .where(DoctorRow.active)
    )
    return {(department, name.casefold()): (room, code) for department, name, room, code in session.execute(query)}


def doctor_ids(session: Session) -> dict[tuple[str, str], int]:
    """Give the doctors in use by the department's code and the name in small letters."""
    query = (
        select(DepartmentRow.code, DoctorRow.name, DoctorRow.id)
        .join(DepartmentRow, DepartmentRow.id == DoctorRow.department_id)
        .where(DoctorRow.active)
    )
    return {(department, name.casefold()): doctor_id for department, name, doctor_id in session.execute(query)}


def plans(session: Session) -> Iterator[tuple[int, int, Hours]]:
    """Give every line of the weekly plans in use: doctor, weekday, hours."""
    for row in session.scalars(select(WeeklyTemplateRow).where(WeeklyTemplateRow.active)):
        yield row.doctor_id, row.weekday, schedule.hours(row)


def patients(session: Session, phones: Collection[str]) -> set[tuple[str, str]]:
    """Give phone and name key of everybody on file with one of these phones."""
    found: set[tuple[str, str]] = set()
    for some in _parts(phones):
        query = select(PatientRow.phone, PatientRow.name_key).where(PatientRow.phone.in_(some))
        found |= {(phone, key) for phone, key in session.execute(query)}
    return found


def external_ids(session: Session, wanted: Collection[str]) -> set[str]:
    """Give those of these record numbers that somebody has."""
    found: set[str] = set()
    for some in _parts(wanted):
        found |= {
            one
            for one in session.scalars(select(PatientRow.external_id).where(PatientRow.external_id.in_(some)))
            if one
        }
    return found


def _parts(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
