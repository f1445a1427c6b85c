"""The slip: what a patient needs on paper, and nothing that tells an illness or a phone number."""

import pytest
from flask import Flask

from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def test_it_says_number_doctor_room_date_and_when(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    page = nurse.get(f"/slips/{token.id}?original=1")
    assert page.all("h1")[0].text == "K-001"
    assert "Dr Rao Room 3 Monday, March 3, 2025 about 10:00 to 10:30 may change" in page.text
    assert "Missed your call?" in page


def test_no_name_and_no_phone_number_stand_on_it(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot(), name="Asha Rao", phone="+919840000001")
    html = nurse.get(f"/slips/{token.id}").html
    assert "Asha" not in html
    assert "98400" not in html


def test_printed_again_it_is_a_copy(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert not nurse.get(f"/slips/{token.id}?original=1").all("p", class_="copy")
    assert nurse.get(f"/slips/{token.id}").all("p", class_="copy")


def test_a_waiting_token_has_no_time_yet(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    page = nurse.get(f"/slips/{clinic.book(slot).id}")
    assert "On the waiting list You have no time yet." in page.text
    assert "about" not in page


@pytest.mark.parametrize("step", ["cancel", "no_show", "complete"])
def test_a_closed_token_says_that_it_is_no_longer_valid(clinic: Clinic, nurse: Visitor, step: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), step)
    page = nurse.get(f"/slips/{token.id}")
    assert "No longer valid" in page
    assert "about" not in page


def test_a_booking_leads_to_it(clinic: Clinic, nurse: Visitor) -> None:
    fields = {"phone": "98765 43210", "name": "Asha", "place": clinic.slot(), "class_": "WALK_IN", "key": "k"}
    links = [one.attributes.get("href") for one in nurse.post("/desk/K/tokens", fields).all("a")]
    assert "/slips/1?original=1" in links
    assert "/slips/1" in [one.attributes.get("href") for one in nurse.get("/desk/K").all("a")]


def test_another_departments_slip_is_closed(app: Flask, clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    assert signed_in(app, department_ids=[clinic.department("B")]).get(f"/slips/{token.id}").status == 403


def test_an_emergency_is_told_no_time_of_the_plan(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.emergency(clinic.slot("16:00")).token
    assert "about" not in nurse.get(f"/slips/{token.id}")
