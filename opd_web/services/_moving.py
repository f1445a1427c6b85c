"""A token moves to another slot of its day, keeping when its patient came."""

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import PLACED, Placed
from opd_web.services._subject import Subject
from opd_web.store import places, pools, tokens
from opd_web.store.rows import SlotRow


def move(subject: Subject, target: SlotRow, placed: Placed) -> None:
    """Write down that the engine gave the token a place in this slot; the place that it leaves is passed on."""
    token, work, policy = subject.token, subject.work, subject.policy
    if placed.displaces:
        victim = tokens.get(work, placed.displaces.id)
        by = {"by_number": token.number, "by_class": token.class_}
        places.displace_for(work, victim, target, policy, by)
    left = subject.slot if token.status in PLACED else None
    before = subject.step(Action.TRANSFER)
    tokens.leave_hold(token, before)
    if left:
        places.free(token, left)
    token.pool = str(pools.key_of_slot(policy, target))
    places.give(work, token, target, policy, beyond_capacity=placed.overflows)
    facts = {"from_slot": left.id if left else None}
    work.record(Kind.TRANSFERRED, rule="placed", token=token, slot=target, before=before, facts=facts)
    if placed.displaces:
        # The transfer named one slot: another one of its pool may have room for whoever lost the place.
        places.pass_on(work, target)
    if left:
        places.pass_on(work, left)
