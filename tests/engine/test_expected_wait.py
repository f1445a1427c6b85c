"""The wait that a board says: a range, in steps of five minutes, around what is planned."""

import pytest

from opd_web.engine.expected_wait import expected_wait


@pytest.mark.parametrize(
    ("ahead", "minutes", "told"),
    [(0, 10, None), (1, 1, (0, 5)), (1, 10, (5, 15)), (4, 15, (45, 75)), (3, 10, (20, 40)), (10, 15, (110, 190))],
)
def test_a_quarter_less_to_a_quarter_more(ahead: int, minutes: int, told: tuple[int, int] | None) -> None:
    assert expected_wait(ahead, minutes) == told
