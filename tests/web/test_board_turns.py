"""When those who wait in the room go in, as their board says it: never another time than their phones."""

import re

import pytest
from flask import Flask

from opd_web.store.read_models import TokenView
from opd_web.tracking_address import Tracked
from opd_web.web import tracking
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, add_board


@pytest.fixture
def board(clinic: Clinic) -> str:
    """The address of a board of the clinic's own department."""
    return f"/boards/{add_board(clinic.first_department)}"


@pytest.fixture
def seated(clinic: Clinic) -> list[TokenView]:
    """Three who wait for a doctor who has somebody inside; beside them one who has not come yet, and an emergency."""
    slot = clinic.slot(capacity=20)
    clinic.at("10:00").start(clinic.call(clinic.book(slot)))
    clinic.book(slot, source="ONLINE")
    clinic.emergency(slot)
    return [clinic.book(slot), clinic.book(slot), clinic.book(clinic.slot("11:00"))]


def turns(page: Page) -> str:
    """Give what the doctor's line says of those who wait."""
    return page.all("span", class_="doctor-waiting")[0].text


def promised(app: Flask, clinic: Clinic, tokens: list[TokenView]) -> list[str]:
    """Give the times that the pages of these tokens tell at this moment, all in order."""
    with app.test_request_context():
        paths = [tracking.link(Tracked(token.id, clinic.day())) for token in tokens]
    told = [Visitor(app).get(path).all("p", class_="expected")[0].text for path in paths]
    return sorted(time for one in told for time in re.findall(r"\d\d:\d\d", one))


@pytest.mark.parametrize(
    ("delay", "now", "said"),
    [
        (0, "10:00", "4 waiting, about 10:30–11:30"),
        (20, "10:00", "4 waiting, about 10:50–11:50"),
        (60, "10:00", "4 waiting, about 11:30–12:30"),
        (0, "10:48", "4 waiting, about 11:00–11:50"),
    ],
)
def test_it_says_within_what_time_those_who_wait_go_in_as_their_pages_do(
    app: Flask, clinic: Clinic, board: str, visitor: Visitor, seated: list[TokenView], delay: int, now: str, said: str
) -> None:
    for slot in {token.slot_id for token in seated if delay}:
        clinic.delay(slot, delay)
    clinic.at(now)
    times = promised(app, clinic, seated)
    assert turns(visitor.get(board)) == said == f"4 waiting, about {times[0]}–{times[-1]}"


@pytest.mark.parametrize(("drawn", "looked"), [(1, 290), (0.5, 60)])
def test_a_board_that_is_not_drawn_anew_says_still_what_pages_say(
    app: Flask, clinic: Clinic, board: str, visitor: Visitor, seated: list[TokenView], drawn: float, looked: float
) -> None:
    clinic.at("10:50").wait(seconds=drawn)
    etag = visitor.get(f"{board}/screen").headers["ETag"]
    before = promised(app, clinic, seated)
    clinic.wait(seconds=looked)
    assert visitor.get(f"{board}/screen", **{"If-None-Match": etag}).status == 304
    assert promised(app, clinic, seated) == before


def test_a_board_moves_its_times_on_with_the_clock(
    clinic: Clinic, board: str, visitor: Visitor, seated: list[TokenView]
) -> None:
    clinic.at("10:50")
    page = visitor.get(f"{board}/screen")
    clinic.wait(seconds=1)
    later = visitor.get(f"{board}/screen", **{"If-None-Match": page.headers["ETag"]})
    assert (later.status, turns(page) != turns(later)) == (200, True)


def test_before_the_doctor_starts_it_says_when_too(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.book(clinic.slot())
    assert turns(visitor.get(board)) == "1 waiting, about 10:00–10:30"


def test_where_only_an_emergency_waits_it_says_no_time(clinic: Clinic, board: str, visitor: Visitor) -> None:
    clinic.emergency(clinic.slot())
    assert turns(visitor.get(board)) == "1 waiting"
