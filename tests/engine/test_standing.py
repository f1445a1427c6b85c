"""Which events still stand once undos are played."""

import pytest

from opd_web.engine.events import standing

BOOKED, CALLED, RECALLED = ("booked", "has_room"), ("called", "called"), ("recalled", "recalled")
CLOSED = ("session_closed", "closed")


def undone(kind: str) -> tuple[str, str]:
    return ("undone", kind)


@pytest.mark.parametrize(
    ("history", "left"),
    [
        ([], []),
        ([BOOKED, CALLED], [0, 1]),
        ([BOOKED, CALLED, undone("called")], [0]),
        ([BOOKED, CALLED, RECALLED, undone("recalled"), undone("called")], [0]),
        ([BOOKED, CALLED, undone("called"), CALLED], [0, 3]),
        ([CLOSED, CLOSED, undone("session_closed")], [0]),
        # The undo of a session's end took back more of a token than one event: it stands itself.
        ([BOOKED, ("sent_back", "closed"), undone("session_closed")], [0, 1, 2]),
    ],
)
def test_an_undo_takes_away_the_last_event_that_stands(history: list[tuple[str, str]], left: list[int]) -> None:
    assert standing(history) == left
