"""Undo: a new event that takes back the last one of a token, the one way out of a closed state."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from opd_web.engine.events import Kind
from opd_web.engine.model import CLOSED, LIVE, PLACED, TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _consequences, _duplicates
from opd_web.services._subject import Note, Subject, change
from opd_web.services._undo import UNDO_SECONDS
from opd_web.services.refused import refuse
from opd_web.store import calls, days, history, notes, places, pools, queues, recent, sessions, slots, tokens
from opd_web.store.history import LastStep
from opd_web.store.read_models import DoneView, TokenView
from opd_web.store.reading import reading
from opd_web.store.rows import SlotRow

BOOKINGS = frozenset({Kind.BOOKED, Kind.WAITLISTED})
CALLS = frozenset({Kind.CALLED, Kind.RECALLED})
STEPS = frozenset(
    {
        Kind.ARRIVED,
        Kind.HELD,
        Kind.RETURNED,
        Kind.STARTED,
        Kind.CANCELLED,
        Kind.NO_SHOW,
    }
)


def undo(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Take back the last thing done to a token, within a minute, while nobody has built on it. Raise Refused.

    After an undo only whoever saw it, and so names the `version`, takes back what came before: sent twice, it must
    not go twice as far.
    """
    way = partial(_undo, below_undone=version is not None)
    return change(token_id, version, Note("undo", reason), way, actor, now)


def last_done(department_id: int, kinds: Collection[str], *, actor: Actor, now: datetime) -> tuple[DoneView, ...]:
    """Give what the actor did of these kinds in a department within the time of an undo, the last one first."""
    with reading() as session:
        since = now - timedelta(seconds=UNDO_SECONDS)
        return recent.done_by(session, department_id, days.date_at(session, now), actor.id, kinds, since)


def can_undo(done: DoneView) -> bool:
    """Tell whether an undo of this would be tried."""
    return done.is_latest and done.kind in WAYS_BACK


def _undo(subject: Subject, *, below_undone: bool) -> None:
    last, before = history.last_step(subject.work.session, subject.token.id, below_undone=below_undone)
    way_back = WAYS_BACK.get(last.kind)
    if way_back is None:
        raise refuse("nothing_to_undo", "token", number=subject.number)
    if subject.work.now - last.at > timedelta(seconds=UNDO_SECONDS):
        raise refuse("undo_too_late", "token", number=subject.number, seconds=UNDO_SECONDS)
    way_back(subject, last, before)


def _take_back_call(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    """Let the boards announce it no more, also where the token is called again before they have come to it."""
    calls.take_back(subject.work, subject.token.id)
    _restore(subject, last, earlier)


def _take_back_rebooking(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    """Cancel the new token, which nobody may have touched, and give the old one its place back."""
    _take_back_other(subject, subject.token.moved_to_id or 0)
    _restore(subject, last, earlier)


def _take_back_end(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    """Let the patient be inside again, without the follow-up that was booked at the end."""
    if "follow_up" in last.facts:
        _take_back_other(subject, last.facts["follow_up"])
    _restore(subject, last, earlier)


def _take_back_other(subject: Subject, token_id: int) -> None:
    """Cancel a token that was made of this one. Raise Refused once somebody touched it."""
    work = subject.work
    new = tokens.get(work, token_id)
    day = days.lock_by_id(work, new.department_day_id)
    event = tokens.last_event(work, new.id)
    if day is None or event.kind not in BOOKINGS:
        other = tokens.number_text(day or subject.day, new.number)
        raise refuse("built_on", "token", number=subject.number, other=other)
    _take_back_booking(Subject(work, day, days.policy_of(day), new), history.step_of(event), {})


def _take_back_transfer(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    """Go back to the slot that the token came from, where its place is still free."""
    token, work, left = subject.token, subject.work, subject.slot
    before = TokenStatus(token.status)
    if earlier["status"] == TokenStatus.CALLED:
        _refuse_while_calling(subject, earlier["doctor_id"])
    came_from = slots.find(work, earlier["slot_id"]) if earlier["status"] in PLACED else None
    if earlier["status"] in PLACED:
        _make_room(subject, last, came_from)
    places.free(token, left)
    history.restore(token, earlier)
    if came_from:
        places.take_again(token, came_from)
    work.record(Kind.UNDONE, rule=last.kind, token=token, slot=left, before=before)
    _pass_back(subject, last, left)
    if token.status == TokenStatus.WAITING:
        _wait_again(subject)


def _take_back_escalation(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    """Give the class back that it had; a place that it got as an emergency goes to whoever it belongs to now."""
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    slot = subject.slot if before in PLACED else None
    if slot:
        places.free(token, slot)
    history.restore(token, earlier)
    if slot and token.status in PLACED:
        places.take_again(token, slot)
        if slot.overflow > slot.emergencies:
            raise refuse("place_gone", "token", number=subject.number)
    work.record(Kind.UNDONE, rule=last.kind, token=token, slot=slot, before=before)
    if slot and token.status == TokenStatus.WAITING:
        _pass_back(subject, last, slot)
    if token.status == TokenStatus.WAITING:
        _wait_again(subject)


def _take_back_word(subject: Subject, last: LastStep, _earlier: history.Columns) -> None:
    """Take back what changed nothing at the token itself."""
    subject.work.record(Kind.UNDONE, rule=last.kind, token=subject.token, before=TokenStatus(subject.token.status))


def _take_back_note(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    notes.take_back(subject.work, subject.token.id, last.at)
    _take_back_word(subject, last, earlier)


def _take_back_booking(subject: Subject, last: LastStep, _earlier: history.Columns) -> None:
    """Cancel the token: its number was issued, and is not issued again."""
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    slot = subject.slot if before in PLACED else None
    token.status, token.closed_at = TokenStatus.CANCELLED, work.now
    if slot:
        places.free(token, slot)
    work.record(Kind.UNDONE, rule=last.kind, token=token, slot=slot, before=before)
    if slot:
        _pass_back(subject, last, slot)


def _pass_back(subject: Subject, last: LastStep, slot: SlotRow) -> None:
    """Give a place that an undo freed to whoever had lost it, and what is left to whoever waits."""
    _consequences.give_back(subject, last, slot)
    places.pass_on(subject.work, slot)


def _restore(subject: Subject, last: LastStep, earlier: history.Columns) -> None:
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    if earlier["status"] == TokenStatus.CALLED:
        _refuse_while_calling(subject, subject.slot.doctor_id)
    if before in CLOSED and earlier["status"] in LIVE:
        _refuse_duplicate(subject, earlier)
    if earlier["status"] in PLACED:
        _take_place_again(subject, last)
    if last.kind == Kind.COMPLETED:
        subject.slot.completed -= 1
    if "ended_break" in last.facts:
        sessions.break_again(sessions.of_slot(work, subject.slot))
    history.restore(token, earlier)
    work.record(Kind.UNDONE, rule=last.kind, token=token, before=before)
    if token.status == TokenStatus.WAITING and before in CLOSED:
        _wait_again(subject)


def _wait_again(subject: Subject) -> None:
    """Look whether a place was freed in the meantime; a slot that was closed has none, and never will."""
    key = pools.PoolKey.parse(subject.token.pool)
    if key.slot_id is not None and not pools.slots(subject.work, subject.day.id, key):
        raise refuse("place_gone", "token", number=subject.number)
    places.refill(subject.work, subject.day.id, key, subject.policy)


def _refuse_duplicate(subject: Subject, earlier: history.Columns) -> None:
    token = subject.token
    slot = subject.slot if earlier["status"] in PLACED else None
    place = (slot, pools.PoolKey.parse(token.pool))
    _duplicates.check(subject.work, subject.day, subject.policy, token.patient_id, place, beside=token)


def _take_place_again(subject: Subject, last: LastStep) -> None:
    token, slot = subject.token, subject.slot
    if places.holds(token, subject.policy):
        return
    _make_room(subject, last, slot)
    places.take_again(token, slot)


def _make_room(subject: Subject, last: LastStep, slot: SlotRow | None) -> None:
    """See that the token gets its place in the slot back, if need be from whoever got it by what is taken back."""
    token, policy = subject.token, subject.policy
    if slot and not places.can_take_again(token, slot, policy):
        _consequences.reclaim(subject, last, slot)
    if slot is None or not places.can_take_again(token, slot, policy):
        raise refuse("place_gone", "token", number=subject.number)


def _refuse_while_calling(subject: Subject, doctor_id: int) -> None:
    for row, _ in queues.placed_of_doctor(subject.work.session, doctor_id, subject.day.id):
        if row.status == TokenStatus.CALLED and row.id != subject.token.id:
            raise refuse("already_calling", "doctor", number=tokens.number_text(subject.day, row.number))


WayBack = Callable[[Subject, LastStep, history.Columns], None]

WAYS_BACK: dict[str, WayBack] = {
    **dict.fromkeys(BOOKINGS, _take_back_booking),
    **dict.fromkeys(CALLS, _take_back_call),
    **dict.fromkeys(STEPS, _restore),
    Kind.COMPLETED: _take_back_end,
    Kind.TRANSFERRED: _take_back_transfer,
    Kind.REBOOKED: _take_back_rebooking,
    Kind.IDENTIFIED: _restore,
    Kind.ESCALATED: _take_back_escalation,
    Kind.SETTLED: _take_back_word,
    Kind.NOTED: _take_back_note,
}
"""What can be taken back, and how; the rest happens by itself, or is an undo."""
