"""The oracle's single server and the day's doctors see the same patients at the same moments."""

import json
import random
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from opd_web.simulation.day import Manner, play
from opd_web.simulation.demand import Demand, PlannedDoctor, PlannedSlot, Visitor
from opd_web.simulation.oracle.single_server import ByClass, in_turn

NINE = 9 * 3600
SESSION = 4 * 3600
CLASSES = ("PAID", "FOLLOW_UP", "WALK_IN")
AT_ONCE = Manner(walk_seconds=0, tick_seconds=3600, check_every=0)


def waits_of_a_day(visitors: Sequence[Visitor]) -> list[float]:
    """Play these visitors through the services, and give each one's seconds from arrival to call."""
    slots = (PlannedSlot(0, NINE, NINE + SESSION, len(visitors)),)
    demand = Demand(date(2025, 3, 3), ZoneInfo("UTC"), ("A",), (PlannedDoctor(0),), slots, tuple(visitors))
    lines: list[str] = []
    report = play(demand, "balanced", {}, AT_ONCE, log=lines.extend)
    assert (report.violations, report.figures.seen) == ((), len(visitors))
    events = [json.loads(line) for line in lines]
    return [_first(events, "called", one) - _arrived(events, one, visitor) for one, visitor in enumerate(visitors, 1)]


def _first(events: Sequence[dict[str, str]], kind: str, token: int) -> float:
    return next(_second(event) for event in events if (event["kind"], event["token_id"]) == (kind, token))


def _arrived(events: Sequence[dict[str, str]], token: int, visitor: Visitor) -> float:
    return _first(events, "booked" if visitor.is_walk_in else "arrived", token)


def _second(event: dict[str, str]) -> float:
    return datetime.fromisoformat(event["at"]).timestamp()


def test_appointments_are_seen_in_turn() -> None:
    dice = random.Random(5)
    arrivals = [NINE + 480 * number for number in range(12)]
    services = [max(1, round(dice.lognormvariate(6.2, 0.6))) for _ in arrivals]
    visitors = [
        Visitor(0, "ONLINE", "ONLINE", number, arrival, service, slot=0)
        for number, (arrival, service) in enumerate(zip(arrivals, services, strict=True))
    ]
    waits, _ = in_turn(np.array(arrivals, float), np.array([services], float), np.full((1, 12), fill_value=True))
    assert waits_of_a_day(visitors) == list(waits[0])
    assert waits.sum() > 0


def test_who_comes_without_an_appointment_is_seen_by_class() -> None:
    dice = random.Random(6)
    arrivals = sorted(dice.sample(range(NINE, NINE + 9000), 24))
    visitors = [
        Visitor(0, dice.choice(CLASSES), "WALK_IN", at, at, max(1, round(dice.lognormvariate(5.7, 0.6))))
        for at in arrivals
    ]
    assert waits_of_a_day(visitors) == waits_by_class(visitors)


def waits_by_class(visitors: Sequence[Visitor]) -> list[float]:
    """Let the oracle's server see these visitors."""
    lines = [[number for number, one in enumerate(visitors) if one.class_ == class_] for class_ in CLASSES]
    comes = [[visitors[number].asks for number in line] + [np.inf] for line in lines]
    clinic = ByClass(np.array([[line[0] for line in comes]], float), np.zeros(1))
    waits = [0.0] * len(visitors)
    for _ in visitors:
        class_, wait = clinic.call()
        line = comes[class_[0]]
        number = lines[class_[0]].pop(0)
        waits[number] = float(wait[0])
        clinic.see(class_, np.array([visitors[number].consult]), np.array([line[1] - line.pop(0)]))
    return waits
