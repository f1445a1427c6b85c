"""The buttons of a row: each does one thing, to the token that the page saw."""

import json

import pytest
from flask import Flask

from opd_web.web.actions import SERVICES
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def test_call_next_shows_the_called_token(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next")
    assert (page.status, page.elements[0]["id"]) == (200, "desk")
    assert page.all("ul", class_="tokens-now")[0].text.startswith("K-001")


def test_call_next_with_nobody_there_says_so(clinic: Clinic, nurse: Visitor) -> None:
    clinic.slot()
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next")
    assert (page.status, page["message"].text) == (409, "Not done. Nobody who is present waits for this doctor. Close")


def test_a_refusal_makes_the_page_look_again(clinic: Clinic, nurse: Visitor) -> None:
    clinic.slot()
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next")
    assert page.headers["HX-Trigger"] == "queue-changed"


def test_two_presses_call_one_token(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    tokens = [clinic.book(slot), clinic.book(slot)]
    pages = [nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next") for _ in range(2)]
    assert [page.status for page in pages] == [200, 409]
    assert [clinic.status(token) for token in tokens] == ["CALLED", "BOOKED"]


@pytest.mark.parametrize("place", ["/desk/K", "/doctor/1"])
def test_two_presses_of_one_drawing_of_the_button_are_one(clinic: Clinic, nurse: Visitor, place: str) -> None:
    slot = clinic.slot()
    first, second = (clinic.book(slot) for _ in range(2))
    button = nurse.get(place)["doctor-1-call-next"]
    pages = [nurse.post(button["hx-post"], json.loads(button["hx-vals"])) for _ in range(2)]
    assert [page.status for page in pages] == [200, 200]
    # Even where the first is no longer called, so that nothing else would stop the second press.
    clinic.complete(clinic.start(first))
    assert nurse.post(button["hx-post"], json.loads(button["hx-vals"])).status == 200
    assert (clinic.status(second), clinic.events().count("called")) == ("BOOKED", 1)


def test_the_button_drawn_after_it_calls_the_next_one(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    tokens = [clinic.book(slot) for _ in range(2)]
    for token in tokens:
        button = nurse.get("/desk/K")["doctor-1-call-next"]
        nurse.post(button["hx-post"], json.loads(button["hx-vals"]))
        clinic.complete(clinic.start(token))
    assert [clinic.status(token) for token in tokens] == ["COMPLETED", "COMPLETED"]


def test_a_colleagues_press_of_the_same_drawing_is_her_own(app: Flask, clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    button = nurse.get("/desk/K")["doctor-1-call-next"]
    pages = [
        one.post(button["hx-post"], json.loads(button["hx-vals"])) for one in (nurse, signed_in(app, name="Latha"))
    ]
    assert [page.status for page in pages] == [200, 409]


@pytest.mark.parametrize("action", ["arrive", "call", "no-show"])
def test_what_can_be_done_to_a_booked_token(clinic: Clinic, nurse: Visitor, action: str) -> None:
    token = clinic.book(clinic.slot(), source="STAFF")
    assert nurse.post(f"/desk/K/tokens/{token.id}/{action}", {"version": token.version}).status == 200


@pytest.mark.parametrize("action", ["recall", "hold", "start"])
def test_what_can_be_done_to_a_called_token(clinic: Clinic, nurse: Visitor, action: str) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    assert nurse.post(f"/desk/K/tokens/{token.id}/{action}", {"version": token.version}).status == 200


def test_a_consultation_is_completed(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.start(clinic.call(clinic.book(clinic.slot())))
    nurse.post(f"/desk/K/tokens/{token.id}/complete", {"version": token.version})
    assert clinic.status(token) == "COMPLETED"


def test_every_button_on_the_desk_names_an_action_that_exists(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=9)
    clinic.hold(clinic.call(clinic.book(slot)))
    clinic.start(clinic.call(clinic.book(slot)))
    clinic.call(clinic.book(slot))
    clinic.bring_to(clinic.book(clinic.slot("12:00", capacity=1)), "book")
    clinic.cancel_slot(2)
    absent = clinic.book(slot, source="STAFF")
    nurse.post(f"/desk/K/tokens/{absent.id}/arrive")
    clinic.book(slot, source="STAFF")
    named = {
        button["data-action"] for button in nurse.get("/desk/K").all("button") if "data-action" in button.attributes
    }
    assert named == set(SERVICES)


def test_a_token_that_changed_since_is_not_touched(clinic: Clinic, nurse: Visitor) -> None:
    seen = clinic.book(clinic.slot())
    clinic.call(seen)
    page = nurse.post(f"/desk/K/tokens/{seen.id}/no-show", {"version": seen.version})
    assert (page.status, clinic.status(seen)) == (409, "CALLED")
    assert "changed K-001 0 s ago (called)" in page["message"].text


def test_a_word_that_is_no_action_is_not_found(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert nurse.post(f"/desk/K/tokens/{token.id}/delete", {"version": token.version}).status == 404


@pytest.mark.parametrize("version", ["x", "1.5"])
def test_a_version_that_is_no_number_is_not_understood(clinic: Clinic, nurse: Visitor, version: str) -> None:
    token = clinic.book(clinic.slot())
    assert nurse.post(f"/desk/K/tokens/{token.id}/call", {"version": version}).status == 400


def test_nothing_is_changed_by_a_link(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert nurse.get(f"/desk/K/tokens/{token.id}/call").status == 405


@pytest.mark.parametrize("token_id", [0, 999, 10**30])
def test_a_token_that_does_not_exist_is_not_found(clinic: Clinic, nurse: Visitor, token_id: int) -> None:
    clinic.slot()
    assert nurse.post(f"/desk/K/tokens/{token_id}/call").status == 404


def test_a_plain_form_goes_back_to_the_page(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert nurse.post(f"/desk/K/tokens/{token.id}/call", htmx=False).location == "/desk/K"
