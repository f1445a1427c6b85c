"""Boards: what stands on a TV, and what never does."""

import gzip
import json

import pytest
from flask import Flask

from opd_web import board_cookie
from opd_web.services import views
from tests.support.clinic import Clinic
from tests.support.pages import Page, Parser, Visitor, add_board

CANARY = {"name": "Zebrawood Canary", "phone": "+919811122233"}


@pytest.fixture
def board(clinic: Clinic) -> str:
    """The address of a board of the clinic's own department."""
    return f"/boards/{add_board(clinic.first_department)}"


def standing(page: Page) -> list[str]:
    """Give what stands on the board, the newest first; what was announced waits hidden behind it."""
    shown = Parser(page.html.split('id="announced"')[0]).elements
    return [one.text for one in shown if "call" in one.attributes.get("class", "").split()]


def numbers(page: Page) -> list[str]:
    """Give the numbers that stand on the board, the newest first."""
    shown = Parser(page.html.split('id="announced"')[0]).elements
    return [one.text for one in shown if one.attributes.get("class") == "call-number"]


def announced(page: Page) -> list[str]:
    """Give the keys of what the page announces, in order."""
    shown = Parser(page.html.split('id="announced"')[1]).elements
    return [one["data-key"] for one in shown if "data-key" in one.attributes]


def test_it_shows_number_room_and_doctor(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.call(clinic.book(clinic.slot()))
    assert standing(visitor.get(board))[0] == "Just called 08:00 K-001 Room 3 Dr Rao"


def test_the_newest_call_stands_first(clinic: Clinic, board: str, visitor: Visitor) -> None:
    slot = clinic.slot()
    clinic.start(clinic.call(clinic.book(slot)))
    clinic.call(clinic.book(slot))
    assert numbers(visitor.get(board)) == ["K-002", "K-001"]


def test_a_recall_is_shown_as_one(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.recall(clinic.call(clinic.book(clinic.slot())))
    assert standing(visitor.get(board))[0].startswith("Called again")


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
    assert numbers(visitor.get(board)) == ["K-002", "K-001"]


def test_every_call_is_announced_once_and_in_order(clinic: Clinic, board: str, visitor: Visitor) -> None:
    slot = clinic.slot(capacity=3)
    clinic.start(clinic.call(clinic.book(slot)))
    clinic.recall(clinic.call(clinic.book(slot)))
    assert announced(visitor.get(board)) == ["1.1", "1.2", "1.3"]


def test_a_board_that_missed_calls_gets_those_after_the_last_that_it_has_shown(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    for _ in range(30):
        token = clinic.recall(token)
    page = visitor.get(f"{board}/calls?since=1.4")
    assert announced(visitor.get(board))[0] == "1.20"
    assert visitor.get(board)["announced"]["data-after"] == "1.19"
    assert announced(page) == [f"1.{number}" for number in range(5, 32)]


def test_what_is_spoken_is_what_is_shown(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.recall(clinic.call(clinic.book(clinic.slot())))
    parts = [one["data-parts"] for one in visitor.get(board).elements if "data-parts" in one.attributes]
    first, second = (json.loads(text)["en"] for text in parts)
    assert first == ["token", "letter-k", "number-1", "room", "number-3"]
    assert set(second) - set(first) == {"again"}


@pytest.mark.parametrize("since", ["1", "1.x", "-", "1.1-", "1.1;DROP", "9" * 30 + ".1"])
def test_a_cursor_that_none_wrote_is_not_understood(board: str, visitor: Visitor, since: str) -> None:
    assert visitor.get(f"{board}/calls?since={since}").status == 400


def test_calls_of_a_day_that_the_board_has_not_seen_begin_at_the_first(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    clinic.call(clinic.book(clinic.slot()))
    assert announced(visitor.get(f"{board}/calls?since=")) == ["1.1"]
    assert announced(visitor.get(f"{board}/calls?since=7.3")) == ["1.1"]


def test_a_call_that_is_taken_back_stands_and_sounds_no_more(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.undo(clinic.call(clinic.book(clinic.slot())))
    page = visitor.get(board)
    assert (standing(page), announced(page), page["announced"]["data-taken-back"]) == ([], [], "1.1")


def test_a_recall_that_is_taken_back_leaves_the_call_before_it(clinic: Clinic, board: str, visitor: Visitor) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    clinic.undo(clinic.wait(seconds=20).recall(token))
    page = visitor.get(board)
    assert standing(page)[0].startswith("Just called 08:00 K-001")
    assert (announced(page), page["announced"]["data-taken-back"]) == (["1.1"], "1.2")


def test_a_recall_after_one_that_was_taken_back_is_announced(clinic: Clinic, board: str, visitor: Visitor) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    token = clinic.undo(clinic.wait(seconds=20).recall(token))
    clinic.wait(seconds=20).recall(token)
    assert standing(visitor.get(board))[0].startswith("Called again")


def test_a_call_that_is_taken_back_and_made_again_is_announced_once(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    token = clinic.undo(clinic.call(clinic.book(clinic.slot())))
    clinic.wait(seconds=5).call(token)
    page = visitor.get(board)
    assert (announced(page), page["announced"]["data-taken-back"]) == (["1.2"], "1.1")
    assert [text.split(" K-")[0] for text in standing(page)] == ["Just called 08:00"]


def test_a_recall_that_is_taken_back_and_made_again_is_announced_once(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    token = clinic.undo(clinic.recall(token))
    clinic.recall(token)
    page = visitor.get(board)
    assert (announced(page), page["announced"]["data-taken-back"]) == (["1.1", "1.3"], "1.2")


def test_a_call_that_another_doctor_makes_after_a_transfer_is_announced_alone(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    token, other = clinic.call(clinic.book(clinic.slot())), clinic.doctor()
    clinic.call(clinic.transfer(token, clinic.slot(doctor=other)))
    page = visitor.get(board)
    assert (announced(page), page["announced"]["data-taken-back"]) == (["1.2"], "1.1")


def test_a_transfer_that_is_taken_back_leaves_the_call_before_it(clinic: Clinic, board: str, visitor: Visitor) -> None:
    token, other = clinic.call(clinic.book(clinic.slot())), clinic.doctor()
    clinic.undo(clinic.transfer(token, clinic.slot(doctor=other)))
    page = visitor.get(board)
    assert (announced(page), page["announced"]["data-taken-back"]) == (["1.1"], "")


def test_a_call_whose_token_is_cancelled_stands_no_more(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.cancel(clinic.call(clinic.book(clinic.slot())))
    assert standing(visitor.get(board)) == []


def test_a_number_that_was_called_and_did_not_come_is_listed_as_missed(
    clinic: Clinic, board: str, visitor: Visitor
) -> None:
    clinic.hold(clinic.call(clinic.book(clinic.slot())))
    page = visitor.get(board)
    assert (standing(page), page.all("p", class_="missed")[0].text) == (
        [],
        "Missed K-001 Missed your number? Tell the desk.",
    )


def test_a_late_doctor_is_announced(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.delay(clinic.slot(), 20)
    assert "starts 20 minutes late" in visitor.get(board)


def test_a_delay_stands_until_the_clock_ends_it_and_no_longer(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.delay(clinic.slot("10:00", "11:00"), 20)
    clinic.at("11:19")
    page = visitor.get(f"{board}/screen")
    clinic.at("11:20")
    known = {"If-None-Match": page.headers["ETag"]}
    assert ("late" in page, visitor.get(f"{board}/screen", **known).status) == (True, 304)
    clinic.wait(seconds=5)
    page = visitor.get(f"{board}/screen", **known)
    assert (page.status, "late" in page) == (200, False)


def test_no_name_class_or_phone_is_on_it(clinic: Clinic, board: str, visitor: Visitor) -> None:
    slot = clinic.slot()
    clinic.call(clinic.book(slot, class_="PAID", **CANARY))
    clinic.book(slot, class_="FOLLOW_UP", phone="+919811122244", name="Zebrawood Second")
    text = "".join(visitor.get(f"{board}{part}").html for part in ("", "/screen", "/calls?since="))
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


def test_a_version_that_a_proxy_has_marked_as_weak_is_not_sent_twice_either(board: str, visitor: Visitor) -> None:
    etag = visitor.get(f"{board}/screen").headers["ETag"]
    marks = {etag, etag.removeprefix("W/"), f"W/{etag.removeprefix('W/')}"}
    assert [visitor.get(f"{board}/screen", **{"If-None-Match": mark}).status for mark in marks] == [304, 304]


def test_it_is_packed_for_a_browser_that_can_unpack(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.call(clinic.book(clinic.slot()))
    plain = visitor.client.get(f"{board}/screen")
    packed = visitor.client.get(f"{board}/screen", headers={"Accept-Encoding": "gzip, br"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding, Cookie")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


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
