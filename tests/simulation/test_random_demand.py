"""What a plan's seed draws: the same people each time, in the numbers that the plan says."""

from collections.abc import Iterator
from statistics import mean

import pytest

from opd_web.engine.policy import InvalidPolicy
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.demand import Demand, Visitor
from opd_web.simulation.random_demand import draw

DAY = 86_400
MANY_SEEDS = range(4)


def booked(demand: Demand, least: int, most: int) -> Iterator[Visitor]:
    """Give who booked so many days ahead."""
    for visitor in demand.visitors:
        if visitor.slot is not None and least <= -(visitor.asks // DAY) <= most:
            yield visitor


def test_the_same_seed_gives_the_same_day() -> None:
    assert draw(DayPlan(seed=3)) == draw(DayPlan(seed=3))


def test_another_seed_gives_another_day() -> None:
    assert draw(DayPlan(seed=3)) != draw(DayPlan(seed=4))


def test_the_policy_changes_nobody_who_comes() -> None:
    assert draw(DayPlan(preset="strict")) == draw(DayPlan(preset="elastic"))


@pytest.mark.parametrize(("least", "most", "share"), [(0, 0, 0.05), (1, 7, 0.24), (8, 30, 0.32)])
def test_no_shows_grow_with_the_lead_time(least: int, most: int, share: float) -> None:
    group = [visitor.comes is None for seed in MANY_SEEDS for visitor in booked(draw(many(seed)), least, most)]
    assert abs(mean(group) - share) < 0.03


def many(seed: int) -> DayPlan:
    return DayPlan(seed=seed, departments=5, doctors=10, cancels=0)


def test_visits_have_the_mean_and_the_spread_of_the_plan() -> None:
    minutes = [visitor.consult / 60 for seed in MANY_SEEDS for visitor in draw(many(seed)).visitors]
    assert abs(mean(minutes) - 9) < 0.3
    assert abs(mean(minute**2 for minute in minutes) / 81 - 1.36) < 0.08


def test_nobody_comes_before_asking() -> None:
    assert all(visitor.comes is None or visitor.comes >= visitor.asks for visitor in draw(many(1)).visitors)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("departments", 0, "0 is not a number from 1 to 26"),
        ("doctors", 1.5, "1.5 is not a whole number"),
        ("cancels", "often", "'often' is not a number from 0 to 1"),
        ("windows", 16, "the last one ends after midnight"),
        ("zone", "Nowhere/City", "'Nowhere/City' is no time zone"),
        ("capacity", 200, "requests, and at most 1500"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused(field: str, value: object, problem: str) -> None:
    with pytest.raises(InvalidPlan, match=problem) as refused:
        DayPlan(**{field: value})  # type: ignore[arg-type]  # the wrong value is the point
    assert refused.value.option == field


def test_a_plan_with_an_unknown_policy_option_names_the_known_ones() -> None:
    with pytest.raises(InvalidPolicy, match="routing, tie_break"):
        DayPlan(overrides={"foo": 1})
