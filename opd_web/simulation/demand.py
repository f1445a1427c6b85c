"""The demand of a day: who asks, comes and stays how long, whatever the policy makes of it.

Moments are whole seconds since the facility's midnight of the day, negative before it.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from opd_web.engine.model import EMERGENCY, Source
from opd_web.engine.policy import Policy

Seconds: TypeAlias = int


@dataclass(frozen=True)
class PlannedSlot:
    """A slot of one doctor, who is an index among the day's doctors."""

    doctor: int
    starts: Seconds
    ends: Seconds
    capacity: int


@dataclass(frozen=True)
class PlannedDoctor:
    """One doctor's day: `department` is an index. `pauses_at` and the two after it are None where it does not happen.

    `called_away` is the slot (an index) that must be cancelled, `stays_on` how long the doctor goes on after the end.
    """

    department: int
    late: Seconds = 0
    pauses_at: Seconds | None = None
    pause: Seconds = 0
    called_away: int | None = None
    stays_on: Seconds | None = None


@dataclass(frozen=True)
class Visitor:
    """One request and the patient behind it.

    `slot` is the wish, an index among the slots; None takes the first free place. `comes` None is a no-show.
    `steps_out` is how long the patient is away when called first, `leaves` tells who went home before the call,
    `slip` whose arrival is entered, taken back and entered again.
    """

    department: int
    class_: str
    source: str
    asks: Seconds
    comes: Seconds | None
    consult: Seconds
    slot: int | None = None
    cancels: Seconds | None = None
    steps_out: Seconds = 0
    leaves: bool = False
    slip: bool = False

    @property
    def is_walk_in(self) -> bool:
        """Tell whether the patient stands at the desk when asking, and so is present at once."""
        return self.source == Source.WALK_IN


@dataclass(frozen=True)
class Demand:
    """Everything that a day's policy has to cope with."""

    day: date
    zone: ZoneInfo
    departments: tuple[str, ...]
    doctors: tuple[PlannedDoctor, ...]
    slots: tuple[PlannedSlot, ...]
    visitors: tuple[Visitor, ...]

    def slots_of(self, doctor: int) -> list[int]:
        """Give one doctor's slots, as indexes in time order."""
        mine = (index for index, slot in enumerate(self.slots) if slot.doctor == doctor)
        return sorted(mine, key=lambda index: self.slots[index].starts)

    def begins(self, doctor: int) -> Seconds:
        """Give the planned start of a doctor's session."""
        return self.slots[self.slots_of(doctor)[0]].starts

    def leaves(self, doctor: int) -> Seconds:
        """Give when the doctor's session ends, as it turns out that day."""
        plan = self.doctors[doctor]
        if plan.called_away is not None:
            return self.slots[plan.called_away].starts
        return self.slots[self.slots_of(doctor)[-1]].ends + (plan.stays_on or 0)


def class_under(policy: Policy, class_: str) -> str:
    """Give the class that stands for this one: an emergency is the highest, any other unknown one the lowest."""
    if policy.uses(class_):
        return class_
    return policy.classes[0] if class_ == EMERGENCY else policy.classes[-1]


def stand_ins(demand: Demand, policy: Policy) -> tuple[tuple[str, str], ...]:
    """Name each class of the demand that the policy does not use, and the one that stands for it."""
    asked = sorted({visitor.class_ for visitor in demand.visitors})
    return tuple((class_, class_under(policy, class_)) for class_ in asked if not policy.uses(class_))
