"""Closing: a slot cancelled, a clinic session paused, closed or opened again, and what happens to its tokens."""

from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import SessionStatus, SlotStatus
from opd_web.engine.roles import Actor
from opd_web.services import _closing, _scope, _slot
from opd_web.services._closing import Left
from opd_web.services.refused import refuse
from opd_web.store import days, places, pools, sessions, slots
from opd_web.store.read_models import SlotView
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["Left", "cancel_slot", "close_session", "pause_session", "reopen_session", "resume_session"]


def cancel_slot(slot_id: int, *, reason: str = "", actor: Actor, now: datetime) -> tuple[SlotView, Left]:
    """Cancel a slot: its live tokens go back to their pool, or are displaced where none is left. Raise Refused.

    The reason is noted at each of these tokens.
    """
    with unit_of_work(actor, now) as work:
        day, row = _slot.find(work, slot_id)
        places.end_graces(work, day.id)
        if not slots.is_open(row):
            raise refuse("slot_ended", "slot")
        left = _closing.empty(work, day, [row], SlotStatus.CANCELLED, Kind.SLOT_CANCELLED, "slot_cancelled", reason)
        return slots.one(work.session, row.id, now), left


def close_session(doctor_id: int, *, actor: Actor, now: datetime) -> Left:
    """Close the doctor's clinic of today; whoever is inside may finish. Raise Refused."""
    with unit_of_work(actor, now) as work:
        day, session = _session(work, doctor_id)
        places.end_graces(work, day.id)
        before, session.status = session.status, SessionStatus.CLOSED
        rows = [row for row in slots.of_session(work, session) if slots.is_open(row)]
        return _closing.empty(
            work, day, rows, SlotStatus.COMPLETED, Kind.SESSION_CLOSED, "session_closed", facts={"before": before}
        )


def reopen_session(doctor_id: int, *, actor: Actor, now: datetime) -> tuple[SlotView, ...]:
    """Open the doctor's session of today again, with the slots that its end closed and that are not over yet.

    Who waits for a place there gets it; nobody is taken back from elsewhere. Raise Refused.
    """
    with unit_of_work(actor, now) as work:
        day, session = _session(work, doctor_id)
        places.end_graces(work, day.id)
        rows = [row for row in slots.of_session(work, session) if _can_reopen(row, now)]
        if session.status != SessionStatus.CLOSED:
            raise refuse("session_not_closed", "doctor")
        if not rows:
            raise refuse("nothing_to_reopen", "doctor")
        sessions.open_again(session)
        for row in rows:
            row.status = _slot.open_status(row)
            work.record(Kind.SESSION_REOPENED, rule=session.status, slot=row)
        policy = days.policy_of(day)
        for key in dict.fromkeys(pools.key_of_slot(policy, row) for row in rows):
            places.refill(work, day.id, key, policy)
        return tuple(slots.one(work.session, row.id, now) for row in rows)


def _can_reopen(row: SlotRow, now: datetime) -> bool:
    """Tell whether the end of the session closed this slot before its time was over."""
    return row.status == SlotStatus.COMPLETED and not pools.is_over(row, now)


def pause_session(doctor_id: int, *, actor: Actor, now: datetime) -> None:
    """Give the doctor a break; the next call ends it. Raise Refused."""
    _set_status(doctor_id, SessionStatus.PAUSED, Kind.SESSION_PAUSED, actor, now)


def resume_session(doctor_id: int, *, actor: Actor, now: datetime) -> None:
    """End the doctor's break. Raise Refused."""
    _set_status(doctor_id, SessionStatus.OPEN, Kind.SESSION_OPENED, actor, now)


def _set_status(doctor_id: int, status: SessionStatus, kind: Kind, actor: Actor, now: datetime) -> None:
    with unit_of_work(actor, now) as work:
        _, session = _session(work, doctor_id)
        if session.status == SessionStatus.CLOSED:
            raise refuse("session_closed", "doctor")
        before, session.status = session.status, status
        rows = slots.of_session(work, session)
        if rows:
            work.record(kind, rule=status.value, slot=rows[0], facts={"before": before})


def _session(work: UnitOfWork, doctor_id: int) -> tuple[DepartmentDayRow, ClinicSessionRow]:
    day = days.lock_of_doctor(work, doctor_id, days.today(work))
    session = sessions.find(work, doctor_id, day.id) if day else None
    if day is None or session is None:
        raise refuse("not_found", "doctor", what="clinic session of this doctor today")
    _scope.check_queue(work.actor, day.department_id, doctor_id)
    return day, session
