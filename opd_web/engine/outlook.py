"""What everybody of one doctor's day can expect: how many go in before, and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from opd_web.engine.model import ACTIVE, EMERGENCY, Slot, TokenStatus
from opd_web.engine.ordering import Queued, doctor_order, slot_order
from opd_web.engine.policy import Policy
from opd_web.engine.waiting_times import estimated_time, expected_now, expected_range

Range = tuple[datetime, datetime]


@dataclass(frozen=True)
class Outlook:
    """What one booked patient is told; times are UTC.

    `ahead` counts those who go in before: of somebody who is not `present`, those who would if all came. `expected` is
    None for an emergency, whom the plan's times do not hold for.
    """

    present: bool
    ahead: int
    expected: Range | None


def outlooks(
    policy: Policy, tokens: Sequence[Queued], slots: Mapping[int, Slot], now: datetime
) -> Mapping[int, Outlook]:
    """Give by token what each booked patient of one doctor is told, wherever it is told.

    `tokens` are all the doctor's of the day, `slots` their slots by id. The time is the plan's `estimated_time`, moved
    on by the clock and by those ahead: `waiting_times.expected_now`.
    """
    ahead, positions = _ahead(policy, tokens), _positions(tokens)
    return {
        one.token_id: _outlook(policy, one, ahead[one.token_id], positions[one.token_id], slots[one.slot_id], now)
        for one in tokens
        if one.status == TokenStatus.BOOKED
    }


def together(told: Iterable[Outlook]) -> Range | None:
    """Give the one range that covers what each of these is told; None where nobody is told a time."""
    ranges = [one.expected for one in told if one.expected]
    if not ranges:
        return None
    return min(first for first, _ in ranges), max(last for _, last in ranges)


def _outlook(policy: Policy, one: Queued, ahead: int, position: int, slot: Slot, now: datetime) -> Outlook:
    expected = expected_range(expected_now(estimated_time(slot, position, policy), ahead, now, policy))
    return Outlook(one.present, ahead, None if one.class_ == EMERGENCY else expected)


def _ahead(policy: Policy, tokens: Sequence[Queued]) -> Mapping[int, int]:
    """Count who goes in before: of those who are here, in the real order of calling.

    Who is absent cannot be called, and so would not be ahead of anybody: two who are both still at home would read the
    same place. They read the one that they would have if all came.
    """
    here = _places(doctor_order(policy, tokens))
    if_all_came = _places(doctor_order(policy, [replace(one, present=True) for one in tokens]))
    return if_all_came | here


def _places(order: Iterable[Queued]) -> dict[int, int]:
    return {one.token_id: ahead for ahead, one in enumerate(order)}


def _positions(tokens: Iterable[Queued]) -> Mapping[int, int]:
    """Give each active token's place in its own slot, from 1: the plan's times go by it."""
    by_slot: dict[int, list[Queued]] = defaultdict(list)
    for one in tokens:
        if one.status in ACTIVE:
            by_slot[one.slot_id].append(one)
    return {one.token_id: place for queue in by_slot.values() for place, one in enumerate(slot_order(queue), 1)}
