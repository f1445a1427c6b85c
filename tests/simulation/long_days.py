"""The long form, behind `make simulate-long`: many whole days under every policy, checked after each step."""

import pytest

from opd_web.engine.presets import PRESETS
from opd_web.simulation.day import simulate_day
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.oracle.questions import USUAL, QueueQuestion, SessionQuestion

EVENTFUL = {
    "steps_out": 0.15,
    "leaves": 0.05,
    "slips": 0.15,
    "cancels": 0.15,
    "called_away": 0.4,
    "stays_on": 0.4,
    "emergencies": 4.0,
    "walk_ins": 0.6,
}
MIXES = [
    {"routing": "earliest", "when_full": "preempt_or_wait"},
    {"routing": "slot", "late_return": "end_of_class", "max_overtakes": 1},
    {"completed_holds_place": False, "no_show_grace_minutes": 5, "tie_break": "booked_at"},
    {"emergency": "preempt_always", "displaced": "terminal", "queue_order": "assignment"},
    {"classes": ["PAID", "EMERGENCY", "ONLINE"], "when_full": "preempt_or_wait", "overflow_limit": None},
    {"emergency_order": "newest_first", "delay_scope": "slot", "no_show_after_minutes": 10},
]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("seed", range(5))
def test_everything_holds_through_a_usual_day(seed: int, preset: str) -> None:
    report = simulate_day(DayPlan(seed=seed, preset=preset))
    assert report.violations == ()


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("seed", range(100, 105))
def test_everything_holds_through_an_eventful_day(seed: int, preset: str) -> None:
    report = simulate_day(DayPlan(seed=seed, preset=preset, **EVENTFUL))
    assert report.violations == ()


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("seed", range(200, 203))
def test_everything_holds_under_mixed_options(seed: int, mix: dict[str, object]) -> None:
    report = simulate_day(DayPlan(seed=seed, overrides=mix, departments=1, **EVENTFUL))
    assert report.violations == ()


@pytest.mark.parametrize("question", USUAL)
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_simulator_is_right_within_one_per_cent(seed: int, question: SessionQuestion | QueueQuestion) -> None:
    for line in question.ask(200_000, seed).lines:
        assert line.is_close, line
