"""Undo of what was done to a doctor's day as a whole: a delay, a break or its end, the end of the session."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.events import Kind
from opd_web.engine.model import PLACED, SessionStatus, TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _scope, _slot
from opd_web.services._undo import UNDO_SECONDS
from opd_web.services.refused import refuse
from opd_web.store import clinic, day_events, days, history, places, pools, sessions, slots, tokens
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import DoneView
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


@dataclass(frozen=True)
class _Day:
    """One doctor's day in the middle of an undo; `name` is the doctor's."""

    work: UnitOfWork
    row: DepartmentDayRow
    clinic: ClinicSessionRow
    name: str


def undo(doctor_id: int, *, seen: int | None = None, actor: Actor, now: datetime) -> None:
    """Take back the last thing done to the doctor's day, within a minute, while nobody built on it. Raise Refused.

    `seen` is the position of the event that the caller saw as the last one: only who names it goes back further than
    to the last undo.
    """
    with unit_of_work(actor, now) as work:
        day = _find(work, doctor_id)
        places.end_graces(work, day.row.id)
        last = day_events.last(work.session, day.clinic.id, below_undone=seen is not None)
        way_back = WAYS_BACK.get(last.kind) if last else None
        if last is None or way_back is None:
            raise refuse("nothing_to_undo", "doctor", number=day.name)
        if seen not in (None, last.position):
            raise refuse("day_built_on", "doctor", doctor=day.name)
        if now - last.at > timedelta(seconds=UNDO_SECONDS):
            raise refuse("undo_too_late", "doctor", number=day.name, seconds=UNDO_SECONDS)
        way_back(day, last)


def can_undo(done: DoneView) -> bool:
    """Tell whether an undo of this would be tried."""
    return done.is_latest and done.kind in WAYS_BACK


def _find(work: UnitOfWork, doctor_id: int) -> _Day:
    row = days.lock_of_doctor(work, doctor_id, days.today(work))
    session = sessions.find(work, doctor_id, row.id) if row else None
    doctor = clinic.find_doctor(work, doctor_id)
    if row is None or session is None or doctor is None:
        raise refuse("not_found", "doctor", what="clinic session of this doctor today")
    _scope.check_queue(work.actor, row.department_id, doctor_id)
    return _Day(work, row, session, doctor.name)


def _take_back_delay(day: _Day, last: EventRow) -> None:
    work = day.work
    moved = [(slots.find(work, event.slot_id or 0), event) for event in day_events.same_delay(work, last)]
    rows = [(row, day_events.slot_before(work, event)["delay_minutes"]) for row, event in moved if row]
    for row, minutes in rows:
        row.delay_minutes = minutes
        if slots.is_open(row):
            row.status = _slot.open_status(row)
        work.record(Kind.UNDONE, rule=Kind.DELAYED, slot=row)
    _refill(day, [row for row, _ in rows])


def _take_back_status(day: _Day, last: EventRow) -> None:
    """Give the session the status that it had; a call in between has begun it anew."""
    if day.clinic.status != last.rule:
        raise refuse("day_built_on", "doctor", doctor=day.name)
    day.clinic.status = day_events.facts(last).get("before", SessionStatus.OPEN)
    slot = slots.find(day.work, last.slot_id or 0)
    if slot:
        day.work.record(Kind.UNDONE, rule=last.kind, slot=slot)


def _reopen(day: _Day, last: EventRow) -> None:
    """Open the slots again, and give everybody back what the end of the session took, while nobody touched them."""
    work = day.work
    ended = day_events.closing(work, last)
    end = ended.tokens[-1] if ended.tokens else last
    if day_events.touched_since(work, end, ended.token_ids):
        raise refuse("day_built_on", "doctor", doctor=day.name)
    rows = [row for event in ended.slots if (row := slots.find(work, event.slot_id or 0))]
    for row in rows:
        row.status = _slot.open_status(row)
        work.record(Kind.UNDONE, rule=Kind.SESSION_CLOSED, slot=row)
    day.clinic.status = day_events.facts(last).get("before", SessionStatus.OPEN)
    left = [slot for token_id in ended.token_ids if (slot := _give_back(day, tokens.get(work, token_id), last))]
    _refill(day, [*rows, *left])


def _give_back(day: _Day, token: TokenRow, last: EventRow) -> SlotRow | None:
    """Put a token back to where it was; give the slot elsewhere that it leaves, if it had got one."""
    work = day.work
    before = TokenStatus(token.status)
    left = tokens.slot_of(work, token) if before in PLACED else None
    earlier = day_events.token_before(work, token.id, last.position)
    again = slots.find(work, earlier["slot_id"]) if earlier["status"] in PLACED else None
    if left:
        places.free(token, left)
    history.restore(token, earlier)
    if again:
        places.take_again(token, again)
    work.record(Kind.UNDONE, rule=Kind.SESSION_CLOSED, token=token, slot=again, before=before)
    return left


def _refill(day: _Day, rows: list[SlotRow]) -> None:
    policy = days.policy_of(day.row)
    for key in dict.fromkeys(pools.key_of_slot(policy, row) for row in rows):
        places.refill(day.work, day.row.id, key, policy)


WAYS_BACK: dict[str, Callable[[_Day, EventRow], None]] = {
    Kind.DELAYED: _take_back_delay,
    Kind.SESSION_PAUSED: _take_back_status,
    Kind.SESSION_OPENED: _take_back_status,
    Kind.SESSION_CLOSED: _reopen,
}
"""What can be taken back, and how."""
