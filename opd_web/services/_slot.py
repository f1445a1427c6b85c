"""What every slot is: a window of one doctor's day with a capacity, beside no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.events import Kind
from opd_web.engine.model import SlotStatus
from opd_web.engine.phrases import say
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import clinic, days, places, sessions, slots
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, DoctorRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork

LARGEST_CAPACITY = 10_000
LONGEST = timedelta(hours=24)

Seen = Callable[[SlotView], None]
"""Looks at the slot as behind the lock, and raises where that is not what the caller saw."""


@dataclass(frozen=True)
class NewSlot:
    """A slot to add: times in UTC, `capacity` in tokens."""

    doctor_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int


def find(work: UnitOfWork, slot_id: int) -> tuple[DepartmentDayRow, SlotRow]:
    """Give a slot behind the lock of its day. Raise Refused where there is none, or it is not the caller's."""
    day = days.lock_of_slot(work, slot_id)
    row = slots.find(work, slot_id) if day else None
    if day is None or row is None:
        raise refuse("unknown_slot", "slot")
    _scope.check_queue(work.actor, day.department_id, row.doctor_id)
    return day, row


def add(work: UnitOfWork, new: NewSlot) -> SlotRow:
    """Add a slot to the doctor's session of that day, and give its places to whoever waits. Raise Refused."""
    doctor = _doctor(work, new.doctor_id)
    day = days.lock(work, doctor.department_id, days.day_of(work, new.starts_at))
    if day is None:
        raise refuse("unknown_department", "department")
    check_capacity(new.capacity)
    check_times(work, new.doctor_id, new.starts_at, new.ends_at)
    if has_tokens(day):
        places.end_graces(work, day.id)
    session = sessions.of_doctor(work, doctor, day)
    sessions.open_again(session)
    row = slots.add(work, session, new.starts_at, new.ends_at, new.capacity)
    work.record(Kind.SLOT_ADDED, rule="slot_added", slot=row)
    if has_tokens(day):
        places.pass_on(work, row)
    work.session.flush()
    return row


def has_tokens(day: DepartmentDayRow) -> bool:
    """Tell whether anybody could wait on this day: where no number was issued yet there is nobody to look for."""
    return day.last_number > 0


def open_status(row: SlotRow) -> SlotStatus:
    """Give the status that the slot has while it takes tokens."""
    return SlotStatus.DELAYED if row.delay_minutes else SlotStatus.SCHEDULED


def check_capacity(capacity: int) -> None:
    """Refuse what is no capacity."""
    if not 1 <= capacity <= LARGEST_CAPACITY:
        problem = say("The capacity is a whole number from 1 to {most}.", most=LARGEST_CAPACITY)
        raise refuse("invalid", "capacity", problem=problem)


def check_times(
    work: UnitOfWork, doctor_id: int, starts_at: datetime, ends_at: datetime, but: Sequence[int] = ()
) -> None:
    """Refuse a window that is none, or that overlaps another one of the doctor."""
    if ends_at <= starts_at:
        raise refuse("invalid", "ends_at", problem="The end of a slot is after its start.")
    if ends_at - starts_at > LONGEST:
        raise refuse("invalid", "ends_at", problem="A slot lasts 24 hours at most.")
    if slots.overlapping(work, doctor_id, starts_at, ends_at, but):
        raise refuse("slot_overlap", "starts_at")


def _doctor(work: UnitOfWork, doctor_id: int) -> DoctorRow:
    doctor = clinic.find_doctor(work, doctor_id)
    if doctor is None:
        raise refuse("not_found", "doctor", what="doctor")
    if not doctor.active:
        raise refuse("doctor_retired", "doctor", doctor=doctor.name)
    _scope.check_department(work.actor, doctor.department_id)
    return doctor
