"""`python -m opd_web.simulation.lab_apart`: what to compare as JSON in, progress and the reports as JSON out."""

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opd_web.simulation import random_demand
from opd_web.simulation.day import Manner
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.demand import Demand
from opd_web.simulation.lab import Choice, compare
from opd_web.simulation.plain import demand_from, plan_from, to_plain
from opd_web.simulation.stopping import stopped_between_steps

NICE = 10
"""The desk comes first."""

SECONDS_BETWEEN = 0.3
CHECKED_AT_THE_END = Manner(check_every=0)


def asked(day: DayPlan | Demand, choices: Sequence[Choice]) -> str:
    """Write down what to compare, as this program reads it."""
    kind = "plan" if isinstance(day, DayPlan) else "demand"
    named = [{"preset": choice.preset, "overrides": dict(choice.overrides)} for choice in choices]
    return json.dumps({kind: to_plain(day), "choices": named})


@dataclass
class _Told:
    """How many visitors have asked so far, said now and then."""

    total: int
    done: int = 0
    said_at: float = field(default_factory=time.monotonic)

    def __call__(self, more: int) -> None:
        """Count, and say it where the last word is some time ago."""
        self.done += more
        if time.monotonic() - self.said_at > SECONDS_BETWEEN:
            self.said_at = time.monotonic()
            write({"done": self.done, "total": self.total})


def write(message: Mapping[str, object]) -> None:
    """Write one line for whoever listens."""
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()


def main() -> None:
    """Compare; asked to end, clear the throw-away database away first."""
    os.nice(NICE)
    found = json.load(sys.stdin)
    choices = [Choice(one["preset"], one["overrides"]) for one in found["choices"]]
    demand = _demand(found)
    told = _Told(len(choices) * len(demand.visitors))
    write({"done": 0, "total": told.total})
    with stopped_between_steps():
        reports = compare(demand, choices, CHECKED_AT_THE_END, told)
    write({"result": [to_plain(report) for report in reports]})


def _demand(found: Mapping[str, Any]) -> Demand:
    return demand_from(found["demand"]) if "demand" in found else random_demand.draw(plan_from(found["plan"]))


if __name__ == "__main__":
    main()
