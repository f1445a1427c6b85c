"""The plan of a simulated day: how large the clinic is, who asks for what, and how people behave."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opd_web.engine.policy import Policy, preset
from opd_web.engine.presets import DEFAULT_PRESET

MINUTES_OF_A_DAY = 24 * 60
MOST_REQUESTS = 1500
"""A day asks for at most so many tokens: about a minute of computing, and less than a large hospital has."""


class InvalidPlan(ValueError):
    """One field cannot be used; `option` names it, the message says what it takes."""

    def __init__(self, option: str, problem: str) -> None:
        """Keep the field beside the sentence, so that a form can show it there."""
        super().__init__(f"{option}: {problem}")
        self.option = option


@dataclass(frozen=True)
class DayPlan:
    """Everything that decides a simulated day.

    Rates are shares of the capacity, chances are from 0 to 1, durations are minutes. `booked` are requests made
    before the day or early on it, `walk_ins` those at the desk; `emergencies` is their expected number in each
    department. Consultations are lognormal with this mean and coefficient of variation.
    """

    seed: int = 7
    preset: str = DEFAULT_PRESET
    overrides: Mapping[str, object] = field(default_factory=dict)
    day: date = date(2025, 3, 3)
    zone: str = "Asia/Kolkata"
    departments: int = 3
    doctors: int = 2
    opens: time = time(9)
    windows: int = 4
    window_minutes: int = 60
    capacity: int = 6
    booked: float = 0.85
    walk_ins: float = 0.35
    emergencies: float = 2.0
    consult_mean: float = 9.0
    consult_cv: float = 0.6
    walk_seconds: int = 40
    early_minutes: float = 8.0
    punctuality_minutes: float = 12.0
    cancels: float = 0.08
    late_doctors: float = 0.4
    late_mean: float = 15.0
    steps_out: float = 0.03
    leaves: float = 0.01
    slips: float = 0.02
    called_away: float = 0.08
    stays_on: float = 0.15
    pause_minutes: int = 10
    tick_seconds: int = 120
    check_every: int = 1

    def __post_init__(self) -> None:
        """Check every field, and that the day is not too large. Raise InvalidPlan or InvalidPolicy."""
        for option, (least, most) in LIMITS.items():
            _check(option, getattr(self, option), least, most)
        if self.requests > MOST_REQUESTS:
            raise InvalidPlan("capacity", f"the day would have {self.requests} requests, and at most {MOST_REQUESTS}")
        if self.opens.hour * 60 + self.opens.minute + self.windows * self.window_minutes > MINUTES_OF_A_DAY:
            raise InvalidPlan("windows", "the last one ends after midnight")
        _check_zone(self.zone)
        self.policy()

    def policy(self) -> Policy:
        """Build the policy. Raise InvalidPolicy."""
        return preset(self.preset, **self.overrides)

    @property
    def places(self) -> int:
        """Count the places of all slots."""
        return self.departments * self.doctors * self.windows * self.capacity

    @property
    def requests(self) -> int:
        """Count the requests to expect."""
        return math.ceil(self.places * (self.booked + self.walk_ins) + self.departments * self.emergencies)


LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**63),
    "departments": (1, 26),
    "doctors": (1, 20),
    "windows": (1, 16),
    "window_minutes": (5, 480),
    "capacity": (1, 200),
    "booked": (0, 3),
    "walk_ins": (0, 3),
    "emergencies": (0, 100),
    "consult_mean": (0.1, 240),
    "consult_cv": (0, 5),
    "walk_seconds": (0, 600),
    "early_minutes": (-120, 120),
    "punctuality_minutes": (0, 120),
    "cancels": (0, 1),
    "late_doctors": (0, 1),
    "late_mean": (0, 240),
    "steps_out": (0, 1),
    "leaves": (0, 1),
    "slips": (0, 1),
    "called_away": (0, 1),
    "stays_on": (0, 1),
    "pause_minutes": (0, 120),
    "tick_seconds": (1, 3600),
    "check_every": (0, 100_000),
}
"""Field → least and most. Of a check every 0 events only the last is left, at the end of the day."""


def _check(option: str, value: object, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise InvalidPlan(option, f"{value!r} is not a number from {least:g} to {most:g}")
    if _is_whole(option) and not isinstance(value, int):
        raise InvalidPlan(option, f"{value!r} is not a whole number")


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidPlan("zone", f"{name!r} is no time zone") from error


def _is_whole(option: str) -> bool:
    return next(one for one in fields(DayPlan) if one.name == option).type is int
