"""Free places go to the waiting list, first come first."""

import pytest

from opd_web.engine.allocation import promote
from opd_web.engine.model import Slot
from tests.support.engine import policy, slot, token

LATE, EARLY = slot(1, used=0, of=2, start="10:00"), slot(2, used=1, of=2)
FULL, OVER = slot(3, used=2, of=2), slot(4, used=3, of=2)


@pytest.mark.parametrize(
    ("routing", "slots", "waiting", "places"),
    [
        ("slot", (EARLY,), 3, [2]),
        ("slot", (FULL,), 3, []),
        ("slot", (OVER,), 3, []),
        ("slot", (), 3, []),
        ("slot", (LATE,), 0, []),
        ("earliest", (LATE, EARLY), 4, [2, 1, 1]),
        ("earliest", (LATE, EARLY), 1, [2]),
        ("least_loaded", (LATE, EARLY), 4, [1, 1, 2]),
        ("least_loaded", (OVER, LATE, FULL), 4, [1, 1]),
    ],
)
def test_the_slots_that_the_first_ones_get(
    routing: str, slots: tuple[Slot, ...], waiting: int, places: list[int]
) -> None:
    tokens = [token(number, slot_id=None) for number in range(1, waiting + 1)]
    moves = promote(slots, tokens, policy(routing=routing))
    assert [(move.token.id, move.slot.id) for move in moves] == list(enumerate(places, 1))
