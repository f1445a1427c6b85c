"""Departments: listing them, adding one, changing one, taking one out of use."""

from datetime import date, datetime

from opd_web.engine.policy import preset
from opd_web.engine.presets import DEFAULT_PRESET, PRESETS
from opd_web.engine.roles import Actor
from opd_web.services import _department
from opd_web.services._department import DepartmentFields
from opd_web.services.refused import refuse
from opd_web.store import changes, clinic, days, departments
from opd_web.store.admin_models import DepartmentRecord
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

BEGINNING = date(1970, 1, 1)

__all__ = ["DepartmentFields", "add", "change", "every", "get"]


def every(*, now: datetime) -> tuple[DepartmentRecord, ...]:
    """List the departments, those in use first."""
    with reading() as session:
        return tuple(departments.every(session, days.date_at(session, now)))


def get(department_id: int, *, now: datetime) -> DepartmentRecord:
    """Give one department. Raise Refused where it does not exist."""
    with reading() as session:
        found = departments.every(session, days.date_at(session, now), department_id)
        if not found:
            raise refuse("not_found", "department", what="department")
        return found[0]


def add(fields: DepartmentFields, preset_name: str = DEFAULT_PRESET, *, actor: Actor, now: datetime) -> int:
    """Add a department whose policy is a preset; give its id. Raise Refused."""
    if preset_name not in PRESETS:
        raise refuse("invalid", "preset", problem="Choose one of the presets.")
    with unit_of_work(actor, now) as work:
        _department.check(work, fields)
        row = clinic.add_department(work, fields.code, fields.name.strip(), fields.public_label.strip())
        clinic.add_policy(work, row, preset_name, preset(preset_name), BEGINNING)
        changes.note(work, "department_made", f"department:{row.id}")
        return row.id


def change(department_id: int, fields: DepartmentFields, *, actor: Actor, now: datetime) -> None:
    """Change what a department is called, or take it out of use: it books nobody then. Raise Refused.

    The code stays once a number with it was given out: a number is fixed for life.
    """
    with unit_of_work(actor, now) as work:
        row = departments.lock(work, department_id)
        if row is None:
            raise refuse("not_found", "department", what="department")
        _department.check(work, fields, row.id)
        _department.check_code(work, row, fields.code)
        row.code, row.name, row.public_label = fields.code, fields.name.strip(), fields.public_label.strip()
        row.active = fields.active
        changes.note(work, "department_changed", f"department:{row.id}")
