"""The oracle's exact values are those of theory, and its simulation comes close to them."""

from dataclasses import replace

import pytest

from opd_web.simulation.oracle import exact_schedule, priority_queue, schedule
from opd_web.simulation.oracle.priority_queue import PriorityQueue
from opd_web.simulation.oracle.questions import USUAL, QueueQuestion, SessionQuestion
from opd_web.simulation.oracle.schedule import SCHEDULES, Outcome, Session
from opd_web.simulation.oracle.service_times import KINDS, InvalidQuestion, Service

NINE = Service("exponential", 9)
RUNS = 20_000

PUBLISHED = [
    ("individual", 0, (13.28, 44.47, 20.47)),
    ("bailey-welch", 0, (14.99, 38.81, 14.81)),
    ("all-at-opening", 0, (103.50, 32.63, 8.63)),
    ("individual", 0.2, (7.82, 77.61, 10.41)),
]


def session(name: str, no_show: float = 0, service: Service = NINE) -> Session:
    return Session(SCHEDULES[name](24, 240, 5), service, 240, no_show)


def rounded(outcome: Outcome) -> tuple[float, float, float]:
    return round(outcome.wait, 2), round(outcome.idle, 2), round(outcome.overrun, 2)


@pytest.mark.parametrize(("name", "no_show", "expected"), PUBLISHED)
def test_exact_results_are_the_published_ones(name: str, no_show: float, expected: tuple[float, ...]) -> None:
    assert rounded(exact_schedule.exact(session(name, no_show))) == expected


@pytest.mark.parametrize("question", USUAL)
def test_simulated_results_are_close(question: SessionQuestion | QueueQuestion) -> None:
    for line in question.ask(RUNS, 7).lines:
        assert abs(line.simulated / line.exact - 1) < 0.03, line


@pytest.mark.parametrize("kind", KINDS)
def test_every_service_is_simulated_as_it_is_computed(kind: str) -> None:
    asked = session("bailey-welch", 0.1, Service(kind, 9, 0.5))
    simulated, exact = schedule.simulated(asked, RUNS, 7), exact_schedule.exact(asked)
    assert (simulated.wait, simulated.idle) == pytest.approx((exact.wait, exact.idle), rel=0.03, abs=0.02)


def test_a_gamma_of_shape_one_is_exponential() -> None:
    gamma = exact_schedule.exact(session("individual", 0.1, Service("gamma", 9, 1)))
    assert gamma.wait == pytest.approx(exact_schedule.exact(session("individual", 0.1)).wait, rel=1e-6)


def test_who_comes_after_the_end_makes_the_session_longer() -> None:
    """By hand: the last one ends at 300 and a visit, whatever the two before do."""
    late = exact_schedule.exact(Session((0.0, 10.0, 300.0), NINE, 240))
    assert (round(late.overrun, 3), round(late.idle, 3)) == (69.0, 282.0)


def test_a_single_patient_by_hand() -> None:
    alone = exact_schedule.exact(Session((0.0,), Service("constant", 30), 20, 0.5))
    assert rounded(alone) == (0, 10, 5)


@pytest.mark.parametrize(
    ("name", "patients", "times"),
    [
        ("individual", 4, (0, 60, 120, 180)),
        ("individual", 7, (0, 30, 65, 100, 135, 170, 205)),
        ("bailey-welch", 4, (0, 0, 60, 120)),
        ("all-at-opening", 3, (0, 0, 0)),
    ],
)
def test_schedules_lie_on_the_grid(name: str, patients: int, times: tuple[float, ...]) -> None:
    assert SCHEDULES[name](patients, 240, 5) == times


def test_cobham_gives_the_published_waits() -> None:
    waits = priority_queue.exact(PriorityQueue((0.01, 0.05, 0.10), Service("lognormal", 5, 0.6)))
    assert [round(wait, 3) for wait in waits] == [2.863, 4.090, 19.429]


def test_one_class_waits_as_pollaczek_and_khinchine_say() -> None:
    assert priority_queue.exact(PriorityQueue((0.1,), Service("exponential", 5))) == pytest.approx((5.0,))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"schedule": "random"}, "known are individual, bailey-welch, all-at-opening"),
        ({"schedule": "10,0"}, "none before another"),
        ({"service": "normal"}, "known are exponential, lognormal, gamma, uniform, constant"),
        ({"no_show": 1.0}, "not from 0 to below 1"),
        ({"mean": 0.0}, "mean: 0.0 is not above 0"),
        ({"patients": 0}, "patients: 1 to 500"),
        ({"schedule": "0,nan"}, "none before another"),
        ({"schedule": "0,inf"}, "none before another"),
        ({"session": -1.0, "schedule": "0"}, "session: -1.0 is not above 0"),
        ({"session": -1.0}, "session: -1.0 is not above 0"),
        ({"session": float("inf")}, "session: inf is not above 0"),
        ({"service": "uniform", "cv": 0.9}, "cv: 0.9 is not from 0.01 to 0.577"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_known(wrong: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidQuestion, match=problem):
        replace(SessionQuestion(), **wrong).ask(10, 7)  # type: ignore[arg-type]  # one field of it is wrong


@pytest.mark.parametrize("rates", [".1,.1", "0,.1", "often"])
def test_a_queue_that_has_no_answer_is_refused(rates: str) -> None:
    with pytest.raises(InvalidQuestion, match=r"^rates:"):
        QueueQuestion(rates).ask(10, 7)
