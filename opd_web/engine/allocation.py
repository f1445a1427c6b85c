"""Allocation: who gets which place, and who loses one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from opd_web.engine.model import (
    EMERGENCY,
    Move,
    Placed,
    Pool,
    PriorityKey,
    Request,
    Slot,
    Token,
    Waiting,
)
from opd_web.engine.ordering import choose_slot
from opd_web.engine.policy import Policy
from opd_web.engine.refusals import Refusal

Outcome: TypeAlias = Placed | Waiting | Refusal


def allocate(pool: Pool, request: Request, key: PriorityKey, policy: Policy) -> Outcome:
    """Decide one request: a place, the waiting list, or a refusal. `key` is where the request would stand."""
    slot = _room(pool, request, policy)
    if slot is not None:
        return Placed(slot, "has_room")
    if request.class_ == EMERGENCY:
        return _EMERGENCIES[policy.emergency](pool, policy)
    if policy.when_full != "wait" and pool.lowest is not None and key.rank < pool.lowest.key.rank:
        return _take_the_place_of(pool.lowest, pool, "preempt")
    return _without_place(pool, policy)


def _room(pool: Pool, request: Request, policy: Policy) -> Slot | None:
    free = [slot for slot in pool.slots if slot.has_room]
    named = [slot for slot in free if slot.id == request.named_slot]
    return choose_slot(policy, named or free)


def _overflow(pool: Pool, policy: Policy) -> Outcome:
    slot = choose_slot(policy, pool.slots)
    if slot is None:
        return _without_place(pool, policy)
    if policy.overflow_limit is not None and slot.overflow >= policy.overflow_limit:
        return _preempt_lower(pool, policy)
    return Placed(slot, "emergency_overflow", overflows=True)


def _preempt_lower(pool: Pool, policy: Policy) -> Outcome:
    if pool.lowest is None or pool.lowest.class_ == EMERGENCY:
        return _without_place(pool, policy)
    return _take_the_place_of(pool.lowest, pool, "emergency_preempt")


def _preempt_always(pool: Pool, policy: Policy) -> Outcome:
    if pool.lowest is None:
        return _without_place(pool, policy)
    return _take_the_place_of(pool.lowest, pool, "emergency_preempt")


def _take_the_place_of(victim: Token, pool: Pool, rule: str) -> Placed:
    slot = next(slot for slot in pool.slots if slot.id == victim.slot_id)
    return Placed(slot, rule, displaces=victim)


def _without_place(pool: Pool, policy: Policy) -> Waiting | Refusal:
    if policy.rejects_when_full:
        return Refusal("full" if pool.slots else "no_slots", "slot")
    return Waiting("full" if pool.slots else "no_slots")


_EMERGENCIES = {
    "overflow": _overflow,
    "preempt_lower": _preempt_lower,
    "preempt_always": _preempt_always,
    # A policy without emergencies lists no such class, so no emergency ever reaches this row.
    "off": _without_place,
}


def promote(slots: Sequence[Slot], waiting: Sequence[Token], policy: Policy) -> list[Move]:
    """Give the free places of one pool to its waiting list, first come first, until none fits.

    `waiting` is in promotion order and needs to be no longer than the number of free places.
    """
    moves = []
    left = {slot.id: slot for slot in slots}
    for token in waiting:
        slot = choose_slot(policy, [slot for slot in left.values() if slot.has_room])
        if slot is None:
            break
        moves.append(Move(token, slot))
        left[slot.id] = replace(slot, used=slot.used + 1)
    return moves
