"""A made-up demand: drawn from a plan and its seed alone, so that every policy meets the same people.

Only uniform draws are taken from the generator, and every moment is a whole second: the same seed gives the same
day on every machine.
"""

import math
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import NormalDist
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from opd_web.engine.model import EMERGENCY, FOLLOW_UP, ONLINE, WALK_IN, Source
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.demand import Demand, PlannedDoctor, PlannedSlot, Seconds, Visitor

DAY: Final = 86_400
MINUTE: Final = 60
LEAD_DAYS: Final = ((0, 0, 0.25), (1, 7, 0.5), (8, 30, 0.25))
"""Least and most days between request and visit, and the share of the booked who ask so early."""

NO_SHOWS: Final = (0.05, 0.24, 0.32)
"""Who does not come, by the rows of LEAD_DAYS."""

HOURS: Final = (1.5, 1.6, 1.2, 0.9, 0.8, 0.7)
"""How dense walk-ins arrive in each sixth of the opening time: most come early."""

BOOKED_CLASSES: Final = (("PAID", 0.2), (FOLLOW_UP, 0.3), (ONLINE, 0.5))
WALK_IN_CLASSES: Final = (("PAID", 0.15), (WALK_IN, 0.85))
SOURCES: Final = ((Source.ONLINE, 0.5), (Source.APP, 0.2), (Source.STAFF, 0.3))
ASKING: Final = (8 * 3600, 20 * 3600)
ASKING_TODAY: Final = (5 * 3600, 7 * 3600)
"""When people book: at any hour of an earlier day, early in the morning of the day itself."""

LONGEST_AWAY: Final = 20 * MINUTE
T = TypeVar("T")


class Dice:
    """Draws from one seed."""

    def __init__(self, seed: int) -> None:
        """Start from the seed."""
        self._random = random.Random(seed)  # noqa: S311  a simulation keeps no secret

    def chance(self, share: float) -> bool:
        """Give True in this share of all cases."""
        return self._random.random() < share

    def between(self, least: float, most: float) -> float:
        """Give a number between two."""
        return least + (most - least) * self._random.random()

    def pick(self, weighted: Sequence[tuple[T, float]]) -> T:
        """Give one of these by their weights."""
        sums = list(accumulate(weight for _, weight in weighted))
        return weighted[min(bisect(sums, self.between(0, sums[-1])), len(weighted) - 1)][0]

    def normal(self) -> float:
        """Give a standard normal number."""
        return NormalDist().inv_cdf(max(self._random.random(), 1e-12))

    def lognormal(self, mean: float, cv: float) -> float:
        """Give a lognormal number of this mean and coefficient of variation."""
        variance = math.log(1 + cv * cv)
        return mean * math.exp(math.sqrt(variance) * self.normal() - variance / 2)

    def count(self, expected: float) -> int:
        """Give a whole number of this mean: the one below or the one above."""
        return int(expected) + self.chance(expected - int(expected))

    def poisson(self, expected: float) -> int:
        """Give a Poisson number, by counting the steps of a product; a large one in parts, which do not underflow."""
        if expected > 500:
            return self.poisson(expected / 2) + self.poisson(expected / 2)
        product, steps = self._random.random(), 0
        while product > math.exp(-expected):
            product, steps = product * self._random.random(), steps + 1
        return steps


def draw(plan: DayPlan) -> Demand:
    """Draw the whole day of a plan."""
    dice = Dice(plan.seed)
    slots = tuple(_slots(plan))
    doctors = tuple(_doctor(plan, dice, number, slots) for number in range(plan.departments * plan.doctors))
    visitors = [
        *_booked(plan, dice, slots),
        *_walk_ins(plan, dice),
        *_emergencies(plan, dice),
    ]
    visitors.sort(key=lambda visitor: visitor.asks)
    departments = tuple(chr(ord("A") + number) for number in range(plan.departments))
    return Demand(plan.day, ZoneInfo(plan.zone), departments, doctors, slots, tuple(visitors))


def _opens(plan: DayPlan) -> Seconds:
    return plan.opens.hour * 3600 + plan.opens.minute * MINUTE


def _slots(plan: DayPlan) -> Iterator[PlannedSlot]:
    length = plan.window_minutes * MINUTE
    for doctor in range(plan.departments * plan.doctors):
        for window in range(plan.windows):
            starts = _opens(plan) + window * length
            yield PlannedSlot(doctor, starts, starts + length, plan.capacity)


def _doctor(plan: DayPlan, dice: Dice, number: int, slots: Sequence[PlannedSlot]) -> PlannedDoctor:
    mine = [index for index, slot in enumerate(slots) if slot.doctor == number]
    is_late, is_called_away, stays = (dice.chance(one) for one in (plan.late_doctors, plan.called_away, plan.stays_on))
    late = dice.lognormal(plan.late_mean, 0.7) if is_late else 0.0
    middle = slots[mine[len(mine) // 2]].starts
    return PlannedDoctor(
        department=number // plan.doctors,
        late=round(late * MINUTE),
        pauses_at=middle if plan.pause_minutes and len(mine) > 1 else None,
        pause=plan.pause_minutes * MINUTE,
        called_away=mine[-1] if is_called_away and len(mine) > 1 else None,
        stays_on=plan.window_minutes * MINUTE if stays and not is_called_away else None,
    )


def _booked(plan: DayPlan, dice: Dice, slots: Sequence[PlannedSlot]) -> Iterator[Visitor]:
    for index, slot in enumerate(slots):
        for _ in range(dice.count(slot.capacity * plan.booked)):
            yield _one_booked(plan, dice, index, slot)


def _one_booked(plan: DayPlan, dice: Dice, index: int, slot: PlannedSlot) -> Visitor:
    group = dice.pick([(row, share) for row, (_, _, share) in enumerate(LEAD_DAYS)])
    asks = _asks(dice, group)
    off = plan.punctuality_minutes * dice.normal() - plan.early_minutes
    comes = max(asks + MINUTE, round(dice.between(slot.starts, slot.ends) + off * MINUTE))
    cancels = dice.chance(plan.cancels)
    cancels_at = round(dice.between(asks + MINUTE, max(asks + MINUTE, slot.starts)))
    return Visitor(
        department=slot.doctor // plan.doctors,
        class_=dice.pick(BOOKED_CLASSES),
        source=dice.pick(SOURCES),
        asks=asks,
        comes=None if dice.chance(NO_SHOWS[group]) or cancels else comes,
        consult=_consult(plan, dice),
        slot=index,
        cancels=cancels_at if cancels else None,
        steps_out=round(dice.between(MINUTE, LONGEST_AWAY)) if dice.chance(plan.steps_out) else 0,
        leaves=dice.chance(plan.leaves),
        slip=dice.chance(plan.slips),
    )


def _asks(dice: Dice, group: int) -> Seconds:
    least, most, _ = LEAD_DAYS[group]
    lead = int(dice.between(least, most + 1))
    return round(dice.between(*(ASKING if lead else ASKING_TODAY))) - lead * DAY


def _walk_ins(plan: DayPlan, dice: Dice) -> Iterator[Visitor]:
    length = plan.windows * plan.window_minutes * MINUTE
    sixths = [(sixth, weight) for sixth, weight in enumerate(HOURS)]
    for department in range(plan.departments):
        for _ in range(dice.poisson(plan.doctors * plan.windows * plan.capacity * plan.walk_ins)):
            # The doors open a little before the doctors come.
            comes = _opens(plan) - 20 * MINUTE + round((dice.pick(sixths) + dice.between(0, 1)) * length / len(HOURS))
            yield Visitor(
                department=department,
                class_=dice.pick(WALK_IN_CLASSES),
                source=Source.WALK_IN,
                asks=comes,
                comes=comes,
                consult=_consult(plan, dice),
                steps_out=round(dice.between(MINUTE, LONGEST_AWAY)) if dice.chance(plan.steps_out) else 0,
                leaves=dice.chance(plan.leaves),
            )


def _emergencies(plan: DayPlan, dice: Dice) -> Iterator[Visitor]:
    length = plan.windows * plan.window_minutes * MINUTE
    for department in range(plan.departments):
        for _ in range(dice.poisson(plan.emergencies)):
            comes = _opens(plan) + round(dice.between(0, length))
            consult = _consult(plan, dice)
            yield Visitor(department, EMERGENCY, Source.WALK_IN, comes, comes, consult)


def _consult(plan: DayPlan, dice: Dice) -> Seconds:
    return max(1, round(dice.lognormal(plan.consult_mean, plan.consult_cv) * MINUTE))
