"""What changed is sent to the boards that show it: as it would be answered, once, and never to anybody else."""

import gzip
import threading
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from opd_web import realtime
from opd_web.realtime.board_screens import IN_CONTACT, BoardScreens
from opd_web.services import boards
from opd_web.services.boards import BoardFields
from opd_web.store.announcement import Announcement
from opd_web.store.board_models import BoardContact
from opd_web.web.boards import sent
from tests.realtime.conftest import settle
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, add_board

Connect = Callable[[Visitor], SocketIOTestClient]
Heard = Callable[[SocketIOTestClient], list[tuple[str, Any]]]


@pytest.fixture(autouse=True)
def _same_clock(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)


@pytest.fixture
def board(clinic: Clinic, visitor: Visitor) -> int:
    """An open board of the clinic's own department, which the visitor looks at."""
    board = add_board(clinic.first_department)
    visitor.get(f"/boards/{board}")
    look(clinic, board)
    return board


def look(clinic: Clinic, *board_ids: int) -> None:
    """Let boards be in contact."""
    boards.note_contacts({board: BoardContact(clinic.now) for board in board_ids}, **clinic.who)


def test_a_call_is_sent_as_the_board_would_be_answered(
    clinic: Clinic, board: int, connect: Connect, heard: Heard, visitor: Visitor
) -> None:
    socket = connect(visitor)
    clinic.call(clinic.book(clinic.slot(), name="Zebrawood Canary"))
    event, message = heard(socket)[-1]
    answer = visitor.get(f"/boards/{board}/screen")
    assert event == "screen"
    assert gzip.decompress(b64decode(message["packed"])).decode() == answer.html
    assert message["etag"] == answer.headers["ETag"]
    assert "K-001" in answer.html
    assert "Zebrawood" not in answer.html + str(message)


def test_a_board_that_has_what_was_sent_is_answered_that_nothing_changed(
    clinic: Clinic, board: int, connect: Connect, heard: Heard, visitor: Visitor
) -> None:
    socket = connect(visitor)
    clinic.book(clinic.slot())
    message = heard(socket)[-1][1]
    assert visitor.get(f"/boards/{board}/screen", **{"If-None-Match": message["etag"]}).status == 304


def test_what_is_sent_later_says_that_it_is_newer(
    clinic: Clinic, board: int, connect: Connect, heard: Heard, visitor: Visitor
) -> None:
    socket, slot = connect(visitor), clinic.slot()
    counts = []
    for _ in range(3):
        clinic.book(slot)
        shown = gzip.decompress(b64decode(heard(socket)[-1][1]["packed"])).decode()
        counts.append(int(shown.split('data-event-count="')[1].split('"')[0]))
    assert counts == sorted(set(counts))


def test_a_board_that_nobody_has_heard_of_for_long_is_not_drawn_but_nudged(
    clinic: Clinic, board: int, connect: Connect, heard: Heard, visitor: Visitor
) -> None:
    socket = connect(visitor)
    clinic.now += IN_CONTACT + timedelta(seconds=1)
    clinic.book(clinic.slot())
    assert {event for event, _ in heard(socket)} == {"changed"}


def test_doctors_and_rooms_are_told_of_their_departments(clinic: Clinic) -> None:
    first, other = clinic.first_department, clinic.department("B")
    mine = {
        boards.add(fields, **clinic.who)
        for fields in (
            BoardFields("TV", "Doctor", doctor_ids=frozenset({clinic.first_doctor})),
            BoardFields("TV", "Room", rooms=frozenset({"3"})),
            BoardFields("TV", "Both", frozenset({first, other})),
        )
    }
    theirs = boards.add(BoardFields("TV", "Other", frozenset({other})), **clinic.who)
    assert set(boards.concerned([first])) == mine
    assert theirs in boards.concerned([other])


def test_a_board_that_is_open_no_more_lets_strangers_go(
    clinic: Clinic, board: int, connect: Connect, visitor: Visitor
) -> None:
    socket = connect(visitor)
    fields = BoardFields("TV", "Clinic K", frozenset({clinic.first_department}))
    boards.change(board, fields, **clinic.who)
    settle()
    assert not socket.is_connected()


class Slow:
    """Draws boards, the first one only when it is let."""

    def __init__(self) -> None:
        self.drawing, self.go_on = threading.Event(), threading.Event()
        self.drawn = 0

    def __call__(self, _board: int) -> dict[str, str]:
        self.drawn += 1
        self.drawing.set()
        self.go_on.wait(30)
        return {"etag": str(self.drawn), "packed": ""}


def test_what_changes_while_a_board_is_drawn_is_drawn_once(app: Flask, clinic: Clinic, board: int) -> None:
    slow, told = Slow(), list[str]()
    screens = BoardScreens(app, slow, lambda event, *_: told.append(event), lambda: True)
    screens.tell(clinic.first_department)
    assert slow.drawing.wait(30)
    for _ in range(50):
        screens.tell(clinic.first_department)
    slow.go_on.set()
    screens.settle()
    assert (slow.drawn, told) == (2, ["screen", "screen"])


def test_the_same_screen_is_sent_once(app: Flask, clinic: Clinic, board: int) -> None:
    told = list[str]()
    screens = BoardScreens(app, sent, lambda event, *_: told.append(event), lambda: True)
    for _ in range(3):
        screens.tell(clinic.first_department)
        screens.settle()
    assert told == ["screen"]


def test_one_that_cannot_be_drawn_does_not_silence_the_next_change(app: Flask, clinic: Clinic, board: int) -> None:
    outcomes = iter([OSError("gone"), {"etag": "1", "packed": ""}])
    told = list[str]()

    def draw(_board: int) -> dict[str, str]:
        outcome = next(outcomes)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    screens = BoardScreens(app, draw, lambda event, *_: told.append(event), lambda: True)
    for _ in range(2):
        screens.tell(clinic.first_department)
        screens.settle()
    assert told == ["screen"]


def test_where_no_board_listens_none_is_looked_for(app: Flask, clinic: Clinic, board: int) -> None:
    told = list[str]()
    screens = BoardScreens(app, sent, lambda event, *_: told.append(event), lambda: False)
    screens.tell(clinic.first_department)
    screens.settle()
    assert told == []


def test_desks_hear_as_before(clinic: Clinic, connect: Connect, heard: Heard, nurse: Visitor, board: int) -> None:
    socket = connect(nurse)
    realtime.announce((Announcement("K", 5, clinic.first_department),))
    assert heard(socket) == [("changed", {"queue": "K", "version": 5})]
