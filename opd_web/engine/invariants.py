"""What must always hold on a department's day, as checks over plain facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opd_web.engine.model import EMERGENCY, PLACED, TokenStatus
from opd_web.engine.policy import Policy


@dataclass(frozen=True)
class SlotFacts:
    """One slot with its counters; `takes_tokens` where it is open and not over, `pool` names its waiting list."""

    id: int
    doctor_id: int
    pool: str
    capacity: int
    taken: int
    overflow: int
    emergencies: int
    completed: int
    last_sequence: int
    is_cancelled: bool
    takes_tokens: bool


@dataclass(frozen=True)
class TokenFacts:
    """One token; `in_grace` where its place is still kept after a no-show."""

    id: int
    number: int
    arrival: int
    class_: str
    status: TokenStatus
    pool: str
    doctor_id: int | None
    slot_id: int | None
    sequence: int | None
    in_grace: bool


@dataclass(frozen=True)
class DayFacts:
    """A department's day: `last_number` and `last_arrival` are what its own row has counted."""

    policy: Policy
    last_number: int
    last_arrival: int
    slots: tuple[SlotFacts, ...]
    tokens: tuple[TokenFacts, ...]

    def of_slot(self, slot: SlotFacts) -> list[TokenFacts]:
        """Give the tokens whose latest place is in this slot."""
        return [token for token in self.tokens if token.slot_id == slot.id]

    def holds(self, token: TokenFacts) -> bool:
        """Tell whether the token uses a place."""
        if token.status == TokenStatus.COMPLETED:
            return self.policy.completed_holds_place
        return token.status in PLACED or token.in_grace


def broken(day: DayFacts) -> list[str]:
    """Say everything that does not hold, one sentence each; nothing where all is well."""
    return [sentence for check in CHECKS for sentence in check(day)]


def _numbers(day: DayFacts) -> Iterator[str]:
    """Find a number that was issued twice, or one whose token is gone."""
    numbers = sorted(token.number for token in day.tokens)
    if numbers != list(range(1, day.last_number + 1)):
        yield f"numbers 1 to {day.last_number} were issued, but {len(numbers)} tokens carry {len(set(numbers))} numbers"
    arrivals = [token.arrival for token in day.tokens]
    if len(set(arrivals)) < len(arrivals) or max(arrivals, default=0) > day.last_arrival:
        yield "two tokens have the same order of arrival, or one that was never given"


def _sequences(day: DayFacts) -> Iterator[str]:
    for slot in day.slots:
        numbers = [token.sequence for token in day.of_slot(slot)]
        given = [number for number in numbers if number is not None]
        if len(set(given)) < len(numbers) or max(given, default=0) > slot.last_sequence:
            yield f"slot {slot.id}: a sequence number is missing, was given twice or was never given"


def _counters(day: DayFacts) -> Iterator[str]:
    for slot in day.slots:
        users = [token for token in day.of_slot(slot) if day.holds(token)]
        emergencies = sum(token.class_ == EMERGENCY for token in users)
        # A class above EMERGENCY may take such a place over; it stays one that an emergency got.
        may_be_more = day.policy.uses(EMERGENCY) and day.policy.rank(EMERGENCY) > 1
        found = {
            "taken": len(users),
            "emergencies": max(emergencies, slot.emergencies if may_be_more else 0),
            "completed": sum(token.status == TokenStatus.COMPLETED for token in day.of_slot(slot)),
            "overflow": max(0, len(users) - slot.capacity),
        }
        for name, count in found.items():
            if getattr(slot, name) != count:
                yield f"slot {slot.id}: {name} says {getattr(slot, name)}, and its tokens make it {count}"


def _capacity(day: DayFacts) -> Iterator[str]:
    """Find a slot beyond its capacity that the policy does not let overflow, or not so far."""
    limit = day.policy.overflow_limit
    for slot in day.slots:
        if slot.taken - slot.overflow > slot.capacity or slot.overflow > slot.emergencies:
            yield f"slot {slot.id}: {slot.taken} places of {slot.capacity} are used, {slot.emergencies} by emergencies"
        if slot.overflow and day.policy.emergency != "overflow":
            yield f"slot {slot.id}: overflows by {slot.overflow}, which this policy never allows"
        if limit is not None and slot.overflow > limit:
            yield f"slot {slot.id}: overflows by {slot.overflow}, and the limit is {limit}"


def _free_places(day: DayFacts) -> Iterator[str]:
    """Find somebody who waits beside a free place of their pool."""
    waiting = {token.pool: token for token in day.tokens if token.status == TokenStatus.WAITING}
    for slot in day.slots:
        token = waiting.get(slot.pool)
        if slot.takes_tokens and slot.taken < slot.capacity and token:
            yield f"token {token.id} waits beside a free place of slot {slot.id}"


def _places(day: DayFacts) -> Iterator[str]:
    """Find a token whose place does not exist, is another doctor's, or lies in a cancelled slot."""
    slots = {slot.id: slot for slot in day.slots}
    for token in day.tokens:
        slot = slots.get(token.slot_id or 0)
        if token.status in PLACED and (slot is None or slot.doctor_id != token.doctor_id):
            yield f"token {token.id} is {token.status} without a place of its doctor on its day"
        if slot and slot.is_cancelled and token.status in PLACED - {TokenStatus.IN_CONSULTATION}:
            yield f"token {token.id} is {token.status} in slot {slot.id}, which is cancelled"


CHECKS: tuple[Callable[[DayFacts], Iterator[str]], ...] = (
    _numbers,
    _sequences,
    _counters,
    _capacity,
    _free_places,
    _places,
)
