"""A real day played again under several policies, in a process of its own."""

import pytest

from opd_web.simulation import again, preview
from opd_web.simulation.again import Choice, TooLarge
from opd_web.simulation.plain import demand_from, to_plain
from tests.support.clinic import DAY, Clinic

FAIR = {"preset": "fair", "overrides": {}}
STRICT = {"preset": "preemptive", "overrides": {"routing": "least_loaded"}}


@pytest.fixture
def full(clinic: Clinic) -> Clinic:
    """A full slot, two emergencies on top of it."""
    clinic.department(preset="fair")
    slot = clinic.slot("10:00", capacity=2)
    for _ in range(2):
        clinic.book(slot)
    for _ in range(2):
        clinic.emergency(slot)
    return clinic.at("18:00")


def test_a_demand_survives_being_written_down(full: Clinic) -> None:
    demand = again.past_day("K", DAY, 7, now=full.now).demand
    assert demand_from(to_plain(demand)) == demand


def test_emergencies_cost_a_place_only_where_the_policy_says_so(full: Clinic) -> None:
    found = preview.effect("K", DAY, 2, (FAIR, STRICT), now=full.now)
    assert (found.past.figures.displaced, found.now.figures.displaced, found.then.figures.displaced) == (0, 0, 2)


def test_a_day_that_is_too_large_is_refused_before_it_is_played(full: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "MOST_REQUESTS", 3)
    with pytest.raises(TooLarge):
        again.play_again_apart(again.past_day("K", DAY, 7, now=full.now).demand, [Choice("fair")])
