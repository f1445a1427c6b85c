"""Transfer: another doctor's slot of the same day for a token, keeping when its patient came."""

from datetime import datetime

from opd_web.engine.allocation import allocate
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import PLACED, Placed, Request
from opd_web.engine.refusals import Refusal
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates, _moving, _target
from opd_web.services._subject import Note, Subject, change
from opd_web.services._target import Target
from opd_web.services.refused import Refused, refuse
from opd_web.store import pools, slots
from opd_web.store.read_models import TokenView
from opd_web.store.reading import reading
from opd_web.store.rows import SlotRow


def transfer(
    token_id: int, slot_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime
) -> TokenView:
    """Move a token to another slot of its department's day; it keeps its place where the other has none.

    The policy decides as for a new request, with the token's own arrival. Raise Refused.
    """
    return change(
        token_id, version, Note(Action.TRANSFER, reason), lambda subject: _transfer(subject, slot_id), actor, now
    )


def takers(token_id: int) -> frozenset[int]:
    """Give the open slots of the token's day that would take it now, be it in the place of somebody lower."""
    with reading() as session:
        token, policy, slots_of_day = pools.of_day(session, token_id)
    asked = ((slot_id, pool, Request(token.class_, slot_id)) for slot_id, pool in slots_of_day.items())
    return frozenset(
        slot_id for slot_id, pool, request in asked if isinstance(allocate(pool, request, token.key, policy), Placed)
    )


def _transfer(subject: Subject, slot_id: int) -> None:
    target = _find(subject, slot_id)
    placed = _decide(subject, target)
    place = (target, pools.key_of_slot(subject.policy, target))
    _duplicates.check(subject.work, subject.day, subject.policy, subject.token.patient_id, place, beside=subject.token)
    _moving.move(subject, target, placed)


def _find(subject: Subject, slot_id: int) -> SlotRow:
    row = slots.find(subject.work, slot_id)
    if row is None or row.department_day_id != subject.day.id:
        raise refuse("other_day", "slot", number=subject.number)
    if row.id == subject.token.slot_id and subject.token.status in PLACED:
        raise refuse("same_slot", "slot", number=subject.number)
    if not slots.is_open(row):
        raise refuse("slot_closed", "slot")
    if pools.is_over(row, subject.work.now):
        raise refuse("slot_in_past", "slot")
    return row


def _decide(subject: Subject, target: SlotRow) -> Placed:
    """Ask the engine for a place in this one slot; whoever would only wait there stays where they are."""
    pool = pools.facts(subject.work, [target])
    asked = Request(subject.token.class_, target.id)
    outcome = allocate(pool, asked, pools.priority_of(subject.token), subject.policy)
    if isinstance(outcome, Placed):
        return outcome
    found = Target(subject.day, subject.policy, pools.key_of_slot(subject.policy, target), target)
    raise Refused(Refusal("full", "slot"), _target.alternatives(subject.work, found))
