"""Departments and doctors as programs see them: listed, read, added, changed one field at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from opd_web.engine.presets import DEFAULT_PRESET
from opd_web.engine.roles import Actor
from opd_web.services import _department, _policy, _scope
from opd_web.services._department import DepartmentFields
from opd_web.services.refused import refuse
from opd_web.store import catalogue, clinic, days, departments, doctors
from opd_web.store import changes as record
from opd_web.store.paging import Asked, Page
from opd_web.store.reading import reading
from opd_web.store.resources import DepartmentResource, DoctorResource
from opd_web.store.rows import DepartmentRow, DoctorRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = [
    "DepartmentFields",
    "PolicyChoice",
    "add_department",
    "add_doctor",
    "change_department",
    "change_doctor",
    "department",
    "doctor",
    "list_departments",
    "list_doctors",
]

ALWAYS = date(1970, 1, 1)
"""A department's first policy holds from the beginning of time."""

Seen: TypeAlias = Callable[[Any], None]
"""Looks at the resource as it is behind its lock, and raises where that is not what the caller saw."""


@dataclass(frozen=True)
class PolicyChoice:
    """A preset, or None for the one that the department has, with single options changed."""

    preset: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def list_departments(asked: Asked, *, active: bool | None = None, actor: Actor) -> Page[DepartmentResource]:
    """List the departments that the caller works in."""
    with reading() as session:
        return catalogue.departments(session, asked, actor.departments, active=active)


def department(department_id: int, *, actor: Actor) -> DepartmentResource:
    """Give one department. Raise Refused."""
    with reading() as session:
        found = catalogue.department(session, department_id)
    if found is None:
        raise refuse("unknown_department", "department")
    _scope.check_department(actor, department_id)
    return found


def add_department(
    fields: DepartmentFields, choice: PolicyChoice, *, actor: Actor, now: datetime
) -> DepartmentResource:
    """Add a department. Raise Refused."""
    preset = choice.preset or DEFAULT_PRESET
    policy = _policy.build(preset, choice.options)
    _scope.check_everywhere(actor)
    with unit_of_work(actor, now) as work:
        _department.check(work, fields)
        row = clinic.add_department(work, fields.code, fields.name, fields.public_label)
        clinic.add_policy(work, row, preset, policy, ALWAYS)
        record.note(work, "department_made", f"department:{row.id}")
        return _department_resource(work, row)


def change_department(
    department_id: int,
    changes: Mapping[str, Any],
    choice: PolicyChoice | None = None,
    *,
    seen: Seen | None = None,
    actor: Actor,
    now: datetime,
) -> DepartmentResource:
    """Change some of code, name, public_label, active, and the policy. Raise Refused.

    A code that stands in numbers stays; another policy holds from the next day without tokens.
    """
    with unit_of_work(actor, now) as work:
        row = departments.lock(work, department_id)
        if row is None:
            raise refuse("unknown_department", "department")
        _scope.check_department(actor, department_id)
        before = _department_resource(work, row)
        if seen:
            seen(before)
        _check_department(work, row, changes)
        catalogue.write(row, changes)
        if changes:
            record.note(work, "department_changed", f"department:{row.id}")
        if choice:
            _change_policy(work, row, before, choice)
        return _department_resource(work, row)


def _check_department(work: UnitOfWork, row: DepartmentRow, changes: Mapping[str, Any]) -> None:
    fields = {"code": row.code, "name": row.name, "public_label": row.public_label, "active": row.active}
    wanted = DepartmentFields(**{**fields, **changes})
    _department.check(work, wanted, row.id)
    _department.check_code(work, row, wanted.code)


def _change_policy(work: UnitOfWork, row: DepartmentRow, before: DepartmentResource, choice: PolicyChoice) -> None:
    """Start from the preset that is named, else from the options as they are."""
    preset = choice.preset or before.preset
    kept: Mapping[str, Any] = {} if choice.preset else before.policy.options()
    policy = _policy.build(preset, {**kept, **choice.options})
    if (preset, policy) != (before.preset, before.policy):
        _policy.take(work, row, preset, policy, days.today(work))


def _department_resource(work: UnitOfWork, row: DepartmentRow) -> DepartmentResource:
    work.session.flush()
    found = catalogue.department(work.session, row.id)
    if found is None:
        raise LookupError(f"department {row.id} was not written")
    return found


def list_doctors(
    asked: Asked, *, department_id: int | None = None, active: bool | None = None, actor: Actor
) -> Page[DoctorResource]:
    """List the doctors of the departments that the caller works in. Raise Refused."""
    if department_id is not None:
        _scope.check_department(actor, department_id)
    with reading() as session:
        return catalogue.doctors(session, asked, actor.departments, department_id=department_id, active=active)


def doctor(doctor_id: int, *, actor: Actor) -> DoctorResource:
    """Give one doctor. Raise Refused."""
    with reading() as session:
        found = catalogue.doctor(session, doctor_id)
    if found is None:
        raise refuse("not_found", "doctor", what="doctor")
    _scope.check_department(actor, found.department_id)
    return found


def add_doctor(
    department_id: int, name: str, room: str, code: str | None = None, *, actor: Actor, now: datetime
) -> DoctorResource:
    """Add a doctor to a department. Raise Refused."""
    with unit_of_work(actor, now) as work:
        _find_department(work, department_id)
        doctor_id = clinic.add_doctor(work, department_id, name, room, code)
        record.note(work, "doctor_made", f"doctor:{doctor_id}")
        return catalogue.doctor_view(_lock_doctor(work, doctor_id))


def change_doctor(
    doctor_id: int, changes: Mapping[str, Any], *, seen: Seen | None = None, actor: Actor, now: datetime
) -> DoctorResource:
    """Change some of name, code, department_id, room, active. Raise Refused.

    A doctor out of use gets no new slots; the slots and the queue that there are stay until they are cancelled.
    """
    with unit_of_work(actor, now) as work:
        row = _lock_doctor(work, doctor_id)
        if seen:
            seen(catalogue.doctor_view(row))
        if changes.get("department_id", row.department_id) != row.department_id:
            _check_move(work, row, changes["department_id"])
        if changes.get("room", row.room) != row.room:
            doctors.take_room(work, doctor_id, changes["room"], days.today(work))
        catalogue.write(row, changes)
        record.note(work, "doctor_changed", f"doctor:{doctor_id}")
        return catalogue.doctor_view(row)


def _lock_doctor(work: UnitOfWork, doctor_id: int) -> DoctorRow:
    row = catalogue.lock_doctor(work, doctor_id)
    if row is None:
        raise refuse("not_found", "doctor", what="doctor")
    _scope.check_department(work.actor, row.department_id)
    return row


def _check_move(work: UnitOfWork, row: DoctorRow, department_id: int) -> None:
    _find_department(work, department_id)
    planned = doctors.slots_ahead(work.session, work.now).get(row.id, 0)
    if planned:
        problem = f"{planned} slots are planned in the department of today. Cancel them first, then move the doctor."
        raise refuse("invalid", "department", problem=problem)


def _find_department(work: UnitOfWork, department_id: int) -> None:
    if departments.lock(work, department_id) is None:
        raise refuse("unknown_department", "department")
    _scope.check_department(work.actor, department_id)
