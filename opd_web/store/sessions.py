"""Clinic sessions: one doctor's clinic on one day."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.model import SessionStatus
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, DoctorRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork


def of_slot(work: UnitOfWork, slot: SlotRow) -> ClinicSessionRow:
    """Give the session that the slot belongs to."""
    return work.session.get_one(ClinicSessionRow, slot.clinic_session_id)


def count_call(session: ClinicSessionRow) -> None:
    """Count one more called token; the first call opens the session, and one after a break ends the break."""
    session.call_count += 1
    if session.status in {SessionStatus.PLANNED, SessionStatus.PAUSED}:
        session.status = SessionStatus.OPEN


def break_again(session: ClinicSessionRow) -> None:
    """Give the doctor the break back that a call ended, unless the session has become something else since."""
    if session.status == SessionStatus.OPEN:
        session.status = SessionStatus.PAUSED


def open_again(session: ClinicSessionRow) -> None:
    """Let a session that was closed take place after all."""
    if session.status == SessionStatus.CLOSED:
        session.status = SessionStatus.OPEN if session.call_count else SessionStatus.PLANNED


def call_count(session: Session, doctor_id: int, department_day_id: int) -> int:
    """Tell how many tokens the doctor has called that day."""
    query = select(ClinicSessionRow.call_count).where(
        ClinicSessionRow.doctor_id == doctor_id, ClinicSessionRow.department_day_id == department_day_id
    )
    return session.scalar(query) or 0


def statuses(work: UnitOfWork, department_day_id: int) -> Mapping[int, str]:
    """Give the status of each of the day's sessions by its id."""
    query = select(ClinicSessionRow.id, ClinicSessionRow.status)
    return dict(work.session.execute(query.where(ClinicSessionRow.department_day_id == department_day_id)).all())


def room_on(session: Session, doctor_id: int, on: date) -> str | None:
    """Give the room of the doctor's session of that day, None where none is planned."""
    query = (
        select(ClinicSessionRow.room)
        .join(DepartmentDayRow, DepartmentDayRow.id == ClinicSessionRow.department_day_id)
        .where(ClinicSessionRow.doctor_id == doctor_id, DepartmentDayRow.service_day == on)
    )
    return session.scalar(query)


def find(work: UnitOfWork, doctor_id: int, department_day_id: int) -> ClinicSessionRow | None:
    """Give the doctor's session of the day, if one is planned."""
    query = select(ClinicSessionRow).where(
        ClinicSessionRow.doctor_id == doctor_id, ClinicSessionRow.department_day_id == department_day_id
    )
    return work.session.scalars(query).one_or_none()


def of_doctor(work: UnitOfWork, doctor: DoctorRow, day: DepartmentDayRow) -> ClinicSessionRow:
    """Give the doctor's session of the day, planned now if there is none; the day is locked."""
    found = find(work, doctor.id, day.id)
    if found is None:
        found = ClinicSessionRow(
            doctor_id=doctor.id,
            department_day_id=day.id,
            room=doctor.room,
            status=SessionStatus.PLANNED,
            call_count=0,
        )
        work.session.add(found)
        work.session.flush()
    return found
