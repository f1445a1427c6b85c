"""What a policy would have done on a real day: as it was, and played again under two policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from opd_web.simulation import again
from opd_web.simulation.day import DayReport
from opd_web.simulation.lab import Choice, PastDay, past_day

SEED = 7


@dataclass(frozen=True)
class Effect:
    """A past day as it was, and played again under the policy of now and under the other one."""

    day: date
    emergencies: int
    past: PastDay
    now: DayReport
    then: DayReport


def effect(
    code: str, day: date, emergencies: int, policies: tuple[Mapping[str, Any], Mapping[str, Any]], *, now: datetime
) -> Effect:
    """Play the day under both policies, each a preset's name with its options. Raise NoSuchDay, TooLarge or Failed."""
    past = past_day(code, day, SEED, now=now)
    first, second = again.play_again_apart(past.demand, [Choice(**one) for one in policies])
    return Effect(day, emergencies, past, first, second)
