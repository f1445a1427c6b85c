"""What patients of one doctor are told: two phones side by side do not contradict each other, nor does the TV."""

from dataclasses import replace
from datetime import timedelta

import pytest

from opd_web.engine.model import Slot, TokenStatus
from opd_web.engine.ordering import Queued, doctor_order
from opd_web.engine.outlook import Outlook, outlooks, together
from tests.support.engine import moment, policy, queued, slot

RULES = policy(consult_minutes=10)
SLOTS = {hour: slot(hour, start=f"{hour:02}:00") for hour in (9, 10, 11, 12)}
INSIDE = queued(1, status=TokenStatus.IN_CONSULTATION)
HERE = [queued(2), queued(3), queued(4, start="11:00")]
ABSENT = [queued(number, start=f"{number}:00", present=False) for number in (10, 11, 12)]


def told(tokens: list[Queued], now: str = "09:00", slots: dict[int, Slot] = SLOTS) -> dict[int, Outlook]:
    return dict(outlooks(RULES, tokens, slots, moment(now)))


def times(one: Outlook) -> str:
    return " to ".join(f"{at:%H:%M}" for at in one.expected or ())


def test_whoever_is_here_counts_those_who_are_called_first() -> None:
    found = told([INSIDE, *HERE, *ABSENT])
    assert {token.token_id: found[token.token_id].ahead for token in HERE} == {2: 1, 3: 2, 4: 3}


def test_whoever_is_not_here_counts_those_who_would_be_called_first_if_all_came() -> None:
    found = told([INSIDE, *HERE, *ABSENT])
    assert {token.token_id: found[token.token_id].ahead for token in ABSENT} == {10: 3, 11: 5, 12: 6}


def test_whoever_comes_finds_no_more_ahead_than_was_told() -> None:
    before = told([INSIDE, *HERE, *ABSENT])
    for coming in ABSENT:
        rest = [one for one in ABSENT if one != coming]
        after = told([INSIDE, *HERE, *rest, replace(coming, present=True)])
        assert after[coming.token_id].ahead <= before[coming.token_id].ahead


def test_who_is_here_stands_as_the_order_of_calling_says() -> None:
    tokens = [INSIDE, *HERE, queued(5, "EMERGENCY"), replace(ABSENT[0], passes_left=2, present=True), ABSENT[1]]
    found = told(tokens)
    for one in tokens:
        if one.present and one.token_id in found:
            assert found[one.token_id].ahead == doctor_order(RULES, tokens, one).index(one)


@pytest.mark.parametrize(
    ("delay", "now", "expected"),
    [
        (0, "09:00", {2: "09:10 to 09:40", 3: "09:20 to 09:50", 4: "11:00 to 11:30"}),
        (60, "09:00", {2: "10:10 to 10:40", 3: "10:20 to 10:50", 4: "12:00 to 12:30"}),
        (0, "09:33", {2: "09:35 to 10:05", 3: "09:45 to 10:15", 4: "11:00 to 11:30"}),
        (0, "11:21", {2: "11:25 to 11:55", 3: "11:35 to 12:05", 4: "11:45 to 12:15"}),
    ],
)
def test_the_time_is_the_plan_s_moved_on_by_delay_clock_and_queue(
    delay: int, now: str, expected: dict[int, str]
) -> None:
    late = {key: replace(one, delay_minutes=delay) for key, one in SLOTS.items()}
    found = told([INSIDE, *HERE], now, late)
    assert {key: times(one) for key, one in found.items()} == expected


def test_an_emergency_is_told_no_time() -> None:
    urgent = queued(5, "EMERGENCY")
    assert told([INSIDE, *HERE, urgent])[5] == Outlook(True, 1, None)


def test_one_range_covers_what_each_is_told() -> None:
    found = told([INSIDE, *HERE, queued(5, "EMERGENCY")])
    whole = together(found.values())
    assert whole == (moment("09:20"), moment("11:30"))


@pytest.mark.parametrize("nobody", [[], [Outlook(True, 0, None)]])
def test_where_nobody_is_told_a_time_there_is_no_range(nobody: list[Outlook]) -> None:
    assert together(nobody) is None


def test_within_five_minutes_everything_says_the_same() -> None:
    drawn = [moment("11:20") + timedelta(seconds=seconds) for seconds in (1, 150, 300)]
    assert len({str(outlooks(RULES, [INSIDE, *HERE], SLOTS, now)) for now in drawn}) == 1
