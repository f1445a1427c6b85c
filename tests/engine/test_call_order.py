"""Whom a doctor calls next: emergencies, those who were passed often enough, then slot by slot in queue order."""

import pytest

from opd_web.engine.model import TokenStatus
from opd_web.engine.ordering import Queued, call_order, slot_order
from tests.support.engine import policy, queued

FIRST, PAID = queued(1, "WALK_IN"), queued(2, "PAID")
NEXT_SLOT = queued(3, "PAID", start="10:00")
EMERGENCY_LATER = queued(4, "EMERGENCY", start="11:00")
PASSED_TWICE = queued(5, "WALK_IN", start="10:00", overtakes=2)
PASSED_ABSENT = queued(6, "WALK_IN", overtakes=9, present=False)


@pytest.mark.parametrize(
    ("max_overtakes", "tokens", "order"),
    [
        (None, [FIRST, PAID], [2, 1]),
        (None, [NEXT_SLOT, FIRST], [1, 3]),
        (None, [FIRST, EMERGENCY_LATER, PAID], [4, 2, 1]),
        (None, [PASSED_TWICE, PAID, FIRST], [2, 1, 5]),
        (3, [PASSED_TWICE, PAID, FIRST], [2, 1, 5]),
        (2, [PASSED_TWICE, PAID, FIRST], [5, 2, 1]),
        (1, [PASSED_TWICE, PAID, FIRST], [5, 2, 1]),
        (2, [PASSED_TWICE, EMERGENCY_LATER], [4, 5]),
        (2, [PASSED_ABSENT, PAID], [2, 6]),
        (0, [FIRST, PAID, NEXT_SLOT], [2, 1, 3]),
        (None, [], []),
    ],
)
def test_call_order(max_overtakes: int | None, tokens: list[Queued], order: list[int]) -> None:
    assert [token.token_id for token in call_order(policy(max_overtakes=max_overtakes), tokens)] == order


@pytest.mark.parametrize(
    ("passes_left", "order"),
    [(0, [1, 2, 3, 4]), (1, [2, 1, 3, 4]), (2, [2, 3, 1, 4]), (3, [2, 3, 4, 1]), (9, [2, 3, 4, 1])],
)
def test_who_comes_back_late_lets_some_pass(passes_left: int, order: list[int]) -> None:
    tokens = [queued(1, passes_left=passes_left), queued(2), queued(3), queued(4)]
    assert [token.token_id for token in call_order(policy(), tokens)] == order


def test_two_who_come_back_late_stand_as_many_behind_as_each_must() -> None:
    tokens = [queued(1, passes_left=2), queued(2, passes_left=1), queued(3), queued(4)]
    assert [token.token_id for token in call_order(policy(), tokens)] == [3, 2, 1, 4]


def test_who_comes_back_late_is_not_drawn_before_a_higher_class() -> None:
    late, paid, emergencies = (
        queued(1, passes_left=1),
        queued(2, "PAID"),
        [queued(3, "EMERGENCY"), queued(4, "EMERGENCY")],
    )
    order = call_order(policy(), [late, paid, *emergencies, queued(5)])
    assert [token.token_id for token in order] == [3, 4, 2, 1, 5]


def test_who_comes_back_late_stands_behind_whoever_was_called() -> None:
    inside, called = queued(1, status=TokenStatus.IN_CONSULTATION), queued(2, status=TokenStatus.CALLED)
    order = slot_order([queued(3, passes_left=1), inside, called, queued(4), queued(5)])
    assert [token.token_id for token in order] == [1, 2, 4, 3, 5]


def test_who_is_absent_does_not_pass_a_late_return() -> None:
    order = call_order(policy(), [queued(1, passes_left=1), queued(2, present=False), queued(3), queued(4)])
    assert [token.token_id for token in order] == [2, 3, 1, 4]
