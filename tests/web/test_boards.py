"""Boards: what stands on a TV, and what never does."""

import pytest
from flask import Flask

from opd_web import board_cookie
from opd_web.services import views
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, add_board

CANARY = {"name": "Zebrawood Canary", "phone": "+919811122233"}


@pytest.fixture
def board(clinic: Clinic) -> str:
    """The address of a board of the clinic's own department."""
    return f"/boards/{add_board(clinic.first_department)}"


def test_it_shows_number_room_and_doctor(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.call(clinic.book(clinic.slot()))
    assert visitor.get(board).all("li", class_="call")[0].text == "Just called 08:00 K-001 Room 3 Dr Rao"


def test_the_newest_call_stands_first(clinic: Clinic, board: str, visitor: Visitor) -> None:
    slot = clinic.slot()
    clinic.start(clinic.call(clinic.book(slot)))
    clinic.call(clinic.book(slot))
    assert [one.text for one in visitor.get(board).all("p", class_="call-number")] == ["K-002", "K-001"]


def test_a_recall_is_shown_as_one(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.recall(clinic.call(clinic.book(clinic.slot())))
    assert visitor.get(board).all("li", class_="call")[0].text.startswith("Called again")


def test_every_call_has_a_key_of_its_own(clinic: Clinic, board: str, visitor: Visitor) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    first = visitor.get(board).all("li", class_="call")[0]["data-key"]
    clinic.recall(token)
    assert visitor.get(board).all("li", class_="call")[0]["data-key"] != first


def test_a_number_that_is_called_again_and_again_leaves_the_others_their_place(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    slot = clinic.slot()
    clinic.start(clinic.call(clinic.book(slot)))
    token = clinic.call(clinic.book(slot))
    for _ in range(6):
        token = clinic.recall(token)
    assert [one.text for one in visitor.get(board).all("p", class_="call-number")] == ["K-002", "K-001"]


def test_a_late_doctor_is_announced(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.delay(clinic.slot(), 20)
    assert "starts 20 minutes late" in visitor.get(board)


def test_no_name_class_or_phone_is_on_it(clinic: Clinic, board: str, visitor: Visitor) -> None:
    slot = clinic.slot()
    clinic.call(clinic.book(slot, class_="PAID", **CANARY))
    clinic.book(slot, class_="FOLLOW_UP", phone="+919811122244", name="Zebrawood Second")
    text = visitor.get(board).html + visitor.get(f"{board}/screen").html
    assert not [word for word in ("Zebrawood", "98111", "Paid", "PAID", "Follow", "FOLLOW_UP") if word in text]


def test_it_is_open_without_signing_in_and_names_itself_in_a_cookie(app: Flask, board: str, visitor: Visitor) -> None:
    cookie = visitor.get(board).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    value = cookie.split(";")[0].removeprefix("opd_board=")
    assert f"/boards/{board_cookie.read(value, str(app.secret_key))}" == board


@pytest.mark.parametrize("value", [None, "", "1", "MQ.forged"])
def test_a_cookie_that_was_not_made_here_names_no_board(value: str | None) -> None:
    assert board_cookie.read(value, "secret") is None


def test_it_is_not_sent_twice(clinic: Clinic, board: str, visitor: Visitor) -> None:
    etag = visitor.get(f"{board}/screen").headers["ETag"]
    page = visitor.get(f"{board}/screen", **{"If-None-Match": etag})
    assert (page.status, page.html, page.headers["ETag"]) == (304, "", etag)


def test_it_is_sent_after_a_call(clinic: Clinic, board: str, visitor: Visitor) -> None:
    token = clinic.book(clinic.slot())
    etag = visitor.get(f"{board}/screen").headers["ETag"]
    clinic.call(token)
    assert "K-001" in visitor.get(f"{board}/screen", **{"If-None-Match": etag})


def test_many_boards_cost_one_drawing(board: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.get(f"{board}/screen")
    monkeypatch.setattr(views, "board", None)
    assert visitor.get(f"{board}/screen").status == 200


def test_a_board_that_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert [visitor.get(path).status for path in ("/boards/99", "/boards/99/screen")] == [404, 404]


def test_a_board_that_does_not_exist_is_said_not_to_exist(visitor: Visitor) -> None:
    page = visitor.get("/boards/99")
    assert (page.all("h1")[0].text, "There is no such board." in page) == ("Not found", True)


def test_before_the_first_call_it_says_so(board: str, visitor: Visitor) -> None:
    assert "No number has been called yet." in visitor.get(board)
