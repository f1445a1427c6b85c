"""From the code on a TV to its board, as a TV's browser and an administrator see it."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask

from opd_web import board_contacts, jobs
from opd_web.services import boards
from opd_web.services.boards import BoardFields
from opd_web.store.board_models import BoardContact
from opd_web.web import pairing as pairing_pages
from opd_web.web.admin import pairings
from tests.support.clinic import Clinic
from tests.support.pages import Visitor

CHOSEN = {
    "name": "Beside the lift", "title": "Clinic K", "lines": "4", "inches": "43", "metres": "10", "languages": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    pairings.TRIES.forget()
    pairing_pages.CODES.forget()


@pytest.fixture
def tv(app: Flask) -> Visitor:
    """A TV that shows a code."""
    tv = Visitor(app)
    assert tv.post("/boards/pair", htmx=False).location == "/boards/pair"
    return tv


@pytest.fixture
def board(clinic: Clinic) -> int:
    """A board of the clinic's own department that no TV shows yet."""
    fields = BoardFields("Old", "Clinic K", frozenset({clinic.first_department}))
    return boards.add(fields, **clinic.who)


def code(tv: Visitor) -> str:
    return tv.get("/boards/pair")["code"].text


def approve(admin: Visitor, tv: Visitor, board: int) -> None:
    page = admin.post("/admin/boards/pairings/", {"code": code(tv)}, htmx=False)
    assert admin.post(str(page.location), {"old-board_id": board}, htmx=False).status == 303


def test_a_tv_goes_from_its_code_to_its_board(admin: Visitor, tv: Visitor, board: int) -> None:
    assert re.fullmatch("[A-Z]{3} [A-Z]{3}", code(tv))
    assert tv.post("/boards/pair/token", htmx=False).status == 202
    approve(admin, tv, board)
    page = tv.post("/boards/pair/token", htmx=False)
    assert (page.status, f'"address":"/boards/{board}"' in page.html) == (200, True)
    assert tv.get(f"/boards/{board}").status == 200
    assert tv.get("/boards/pair").location == f"/boards/{board}"


def test_a_tv_that_was_approved_is_awaited_until_it_has_taken_its_board(
    clinic: Clinic, admin: Visitor, tv: Visitor, board: int
) -> None:
    approve(admin, tv, board)
    pages = ("/admin/boards/", f"/admin/boards/{board}", "/desk/K")
    assert all("Paired, waiting for its first contact" in admin.get(page) for page in pages)
    assert not [page for page in pages if "No TV" in admin.get(page)]
    tv.post("/boards/pair/token", htmx=False)
    assert not [page for page in pages if "waiting for its first contact" in admin.get(page)]


def test_a_tv_that_never_took_its_board_is_awaited_no_longer_than_its_code_lives(
    clinic: Clinic, admin: Visitor, tv: Visitor, board: int
) -> None:
    approve(admin, tv, board)
    clinic.wait(seconds=601)
    assert "No TV paired" in admin.get(f"/admin/boards/{board}")


def test_the_token_is_read_by_no_script(admin: Visitor, tv: Visitor, board: int) -> None:
    approve(admin, tv, board)
    cookies = tv.post("/boards/pair/token", htmx=False).headers.getlist("Set-Cookie")
    (token,) = [cookie for cookie in cookies if cookie.startswith("opd_tv=")]
    assert "HttpOnly" in token
    assert "SameSite=Lax" in token


def test_a_code_of_nobody_is_said_to_be_none(admin: Visitor) -> None:
    page = admin.post("/admin/boards/pairings/", {"code": "BCDFGH"}, htmx=False)
    assert page.status == 422
    assert page.errors == ["No TV shows this code now. Look at it again: a code changes."]


def test_codes_cannot_be_guessed_one_after_the_other(admin: Visitor) -> None:
    tries = [admin.post("/admin/boards/pairings/", {"code": "BCDFGH"}, htmx=False).status for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_one_address_gets_so_many_codes_only(visitor: Visitor) -> None:
    asked = [visitor.post("/boards/pair", htmx=False).status for _ in range(31)]
    assert (asked[:30], asked[30]) == ([303] * 30, 429)


def test_a_code_that_is_over_is_told_to_the_tv(clinic: Clinic, tv: Visitor) -> None:
    clinic.now += timedelta(minutes=11)
    assert tv.post("/boards/pair/token", htmx=False).status == 410


def test_a_tv_becomes_a_new_board(clinic: Clinic, admin: Visitor, tv: Visitor) -> None:
    page = admin.post("/admin/boards/pairings/", {"code": code(tv)}, htmx=False)
    fields = CHOSEN | {"department_ids": clinic.first_department}
    assert admin.post(f"{page.location}/new", fields, htmx=False).location == "/admin/boards/1"
    assert tv.post("/boards/pair/token", htmx=False).status == 200
    assert boards.get(1).name == "Beside the lift"


def test_a_new_board_that_shows_nothing_is_refused(admin: Visitor, tv: Visitor) -> None:
    page = admin.post("/admin/boards/pairings/", {"code": code(tv)}, htmx=False)
    refused = admin.post(f"{page.location}/new", CHOSEN, htmx=False)
    assert (refused.status, boards.every()) == (422, ())
    assert "Choose what the board shows: departments, doctors or rooms." in refused


def test_a_stranger_sees_no_board_that_is_not_open(visitor: Visitor, board: int) -> None:
    assert visitor.get(f"/boards/{board}").location == "/boards/pair"
    assert [visitor.get(f"/boards/{board}/{part}").status for part in ("screen", "calls?since=")] == [403, 403]


def test_staff_look_at_a_board_beforehand(nurse: Visitor, board: int) -> None:
    assert nurse.get(f"/boards/{board}").status == 200


def test_an_unpaired_tv_is_told_so_at_its_next_question(admin: Visitor, tv: Visitor, board: int) -> None:
    approve(admin, tv, board)
    tv.post("/boards/pair/token", htmx=False)
    assert tv.get(f"/boards/{board}/screen").status == 200
    assert admin.post(f"/admin/boards/{board}/unpair", htmx=False).location == f"/admin/boards/{board}"
    assert tv.get(f"/boards/{board}/screen").status == 403
    assert tv.get(f"/boards/{board}").location == "/boards/pair"


def test_a_token_of_one_board_opens_no_other(clinic: Clinic, admin: Visitor, tv: Visitor, board: int) -> None:
    other = boards.add(BoardFields("Other", "Other", frozenset({clinic.first_department})), **clinic.who)
    approve(admin, tv, board)
    tv.post("/boards/pair/token", htmx=False)
    assert tv.get(f"/boards/{other}/screen").status == 403


def test_what_a_tv_says_of_itself_stands_on_the_desk_and_on_the_list(
    app: Flask, clinic: Clinic, admin: Visitor, tv: Visitor, board: int
) -> None:
    approve(admin, tv, board)
    tv.post("/boards/pair/token", htmx=False)
    said = {"X-Board-Sound": "blocked", "X-Board-Screen": "1920x1080"}
    tv.get(f"/boards/{board}/screen", **said)
    jobs.note_contacts(app)
    words = "Live Sound blocked: press a key on the TV · 1920x1080"
    assert words in admin.get("/admin/boards/")
    assert words in admin.get("/desk/K")
    clinic.wait(seconds=60)
    assert "Silent Last contact 08:00" in admin.get("/desk/K")


def test_what_a_stranger_says_of_a_board_counts_nothing(visitor: Visitor, admin: Visitor, board: int) -> None:
    board_contacts.take()
    visitor.get(f"/boards/{board}/screen", **{"X-Board-Sound": "on"})
    admin.get(f"/boards/{board}/screen")
    assert board_contacts.take() == {}


def test_nonsense_about_sound_and_screen_is_not_kept(admin: Visitor, tv: Visitor, board: int) -> None:
    approve(admin, tv, board)
    tv.post("/boards/pair/token", htmx=False)
    tv.get(f"/boards/{board}/screen", **{"X-Board-Sound": "<b>", "X-Board-Screen": "x" * 300})
    heard = board_contacts.take()[board]
    assert (heard.sound, heard.screen) == (None, None)


def test_nobody_who_looks_at_an_open_board_is_taken_for_its_tv(
    app: Flask, clinic: Clinic, admin: Visitor, visitor: Visitor
) -> None:
    fields = BoardFields("Open", "Open", frozenset({clinic.first_department}), open_to_all=True)
    board = boards.add(fields, **clinic.who)
    visitor.get(f"/boards/{board}/screen", **{"X-Board-Sound": "on", "X-Board-Screen": "1920x1080"})
    jobs.note_contacts(app)
    for page in (admin.get("/admin/boards/"), admin.get("/desk/K")):
        assert "No TV paired · looked at 08:00 · Open to everybody" in page
        assert page.all("b", class_="pill-on") == page.all("b", class_="pill-off") == []
        assert not [word for word in ("Sound on", "1920x1080") if word in page]


def test_a_board_with_a_tv_is_heard_through_that_tv_only(
    clinic: Clinic, admin: Visitor, tv: Visitor, visitor: Visitor
) -> None:
    fields = BoardFields("Open", "Open", frozenset({clinic.first_department}), open_to_all=True)
    board = boards.add(fields, **clinic.who)
    approve(admin, tv, board)
    tv.post("/boards/pair/token", htmx=False)
    board_contacts.take()
    visitor.get(f"/boards/{board}/screen", **{"X-Board-Sound": "on"})
    assert board_contacts.take() == {}


def test_the_administrator_is_told_how_many_calls_can_be_read(clinic: Clinic, admin: Visitor) -> None:
    fields = CHOSEN | {"department_ids": clinic.first_department, "lines": "8"}
    admin.post("/admin/boards/new", fields, htmx=False)
    told = "From 10 m on a screen of 43 inches, 4 large calls can be read. The board shows that many, not 8."
    assert told in admin.get("/admin/boards/1")


@pytest.mark.parametrize(
    ("chosen", "words", "warns"),
    [
        ({}, "From 10 m on a screen of 43 inches, 4 large calls can be read.", False),
        ({"lines": "8"}, "4 large calls can be read. The board shows that many, not 8.", True),
        ({"metres": "40"}, "No call can be read from 40 m on a screen of 43 inches", True),
        ({"metres": "20"}, "the missed numbers can be made out from up to 11 m.", True),
    ],
)
def test_what_can_be_read_is_said_while_the_administrator_chooses(
    admin: Visitor, chosen: dict[str, str], words: str, *, warns: bool
) -> None:
    page = admin.get(f"/admin/boards/reading?{urlencode(CHOSEN | chosen)}")
    assert words in page
    assert bool(page.all("p", class_="alert-warning")) == warns
    assert boards.every() == ()


@pytest.mark.parametrize("typed", ["", "x", "0", "999"])
def test_of_a_screen_that_makes_no_sense_nothing_is_said(admin: Visitor, typed: str) -> None:
    page = admin.get(f"/admin/boards/reading?{urlencode(CHOSEN | {'inches': typed})}")
    assert (page.status, "can be read" in page) == (200, False)


def test_a_heading_that_names_a_department_as_staff_do_is_warned_of_and_not_refused(
    clinic: Clinic, admin: Visitor
) -> None:
    new = {"code": "ONC", "name": "HIV and TB", "public_label": "Clinic C", "preset": "fair"}
    admin.post("/admin/departments/new", new, htmx=False)
    fields = CHOSEN | {"department_ids": clinic.first_department, "title": "Hiv and TB clinic"}
    warning = "The heading names HIV and TB, which everybody in the waiting room will read."
    assert warning in admin.get(f"/admin/boards/reading?{urlencode(fields)}")
    assert admin.post("/admin/boards/new", fields, htmx=False).status == 303
    assert warning in admin.get("/admin/boards/")
    assert warning not in admin.get(f"/admin/boards/reading?{urlencode(fields | {'title': 'Clinic K'})}")


def test_of_a_department_with_a_long_code_fewer_calls_can_be_read(clinic: Clinic, admin: Visitor) -> None:
    fields = CHOSEN | {"department_ids": clinic.department("CARD"), "lines": "4"}
    admin.post("/admin/boards/new", fields, htmx=False)
    assert "2 large calls can be read. The board shows that many, not 4." in admin.get("/admin/boards/1")
    assert "lines-2" in admin.get("/boards/1")["board"]["class"].split()


def test_on_a_tv_that_stands_upright_fewer_wide_numbers_can_be_read(clinic: Clinic, admin: Visitor) -> None:
    board = boards.add(BoardFields("TV", "Hall", frozenset({clinic.department("ENT")}), lines=4), **clinic.who)
    assert "4 large calls can be read." in admin.get(f"/admin/boards/{board}")
    boards.note_contacts({board: BoardContact(clinic.now, "on", "1080x1920")}, **clinic.who)
    assert "2 large calls can be read." in admin.get(f"/admin/boards/{board}")


def test_a_board_is_changed(clinic: Clinic, admin: Visitor, board: int) -> None:
    fields = CHOSEN | {"department_ids": clinic.first_department, "open_to_all": "y", "ticker": "Tea at 11"}
    assert admin.post(f"/admin/boards/{board}", fields, htmx=False).status == 303
    assert (boards.get(board).ticker, boards.get(board).open_to_all) == ("Tea at 11", True)


@pytest.mark.parametrize(("field", "value"), [("inches", "5"), ("metres", "x"), ("name", ""), ("languages", "xx")])
def test_what_makes_no_sense_is_handed_back(clinic: Clinic, admin: Visitor, board: int, field: str, value: str) -> None:
    page = admin.post(f"/admin/boards/{board}", CHOSEN | {"department_ids": 1, field: value}, htmx=False)
    assert page.status == 422
    assert boards.get(board).name == "Old"
