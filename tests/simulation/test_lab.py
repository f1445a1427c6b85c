"""The policy lab: the same arrivals under every preset, and a real day again."""

import pytest

from opd_web.engine.policy import InvalidPolicy
from opd_web.engine.presets import PRESETS
from opd_web.simulation import random_demand
from opd_web.simulation.day import DayReport, Manner
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.demand import Demand
from opd_web.simulation.figures import Quantile
from opd_web.simulation.lab import Choice, NoSuchDay, compare, past_day
from tests.support.clinic import DAY, Clinic

TINY = DayPlan(departments=1, doctors=1, windows=2, window_minutes=30, capacity=3, emergencies=2)
SELDOM = Manner(tick_seconds=600, check_every=10)


@pytest.fixture(scope="module")
def demand() -> Demand:
    return random_demand.draw(TINY)


@pytest.fixture(scope="module")
def reports(demand: Demand) -> dict[str, DayReport]:
    """The same arrivals under each preset."""
    found = compare(demand, [Choice(name) for name in PRESETS], SELDOM)
    return dict(zip(PRESETS, found, strict=True))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_plays_the_same_arrivals(reports: dict[str, DayReport], demand: Demand, preset: str) -> None:
    report = reports[preset]
    assert (report.policy, report.requests, report.violations) == (preset, len(demand.visitors), ())
    assert report.figures.came > 5


def test_a_class_that_the_policy_does_not_use_is_named_with_the_one_that_stands_for_it(
    reports: dict[str, DayReport],
) -> None:
    assert dict(reports["chronological"].stand_ins)["EMERGENCY"] == "PRIORITY"
    assert dict(reports["strict"].stand_ins)["ONLINE"] == "FOLLOW_UP"
    assert reports["fair"].stand_ins == ()


def test_figures_stand_under_the_classes_that_people_asked_for(reports: dict[str, DayReport]) -> None:
    classes = {waits.class_ for waits in reports["chronological"].figures.by_class}
    assert "EMERGENCY" in classes
    assert "PRIORITY" not in classes


def test_the_policies_decide_differently(reports: dict[str, DayReport]) -> None:
    assert len({report.log_sha256 for report in reports.values()}) == len(PRESETS)


def test_an_option_can_be_changed(demand: Demand, reports: dict[str, DayReport]) -> None:
    (changed,) = compare(demand, [Choice("fair", {"routing": "earliest"})], SELDOM)
    assert changed.log_sha256 != reports["fair"].log_sha256


def test_an_unknown_option_is_refused_before_anything_is_played(demand: Demand) -> None:
    with pytest.raises(InvalidPolicy, match="routing, tie_break"):
        compare(demand, [Choice("fair"), Choice("fair", {"foo": 1})], SELDOM)


@pytest.fixture
def yesterday(clinic: Clinic) -> Clinic:
    """A morning with one visit, one cancellation, one no-show, and one who was never called."""
    clinic.department(preset="fair")
    slot = clinic.slot("10:00", capacity=6)
    seen, cancelled, absent, _ = (
        clinic.book(slot, source=source) for source in ("WALK_IN", "APP", "ONLINE", "WALK_IN")
    )
    clinic.at("08:30").cancel(cancelled)
    clinic.at("10:07").call(seen)
    clinic.at("10:08").start(seen)
    clinic.at("10:20").complete(seen)
    clinic.at("11:30").no_show(absent)
    return clinic


def test_a_past_day_is_read_as_a_demand(yesterday: Clinic) -> None:
    past = past_day("K", DAY, 7, now=yesterday.now)
    seen, cancelled, absent, waiting = past.demand.visitors
    assert (seen.consult, waiting.consult, seen.comes) == (12 * 60, 12 * 60, 8 * 3600)
    assert (cancelled.cancels, cancelled.comes, absent.comes) == (8 * 3600 + 30 * 60, None, None)
    assert (past.demand.doctors[0].late, past.preset, past.figures.seen) == (7 * 60, "fair", 1)


def test_who_was_never_called_waited_until_the_end_of_the_day(yesterday: Clinic) -> None:
    for _ in range(8):
        yesterday.at("10:30").book(yesterday.slot_of(6))
    waits = past_day("K", DAY, 7, now=yesterday.moment("12:00", days=9)).figures.everybody
    assert (waits.n, waits.p50) == (10, Quantile(13.5 * 60, at_least=True))


def test_a_past_day_is_played_again_under_each_policy(yesterday: Clinic) -> None:
    past = past_day("K", DAY, 7, now=yesterday.now)
    for report in compare(past.demand, [Choice("fair"), Choice("strict")], SELDOM):
        assert (report.figures.seen, report.figures.cancelled, report.violations) == (2, 1, ())


def test_playing_a_day_again_changes_nothing_in_the_hospital(yesterday: Clinic) -> None:
    before = yesterday.everything()
    compare(past_day("K", DAY, 7, now=yesterday.now).demand, [Choice("fair")], SELDOM)
    assert yesterday.everything() == before


def test_a_day_on_which_nobody_asked_is_none(clinic: Clinic) -> None:
    with pytest.raises(NoSuchDay, match="department X on 2025-03-03"):
        past_day("X", DAY, 7, now=clinic.now)
