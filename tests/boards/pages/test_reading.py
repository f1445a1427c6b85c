"""Many boards at once: few looks at the database, and never an answer that is older than its question."""

import time
from typing import Any

import pytest
from flask import Flask

from opd_web.services import views
from opd_web.web import board_reading
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, add_board


@pytest.fixture
def looks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every look at the database that is taken for a board; nothing is known of any board before."""
    monkeypatch.setitem(app.extensions, board_reading.KEPT, {})
    taken: list[int] = []
    look = views.board_state

    def counted(board_id: int, **about: Any) -> object:
        taken.append(board_id)
        return look(board_id, **about)

    monkeypatch.setattr(views, "board_state", counted)
    return taken


def test_who_waited_for_a_look_that_began_later_shares_it(app: Flask, clinic: Clinic, looks: list[int]) -> None:
    board = add_board(clinic.first_department)
    board_reading.state(board)
    app.extensions[board_reading.KEPT][board].began = time.monotonic() + 1_000
    board_reading.state(board)
    assert looks == [board]


def test_who_asks_after_a_look_began_gets_another_one(clinic: Clinic, looks: list[int]) -> None:
    board = add_board(clinic.first_department)
    for _ in range(3):
        board_reading.state(board)
    assert looks == [board] * 3


def test_what_was_committed_before_the_question_is_in_the_answer(clinic: Clinic, visitor: Visitor) -> None:
    address = f"/boards/{add_board(clinic.first_department)}/screen"
    slot = clinic.slot(capacity=30)
    for number in range(1, 11):
        clinic.see(clinic.book(slot))
        assert f"K-{number:03d}" in visitor.get(address)
