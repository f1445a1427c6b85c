"""The words of allocation as values: slots, tokens, requests and the pools they meet in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

EMERGENCY = "EMERGENCY"
FOLLOW_UP = "FOLLOW_UP"
WALK_IN = "WALK_IN"
ONLINE = "ONLINE"


class TokenStatus(StrEnum):
    """Where a token stands in its life."""

    WAITING = "WAITING"
    BOOKED = "BOOKED"
    CALLED = "CALLED"
    IN_CONSULTATION = "IN_CONSULTATION"
    ON_HOLD = "ON_HOLD"
    COMPLETED = "COMPLETED"
    DISPLACED = "DISPLACED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"


ACTIVE = frozenset({TokenStatus.BOOKED, TokenStatus.CALLED, TokenStatus.IN_CONSULTATION})
"""Holds a live place and stands in the queue. ON_HOLD holds its place too, but stands out of the order."""

PLACED = ACTIVE | {TokenStatus.ON_HOLD}
DISPLACEABLE = frozenset({TokenStatus.BOOKED, TokenStatus.ON_HOLD})
LIVE = PLACED | {TokenStatus.WAITING}
CLOSED = frozenset(TokenStatus) - LIVE


class SlotStatus(StrEnum):
    """Whether a slot takes tokens."""

    SCHEDULED = "SCHEDULED"
    DELAYED = "DELAYED"
    CANCELLED = "CANCELLED"
    COMPLETED = "COMPLETED"


OPEN_SLOT = frozenset({SlotStatus.SCHEDULED, SlotStatus.DELAYED})


class SessionStatus(StrEnum):
    """One doctor's clinic on one day."""

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Source(StrEnum):
    """How a request came in."""

    WALK_IN = "WALK_IN"
    ONLINE = "ONLINE"
    STAFF = "STAFF"
    APP = "APP"


@dataclass(frozen=True)
class Slot:
    """A time window with a capacity; `id` rises in the order in which slots were added."""

    id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    used: int
    delay_minutes: int = 0
    completed: int = 0

    @property
    def has_room(self) -> bool:
        """Tell whether one more token fits."""
        return self.used < self.capacity

    @property
    def overflow(self) -> int:
        """Count the places used beyond the capacity."""
        return max(0, self.used - self.capacity)


@dataclass(frozen=True)
class PriorityKey:
    """Where a token stands among all: the lower key is the higher priority.

    `rank` is the class's place in the policy, from 1. `first` and `second` break ties: see `ordering.priority_key`.
    """

    rank: int
    first: int
    second: int

    def __lt__(self, other: "PriorityKey") -> bool:
        """Compare rank first: order is class first, whatever the tie-breaks say."""
        return (self.rank, self.first, self.second) < (other.rank, other.first, other.second)


@dataclass(frozen=True)
class Token:
    """One token, as far as allocation needs to know it; `sequence` counts placements in its slot."""

    id: int
    class_: str
    key: PriorityKey
    slot_id: int | None = None
    sequence: int | None = None
    status: TokenStatus = TokenStatus.BOOKED


@dataclass(frozen=True)
class Request:
    """What somebody asks for; `named_slot` is the slot that the caller chose, if any."""

    class_: str
    named_slot: int | None = None


@dataclass(frozen=True)
class Pool:
    """The places that one waiting list stands for: its open slots, and the token that would lose its place first.

    `lowest` is the last displaceable token of the pool in priority order, None when there is nobody to displace.
    `named` is the request's own slot where the routing would not have chosen one.
    """

    slots: tuple[Slot, ...]
    lowest: Token | None = None


@dataclass(frozen=True)
class Placed:
    """The request gets a place; `displaces` is the token that loses it, `overflows` a place beyond capacity."""

    slot: Slot
    rule: str
    displaces: Token | None = None
    overflows: bool = False


@dataclass(frozen=True)
class Waiting:
    """The request joins the waiting list of its pool."""

    rule: str


Facts = Mapping[str, object]


@dataclass(frozen=True)
class Move:
    """One token got one place from the waiting list."""

    token: Token
    slot: Slot
    rule: str = field(default="promoted")
