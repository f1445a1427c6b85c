"""The orders: who is promoted first, who loses a place first, who stands where, who is called next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from opd_web.engine.model import EMERGENCY, PriorityKey, Slot, TokenStatus
from opd_web.engine.policy import Policy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def priority_key(policy: Policy, class_: str, arrival: int, booked_at: datetime) -> PriorityKey:
    """Rank by class, then tie-break; `arrival` is the order in which requests reached the engine that day.

    Under newest-first the emergency that comes last stands first, whenever it was asked for. A token keeps its key
    for life, so that the database can keep its lists in order without ever renumbering them.
    """
    if class_ == EMERGENCY and policy.emergency_order == "newest_first":
        return PriorityKey(policy.rank(class_), 0, -arrival)
    first = _microseconds(booked_at) if policy.tie_break == "booked_at" else 0
    return PriorityKey(policy.rank(class_), first, arrival)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def choose_slot(policy: Policy, slots: Iterable[Slot]) -> Slot | None:
    """Give the slot that the routing prefers among these, or None where there is none; ties go to the first added."""
    if policy.routing == "least_loaded":
        return min(slots, key=lambda slot: (slot.used, slot.id), default=None)
    return min(slots, key=lambda slot: (slot.starts_at, slot.id), default=None)


@dataclass(frozen=True, order=True)
class QueueKey:
    """Where a placed token stands in its slot's order: the lower key is nearer to the door."""

    rank: int
    first: int
    second: int


def queue_key(policy: Policy, key: PriorityKey, placement: int) -> QueueKey:
    """Give the key that a token gets with its place; `placement` rises with every placement of the day."""
    if policy.queue_order == "assignment":
        return QueueKey(0, 0, placement)
    return QueueKey(key.rank, key.first, key.second)


def end_of_class_key(policy: Policy, class_: str, placement: int, arrival: int, now: datetime) -> QueueKey:
    """Give the key of a token that comes back from hold behind those of its class who are here already."""
    fifo = replace(policy, emergency_order="fifo")
    return queue_key(policy, priority_key(fifo, class_, arrival, now), placement)


@dataclass(frozen=True)
class Queued:
    """One active token in a queue; `passes_left` is how many tokens still go in before it after a late return."""

    token_id: int
    class_: str
    status: TokenStatus
    key: QueueKey
    slot_id: int
    slot_starts_at: datetime
    present: bool = True
    overtakes: int = 0
    passes_left: int = 0


_STAGE = {TokenStatus.IN_CONSULTATION: 0, TokenStatus.CALLED: 1}


def slot_order(tokens: Iterable[Queued]) -> list[Queued]:
    """Sort one slot's active tokens: inside first, then called, then by the policy's queue order."""
    ordered = sorted(tokens, key=lambda token: (_STAGE.get(token.status, 2), token.key))
    begun = [token for token in ordered if token.status in _STAGE]
    return begun + _with_late_returns(ordered[len(begun) :])


def call_order(policy: Policy, tokens: Iterable[Queued]) -> list[Queued]:
    """Sort a doctor's booked tokens: emergencies, then those at their `max_overtakes`, then slot, then queue order."""
    return _with_late_returns(sorted(tokens, key=lambda token: call_key(policy, token)))


def call_key(policy: Policy, token: Queued) -> tuple[int, datetime, int, QueueKey]:
    """Give where a token stands among all of its doctor's, but for those that it lets pass after a late return."""
    return (call_tier(policy, token), token.slot_starts_at, token.slot_id, token.key)


def doctor_order(policy: Policy, tokens: Iterable[Queued], mine: Queued | None = None) -> list[Queued]:
    """Sort a doctor's day as this token sees it: inside, called, then those who can be called, and itself.

    Without a token it is the order for all who are here. An absent token cannot be called: it goes first only by what
    it is, once it comes.
    """
    queue = list(tokens)
    inside = [one for one in queue if one.status == TokenStatus.IN_CONSULTATION]
    called = [one for one in queue if one.status == TokenStatus.CALLED]
    booked = [one for one in queue if one.status == TokenStatus.BOOKED and (one.present or one == mine)]
    return [*inside, *called, *call_order(policy, booked)]


def call_tier(policy: Policy, token: Queued) -> int:
    """Tell emergency (0), overtaken often enough (1) and everybody else (2) apart."""
    if token.class_ == EMERGENCY:
        return 0
    if policy.max_overtakes is not None and token.present and token.overtakes >= policy.max_overtakes:
        return 1
    return 2


def _with_late_returns(ordered: list[Queued]) -> list[Queued]:
    """Keep each late return back until as many are before it as it lets pass; then its own place counts.

    Who is absent cannot be called, and so passes nobody.
    """
    left, order, passed = list(ordered), list[Queued](), 0
    while any(token.passes_left > passed for token in left):
        ready = (token for token in left if token.passes_left <= passed)
        following = next(ready, None) or min(left, key=lambda token: token.passes_left)
        left.remove(following)
        order.append(following)
        passed += following.present
    return order + left
