"""The buttons of a row: each does one thing, to the token that the page saw."""

import pytest

from opd_web.web.actions import SERVICES
from tests.support.clinic import Clinic
from tests.support.pages import Visitor


def test_call_next_shows_the_called_token(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next")
    assert (page.status, page.elements[0]["id"]) == (200, "desk")
    assert page.all("ul", class_="tokens-now")[0].text.startswith("K-001")


def test_call_next_with_nobody_there_says_so(clinic: Clinic, nurse: Visitor) -> None:
    clinic.slot()
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next")
    assert (page.status, page["message"].text) == (409, "Not done. Nobody who is present waits for this doctor.")


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
    assert "changed K-001 at" in page["message"].text


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
