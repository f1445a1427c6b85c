"""A scenario as values: the slots at the start, what happens, and what must stand then.

Every time is minutes since midnight, negative for the day before.
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Slot:
    """A slot to add; without a `department` one department serves all."""

    id: str
    doctor: str
    department: str | None
    start: int
    end: int
    capacity: int


@dataclass(frozen=True)
class State:
    """What must stand; None is not compared. `active`, `waiting` and `status` are whole, the others list ids."""

    active: dict[str, list[str]] | None = None
    waiting: dict[str, list[str]] | None = None
    status: dict[str, str] | None = None
    delay: dict[str, int] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    scores: dict[str, Decimal] = field(default_factory=dict)
    seq: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One thing that happens; what does not belong to its kind is empty."""

    at: int
    do: str
    expect: str | None = None
    token: str = ""
    class_: str | None = None
    slot: str | None = None
    department: str | None = None
    window: int | None = None
    booked_at: int | None = None
    source: str | None = None
    minutes: int = 0
    new_slot: Slot | None = None
    state: State | None = None

    def __str__(self) -> str:
        """Name the event so that a person finds it in the file."""
        return " ".join(filter(None, (clock(self.at), self.do, self.token or self.slot)))


@dataclass(frozen=True)
class Scenario:
    """One case under one policy: a preset with single options changed."""

    id: str
    preset: str
    policy: dict[str, object]
    slots: tuple[Slot, ...]
    events: tuple[Event, ...]
    final: State

    @property
    def all_slots(self) -> tuple[Slot, ...]:
        """Give the slots of the start and those that are added later."""
        return self.slots + tuple(event.new_slot for event in self.events if event.new_slot)

    @property
    def departments(self) -> tuple[str, ...]:
        """Name every department, the one that serves all first; there is always one."""
        named = [slot.department for slot in self.all_slots] + [event.department for event in self.events]
        return tuple(dict.fromkeys(filter(None, named))) or ("",)


def clock(minutes: int) -> str:
    """Write a time as "HH:MM"; one of the day before stays a number."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes >= 0 else str(minutes)
