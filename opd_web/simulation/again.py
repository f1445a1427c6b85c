"""A real day played again under several policies, in a process of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from opd_web.simulation import apart
from opd_web.simulation.apart import Failed
from opd_web.simulation.day import DayReport, Manner
from opd_web.simulation.demand import Demand
from opd_web.simulation.lab import Choice, NoSuchDay, PastDay, compare, past_day
from opd_web.simulation.plain import demand_from, report_from, to_plain

__all__ = ["Choice", "Failed", "NoSuchDay", "PastDay", "TooLarge", "past_day", "play_again_apart", "seconds_for"]

MOST_REQUESTS = 400
"""A day of so many requests is played twice in about a minute; whoever asked waits for it."""

SECONDS = 120
A_SECOND = 15
"""How many requests are played in a second, on a slow machine."""

TO_START = 3


class TooLarge(Exception):
    """The day has too many requests to be played while somebody waits; the message says how many."""


def seconds_for(requests: int, policies: int) -> int:
    """Estimate how long playing a day takes."""
    return TO_START + requests * policies // A_SECOND


def play_again_apart(demand: Demand, choices: Sequence[Choice]) -> tuple[DayReport, ...]:
    """Play the day under each policy, at low priority. Raise TooLarge or Failed."""
    if len(demand.visitors) > MOST_REQUESTS:
        raise TooLarge(f"{len(demand.visitors)}")
    asked = {
        "demand": to_plain(demand),
        "choices": [{"preset": choice.preset, "overrides": dict(choice.overrides)} for choice in choices],
    }
    return tuple(report_from(one) for one in apart.ask(asked, SECONDS))


def answer(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Play what `play_again_apart` asked for; checks come at the day's end only."""
    choices = [Choice(**choice) for choice in asked["choices"]]
    return [to_plain(report) for report in compare(demand_from(asked["demand"]), choices, Manner(check_every=0))]
