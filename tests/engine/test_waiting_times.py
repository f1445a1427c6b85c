"""When somebody is expected to go in, and what score the screen shows."""

from datetime import timedelta

import pytest

from opd_web.engine.waiting_times import estimated_time, expected_now, expected_range, next_step, score
from tests.support.engine import moment, policy, slot


@pytest.mark.parametrize(
    ("position", "delay", "completed", "consult", "expected"),
    [
        (1, 0, 0, 10, "09:00"),
        (3, 0, 0, 10, "09:20"),
        (1, 25, 0, 10, "09:25"),
        (1, 0, 2, 10, "09:20"),
        (4, 5, 2, 7, "09:40"),
    ],
)
def test_estimated_time(position: int, delay: int, completed: int, consult: int, expected: str) -> None:
    here = slot(1, delay_minutes=delay, completed=completed)
    assert estimated_time(here, position, policy(consult_minutes=consult)) == moment(expected)


@pytest.mark.parametrize(
    ("estimate", "ahead", "now", "expected"),
    [
        ("10:20", 2, "09:00", "10:20"),
        ("10:20", 2, "10:05", "10:20"),
        ("10:20", 3, "10:15", "10:35"),
        ("10:20", 1, "10:45", "10:45"),
        ("10:20", 0, "10:45", "10:45"),
        ("10:20", 0, "10:41", "10:45"),
        ("10:20", 3, "10:41", "11:05"),
    ],
)
def test_what_is_expected_now_is_never_before_those_ahead_are_through(
    estimate: str, ahead: int, now: str, expected: str
) -> None:
    assert expected_now(moment(estimate), ahead, moment(now), policy(consult_minutes=10)) == moment(expected)


def test_the_five_minutes_that_run_end_all_at_once() -> None:
    drawn = [moment("10:00") + timedelta(seconds=seconds) for seconds in (0.5, 1, 299, 300, 300.5)]
    assert [next_step(now) for now in drawn] == [*4 * [moment("10:05")], moment("10:10")]


@pytest.mark.parametrize("minute", range(0, 60, 7))
def test_a_range_does_not_begin_in_the_past(minute: int) -> None:
    now = moment("10:00") + timedelta(minutes=minute, seconds=31)
    assert expected_range(expected_now(moment("10:00"), 1, now, policy()))[0] >= now


@pytest.mark.parametrize(("at", "first", "last"), [("10:20", "10:20", "10:50"), ("10:24", "10:20", "10:50")])
def test_people_are_told_a_range_from_the_full_five_minutes(at: str, first: str, last: str) -> None:
    assert expected_range(moment(at)) == (moment(first), moment(last))


@pytest.mark.parametrize(
    ("class_", "per_hour", "cap", "booked_at", "shown"),
    [
        ("WALK_IN", 0.1, 1, "10:00", "5.00"),
        ("WALK_IN", 0.1, 1, "09:00", "4.90"),
        ("WALK_IN", 0.1, 1, "09:30", "4.95"),
        ("WALK_IN", 0.1, 1, "09:57", "5.00"),
        ("WALK_IN", 0.1, 1, "09:56", "4.99"),
        ("WALK_IN", 0.1, 1, "00:00", "4.00"),
        ("WALK_IN", 0.1, 0.25, "00:00", "4.75"),
        ("ONLINE", "1/3", 9, "09:00", "3.67"),
        ("ONLINE", "1/3", 9, "09:59", "3.99"),
        ("PAID", 1, 9, "05:00", "-3.00"),
        ("PAID", 1, 9, "11:00", "2.00"),
        ("EMERGENCY", 1, 9, "05:00", "1.00"),
    ],
)
def test_the_score_falls_with_waiting(class_: str, per_hour: object, cap: object, booked_at: str, shown: str) -> None:
    rules = policy(time_bonus={"per_hour": per_hour, "cap": cap})
    assert str(score(rules, class_, moment(booked_at), moment("10:00"))) == shown


@pytest.mark.parametrize(("class_", "shown"), [("EMERGENCY", "1.00"), ("WALK_IN", "5.00")])
def test_without_a_bonus_the_score_is_the_rank(class_: str, shown: str) -> None:
    assert str(score(policy(), class_, moment("00:00"), moment("10:00"))) == shown
