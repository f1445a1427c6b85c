"""Undo: a new event that takes back the last one of a token, the one way out of a closed state."""

from collections.abc import Collection
from datetime import datetime, timedelta

from opd_web.engine.events import Kind
from opd_web.engine.model import CLOSED, LIVE, PLACED, TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates
from opd_web.services._subject import Note, Subject, change
from opd_web.services.refused import refuse
from opd_web.store import days, history, places, pools, queues, recent, tokens
from opd_web.store.read_models import DoneView, TokenView
from opd_web.store.reading import reading

UNDO_SECONDS = 60

BOOKINGS = frozenset({Kind.BOOKED, Kind.WAITLISTED})
STEPS = frozenset(
    {
        Kind.ARRIVED,
        Kind.CALLED,
        Kind.HELD,
        Kind.RETURNED,
        Kind.STARTED,
        Kind.COMPLETED,
        Kind.CANCELLED,
        Kind.NO_SHOW,
    }
)


def undo(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Take back the last thing done to a token, within a minute, while nobody has built on it. Raise Refused."""
    return change(token_id, version, Note("undo", reason), _undo, actor, now)


def last_done(department_id: int, kinds: Collection[str], *, actor: Actor, now: datetime) -> DoneView | None:
    """Give the last thing of these kinds that the actor did in a department, while it can still be undone."""
    with reading() as session:
        since = now - timedelta(seconds=UNDO_SECONDS)
        return recent.last_of(session, department_id, days.date_at(session, now), actor.id, kinds, since)


def can_undo(done: DoneView) -> bool:
    """Tell whether an undo of this would be tried."""
    return done.is_latest and done.kind in BOOKINGS | STEPS


def _undo(subject: Subject) -> None:
    last, before = history.last_step(subject.work.session, subject.token.id)
    if last.kind not in BOOKINGS | STEPS:
        raise refuse("nothing_to_undo", "token", number=subject.number)
    if subject.work.now - last.at > timedelta(seconds=UNDO_SECONDS):
        raise refuse("undo_too_late", "token", number=subject.number, seconds=UNDO_SECONDS)
    if last.kind in BOOKINGS:
        _take_back_booking(subject, last.kind)
    else:
        _restore(subject, last.kind, before)


def _take_back_booking(subject: Subject, kind: str) -> None:
    """Cancel the token: its number was issued, and is not issued again."""
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    slot = subject.slot if before in PLACED else None
    token.status, token.closed_at = TokenStatus.CANCELLED, work.now
    if slot:
        places.free(token, slot)
    work.record(Kind.UNDONE, rule=kind, token=token, slot=slot, before=before)
    if slot:
        places.pass_on(work, slot)


def _restore(subject: Subject, kind: str, earlier: history.Columns) -> None:
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    if earlier["status"] == TokenStatus.CALLED:
        _refuse_while_calling(subject)
    if before in CLOSED and earlier["status"] in LIVE:
        _refuse_duplicate(subject, earlier)
    if earlier["status"] in PLACED:
        _take_place_again(subject)
    if kind == Kind.COMPLETED:
        subject.slot.completed -= 1
    history.restore(token, earlier)
    work.record(Kind.UNDONE, rule=kind, token=token, before=before)
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


def _take_place_again(subject: Subject) -> None:
    token, slot = subject.token, subject.slot
    if places.holds(token, subject.policy):
        return
    if not places.can_take_again(token, slot, subject.policy):
        raise refuse("place_gone", "token", number=subject.number)
    places.take_again(token, slot)


def _refuse_while_calling(subject: Subject) -> None:
    slot = subject.slot
    for row, _ in queues.placed_of_doctor(subject.work.session, slot.doctor_id, subject.day.id):
        if row.status == TokenStatus.CALLED and row.id != subject.token.id:
            raise refuse("already_calling", "doctor", number=tokens.number_text(subject.day, row.number))
