"""Whoever lost a place stays in sight until somebody deals with it."""

import json

import pytest

from opd_web.store.read_models import TokenView
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor


@pytest.fixture
def lost(clinic: Clinic) -> TokenView:
    """A token whose slot was cancelled; a later slot of the same doctor has room."""
    slot = clinic.slot("10:00")
    token = clinic.book(slot)
    clinic.slot("11:00")
    clinic.cancel_slot(slot)
    return token


def in_sight(page: Page) -> bool:
    return "Displaced" in page["elsewhere"].text


def test_a_slot_near_it_is_taken_with_one_press(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    button = nurse.get("/desk/K")[f"token-{lost.id}-to-2"]
    assert (button.text, button["aria-label"]) == ("11:00 Dr Rao", "Move K-001: 11:00 Dr Rao")
    page = nurse.post(button["hx-post"], json.loads(button["hx-vals"]))
    assert (page.status, page.headers["HX-Trigger"]) == (204, "queue-changed, panel-done")
    desk = nurse.get("/desk/K")
    assert (in_sight(desk), desk["done"].text) == (
        False,
        "K-001 is K-002 now Print the slip Undo Undo earlier K-002 booked Undo",
    )
    assert desk["done-slip"]["href"] == "/slips/2"


def test_taken_back_it_has_the_old_number_again(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    nurse.post(f"/tokens/{lost.id}/rebook", {"slot": 2, "version": clinic.token(lost).version})
    page = nurse.post(f"/desk/K/tokens/{lost.id}/undo", {"version": clinic.token(lost).version})
    assert page["done"].text.startswith("K-001 booked anew: taken back")
    assert "Print the slip" not in page["done"].text


def test_a_number_of_another_day_is_said_with_its_day(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    tomorrow = clinic.slot("10:00", days=1)
    nurse.post(f"/tokens/{lost.id}/rebook", {"slot": tomorrow, "version": clinic.token(lost).version})
    assert nurse.get("/desk/K")["done"].text.startswith("K-001 is K-001 on Tue 4 Mar Print the slip Undo")


def test_beside_the_booking_both_numbers_are_said(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    asked = {"slot": 2, "version": clinic.token(lost).version, "beside": "y"}
    page = nurse.post(f"/tokens/{lost.id}/rebook", asked)
    assert page.text == "K-002 (was K-001) is now at 11:00 with Dr Rao. Print the slip"
    assert page.all("a")[0]["href"] == "/slips/2"


def test_who_only_moves_keeps_the_number_and_the_slip(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    token = clinic.book(2)
    other = clinic.slot("12:00")
    page = nurse.post(f"/tokens/{token.id}/transfer", {"slot": other, "version": token.version, "beside": "y"})
    assert page.text == "K-002 is now at 12:00 with Dr Rao."


def test_another_day_is_offered_in_the_dialog(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    tomorrow = clinic.slot("10:00", days=1)
    page = nurse.get(f"/tokens/{lost.id}/transfer", htmx=True)
    button = next(one for one in page.all("button", hx_target="#panel") if f'"slot": {tomorrow},' in one["hx-vals"])
    assert button.text == "Tue 4 Mar, 10:00 Dr Rao"
    assert nurse.post(button["hx-post"], json.loads(button["hx-vals"])).status == 204


def test_whoever_needs_no_other_place_leaves_the_list(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    page = nurse.post(f"/desk/K/tokens/{lost.id}/settle", {"version": clinic.token(lost).version})
    assert (in_sight(page), page["done"].text) == (False, "K-001 needs no other place Undo")


def test_it_stays_until_then(nurse: Visitor, lost: TokenView) -> None:
    assert in_sight(nurse.get("/desk/K"))


def test_two_nurses_give_one_new_place(clinic: Clinic, nurse: Visitor, lost: TokenView) -> None:
    seen = {"slot": 2, "version": clinic.token(lost).version}
    pages = [nurse.post(f"/tokens/{lost.id}/rebook", seen) for _ in range(2)]
    assert [page.status for page in pages] == [204, 409]
    assert "Sister Mary changed K-001" in pages[1]["message"].text
