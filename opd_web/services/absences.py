"""Taking days out: whoever had a place there is moved, waits again or loses it; and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import LIVE, SessionStatus, SlotStatus, TokenStatus
from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _closing, _leave, _planning, _rebooking
from opd_web.services._planning import Made
from opd_web.services._rebooking import Moved
from opd_web.services.refused import refuse
from opd_web.store import changes, days, departments, leave, places, schedule, sessions, slots, tokens
from opd_web.store.absences import span_of
from opd_web.store.affected import RULE
from opd_web.store.leave_models import Span
from opd_web.store.rows import DepartmentDayRow, SlotRow
from opd_web.store.schedule_rows import AbsenceRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["Made", "Moved", "Outcome", "Span", "put", "take_back"]

LONGEST_REASON = 200


@dataclass
class Outcome:
    """What a leave did: numbers by what became of them. `repeated` where the same had been saved before."""

    absence_id: int = 0
    slots: int = 0
    moved: list[Moved] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    displaced: list[str] = field(default_factory=list)
    repeated: bool = False


def put(span: Span, reason: str, choices: Mapping[int, int], *, actor: Actor, now: datetime) -> Outcome:
    """Take this time out: its slots are cancelled, each token goes to the slot that `choices` gives it.

    Who has none goes back to the waiting list where another slot stands for it, else loses the place. All or nothing;
    the same again changes nothing. Raise Refused.
    """
    _check_reason(reason)
    outcome = Outcome()
    with unit_of_work(actor, now) as work:
        _leave.check(span, days.today(work))
        _lock(work, span)
        known = leave.overlapping(work.session, span)
        if known:
            return _the_same(known, span, reason)
        outcome.absence_id = leave.add(work, span, reason.strip()).id
        changes.note(work, "leave", _away(span), first=str(span.first_day), last=str(span.last_day))
        _clear(work, span, choices, outcome)
    return outcome


def take_back(absence_id: int, *, actor: Actor, now: datetime) -> Made:
    """Take a leave back: the slots that it cancelled, and those that plans left out, are made anew. Raise Refused.

    Patients who were moved stay where they are; those who lost the place can be booked again.
    """
    made = Made()
    with unit_of_work(actor, now) as work:
        row = leave.find(work.session, absence_id)
        if row is None or row.taken_back_at is not None or row.last_day < days.today(work):
            raise refuse("not_found", "absence", what="leave to take back")
        span = span_of(row)
        _lock(work, span)
        row.taken_back_at = now
        changes.note(work, "leave_taken_back", _away(span), first=str(span.first_day), last=str(span.last_day))
        work.session.flush()
        for doctor in leave.doctors(work.session, span):
            _planning.make_again(work, doctor, span, made)
            if doctor.active:
                _planning.make_ahead(work, doctor, schedule.of_doctor(work.session, doctor.id), made)
    return made


def _away(span: Span) -> str | None:
    """Name who is away as the record of changes does, None for everybody."""
    if span.doctor_id is not None:
        return f"doctor:{span.doctor_id}"
    return f"department:{span.department_id}" if span.department_id is not None else None


def _the_same(known: AbsenceRow, span: Span, reason: str) -> Outcome:
    """Take the same form sent twice for one. Raise Refused where it is another one."""
    if span_of(known) != span or known.reason != reason.strip():
        raise _leave.taken_already()
    return Outcome(absence_id=known.id, repeated=True)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise refuse("invalid", "reason", problem="Enter why: it stands in the calendar.")
    if len(reason.strip()) > LONGEST_REASON:
        raise refuse("invalid", "reason", problem=say("Use at most {most} characters.", most=LONGEST_REASON))


def _lock(work: UnitOfWork, span: Span) -> None:
    """Lock the departments concerned, always in the same order: no plan is made beside this."""
    away = leave.doctors(work.session, span)
    if span.doctor_id is not None and not away:
        raise refuse("not_found", "doctor", what="doctor")
    for department_id in sorted({doctor.department_id for doctor in away}):
        departments.lock(work, department_id)


def _clear(work: UnitOfWork, span: Span, choices: Mapping[int, int], outcome: Outcome) -> None:
    """Shut every slot first, so that nobody is moved into one that goes too."""
    cleared = _lock_days(work, span, choices)
    for day, rows in cleared:
        places.end_graces(work, day.id)
        _closing.shut(work, rows, SlotStatus.CANCELLED, Kind.SLOT_CANCELLED, RULE)
        outcome.slots += len(rows)
    _move(work, choices, {day.id: day for day, _ in cleared}, outcome)
    for day, rows in cleared:
        left = _closing.send_on(work, day, rows, RULE)
        outcome.waiting += left.waiting
        outcome.displaced += left.displaced
        _close_sessions(work, rows)


def _lock_days(
    work: UnitOfWork, span: Span, choices: Mapping[int, int]
) -> list[tuple[DepartmentDayRow, list[SlotRow]]]:
    """Lock each day that is touched, and read the slots to clear behind the locks."""
    for day_id in leave.days_to_lock(work.session, span, work.now, list(choices.values())):
        days.lock_by_id(work, day_id)
    gone = [row for row, _ in leave.slots(work.session, span, work.now)]
    return [
        (day, rows)
        for day_id, day in sorted(work.days.items())
        if (rows := [row for row in gone if row.department_day_id == day_id])
    ]


def _move(
    work: UnitOfWork, choices: Mapping[int, int], cleared: Mapping[int, DepartmentDayRow], outcome: Outcome
) -> None:
    """Move those who were chosen a slot; who has gone meanwhile is left out. Raise Refused naming whom it is about."""
    for token_id, slot_id in choices.items():
        token = tokens.find(work, token_id)
        day = cleared.get(token.department_day_id) if token else None
        if token and day and token.status in LIVE - {TokenStatus.IN_CONSULTATION}:
            outcome.moved.append(_rebooking.move(work, day, token, slot_id))


def _close_sessions(work: UnitOfWork, rows: list[SlotRow]) -> None:
    for session in {row.clinic_session_id: sessions.of_slot(work, row) for row in rows}.values():
        if not any(slots.is_open(row) for row in slots.of_session(work, session)):
            session.status = SessionStatus.CLOSED
