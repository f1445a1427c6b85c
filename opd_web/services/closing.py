"""Closing: a slot cancelled, a clinic session paused, closed or opened again, and what happens to its tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import PLACED, SessionStatus, SlotStatus, TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import clinic, days, places, pools, sessions, slots, tokens
from opd_web.store.read_models import SlotView
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


@dataclass(frozen=True)
class Left:
    """What became of those who were left: numbers that wait again, and numbers that lost their place."""

    waiting: tuple[str, ...]
    displaced: tuple[str, ...]


def cancel_slot(slot_id: int, *, actor: Actor, now: datetime) -> tuple[SlotView, Left]:
    """Cancel a slot: its live tokens go back to their pool, or are displaced where none is left. Raise Refused."""
    with unit_of_work(actor, now) as work:
        day = days.lock_of_slot(work, slot_id)
        row = slots.find(work, slot_id) if day else None
        if day is None or row is None:
            raise refuse("unknown_slot", "slot")
        places.end_graces(work, day.id)
        if not slots.is_open(row):
            raise refuse("slot_closed", "slot")
        left = _empty(work, day, [row], SlotStatus.CANCELLED, Kind.SLOT_CANCELLED, "slot_cancelled")
        return slots.view(row, clinic.doctor_name(work, row.doctor_id), now), left


def close_session(doctor_id: int, *, actor: Actor, now: datetime) -> Left:
    """Close the doctor's clinic of today; whoever is inside may finish. Raise Refused."""
    with unit_of_work(actor, now) as work:
        day, session = _session(work, doctor_id)
        places.end_graces(work, day.id)
        session.status = SessionStatus.CLOSED
        rows = [row for row in slots.of_session(work, session) if slots.is_open(row)]
        return _empty(work, day, rows, SlotStatus.COMPLETED, Kind.SESSION_CLOSED, "session_closed")


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
        session.status = status
        rows = slots.of_session(work, session)
        if rows:
            work.record(kind, rule=status.value, slot=rows[0])


def _session(work: UnitOfWork, doctor_id: int) -> tuple[DepartmentDayRow, ClinicSessionRow]:
    day = days.lock_of_doctor(work, doctor_id, days.today(work))
    session = sessions.find(work, doctor_id, day.id) if day else None
    if day is None or session is None:
        raise refuse("not_found", "doctor", what="clinic session of this doctor today")
    return day, session


def _empty(
    work: UnitOfWork, day: DepartmentDayRow, rows: list[SlotRow], status: SlotStatus, kind: Kind, rule: str
) -> Left:
    """Shut these slots first, so that nobody goes back into one of them, and then send their tokens on."""
    policy = days.policy_of(day)
    for row in rows:
        row.status = status
        work.record(kind, rule=rule, slot=row)
    keys = {str(key): key for key in (pools.key_of_slot(policy, row) for row in rows)}
    still_open = {text: key for text, key in keys.items() if pools.slots(work, day.id, key)}
    moved = tokens.to_send_on(work, day, [row.id for row in rows], [text for text in keys if text not in still_open])
    for token in moved:
        _send_on(work, token, rule, has_pool=token.pool in still_open)
    for key in still_open.values():
        places.refill(work, day.id, key, policy)
    work.session.flush()
    return _left(day, moved)


def _send_on(work: UnitOfWork, token: TokenRow, rule: str, *, has_pool: bool) -> None:
    before = TokenStatus(token.status)
    slot = tokens.slot_of(work, token) if before in PLACED else None
    if slot:
        places.free(token, slot)
    places.leave(token)
    token.status = TokenStatus.WAITING if has_pool else TokenStatus.DISPLACED
    token.closed_at = None if has_pool else work.now
    kind = Kind.SENT_BACK if has_pool else Kind.DISPLACED
    work.record(kind, rule=rule, token=token, slot=slot, before=before)


def _left(day: DepartmentDayRow, moved: Sequence[TokenRow]) -> Left:
    def numbers(status: TokenStatus) -> tuple[str, ...]:
        return tuple(tokens.number_text(day, token.number) for token in moved if token.status == status)

    return Left(numbers(TokenStatus.WAITING), numbers(TokenStatus.DISPLACED))
