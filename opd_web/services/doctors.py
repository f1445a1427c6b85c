"""Doctors: listing them, adding one, changing one, taking one out of use."""

from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _planning
from opd_web.services._planning import Made
from opd_web.services.refused import refuse
from opd_web.store import changes, clinic, days, departments, doctors, schedule
from opd_web.store.admin_models import DoctorRecord
from opd_web.store.reading import reading
from opd_web.store.rows import DoctorRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


@dataclass(frozen=True)
class DoctorFields:
    """What can be written about a doctor."""

    department_id: int
    name: str
    room: str
    code: str | None = None


def every(*, now: datetime) -> tuple[DoctorRecord, ...]:
    """List the doctors, those in use first."""
    with reading() as session:
        return tuple(doctors.every(session, days.date_at(session, now), now))


def get(doctor_id: int, *, now: datetime) -> DoctorRecord:
    """Give one doctor. Raise Refused where there is no such one."""
    with reading() as session:
        found = doctors.every(session, days.date_at(session, now), now, doctor_id)
        if not found:
            raise refuse("not_found", "doctor", what="doctor")
        return found[0]


def add(fields: DoctorFields, *, actor: Actor, now: datetime) -> int:
    """Add a doctor; give the id. Raise Refused where the department has one of this name."""
    with unit_of_work(actor, now) as work:
        _check(work, fields)
        doctor_id = clinic.add_doctor(work, fields.department_id, fields.name.strip(), fields.room.strip(), fields.code)
        changes.note(work, "doctor_made", f"doctor:{doctor_id}")
        return doctor_id


def change(doctor_id: int, fields: DoctorFields, *, actor: Actor, now: datetime) -> None:
    """Change a doctor; sessions that have not begun move to the new room. Raise Refused.

    The department stays while slots are planned: they belong to it.
    """
    with unit_of_work(actor, now) as work:
        row = _get(work, doctor_id)
        _check(work, fields, doctor_id)
        _check_department(work, row, fields.department_id)
        if fields.room.strip() != row.room:
            doctors.take_room(work, doctor_id, fields.room.strip(), days.today(work))
        row.department_id, row.name, row.room = fields.department_id, fields.name.strip(), fields.room.strip()
        row.code = fields.code
        changes.note(work, "doctor_changed", f"doctor:{doctor_id}")


def set_active(doctor_id: int, *, active: bool, actor: Actor, now: datetime) -> None:
    """Take a doctor out of use or back. Raise Refused.

    The weekly plan of a doctor out of use stops and its slots ahead that nobody uses go; those with tokens stay, so
    that nobody loses a place.
    """
    with unit_of_work(actor, now) as work:
        row = _get(work, doctor_id)
        departments.lock(work, row.department_id)
        if active and not row.active and doctors.has_name(work.session, row.department_id, row.name, row.id):
            raise _same_name(row.name)
        row.active = active
        changes.note(work, "doctor_back" if active else "doctor_out", f"doctor:{doctor_id}")
        if not active:
            for template in schedule.of_doctor(work.session, doctor_id):
                _planning.take_away(work, template, Made())


def _get(work: UnitOfWork, doctor_id: int) -> DoctorRow:
    row = clinic.find_doctor(work, doctor_id)
    if row is None:
        raise refuse("not_found", "doctor", what="doctor")
    return row


def _check(work: UnitOfWork, fields: DoctorFields, but: int | None = None) -> None:
    if not fields.name.strip():
        raise refuse("invalid", "name", problem="Enter the doctor's name.")
    if not fields.room.strip():
        raise refuse("invalid", "room", problem="Enter the room: boards send patients there.")
    if departments.lock(work, fields.department_id) is None:
        raise refuse("unknown_department", "department")
    if doctors.has_name(work.session, fields.department_id, fields.name.strip(), but):
        raise _same_name(fields.name.strip())


def _same_name(name: str) -> Exception:
    problem = say("The department already has {name}. Add something that tells them apart on a board.", name=name)
    return refuse("invalid", "name", problem=problem)


def _check_department(work: UnitOfWork, row: DoctorRow, department_id: int) -> None:
    planned = doctors.slots_ahead(work.session, work.now).get(row.id, 0)
    if department_id != row.department_id and planned:
        problem = say(
            "{planned} slots are planned in the department of today. Cancel them first, then move the doctor.",
            planned=planned,
        )
        raise refuse("invalid", "department", problem=problem)
