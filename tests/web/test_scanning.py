"""The booking form takes a slip or a record number for a phone: it finds the patient, and books nothing by itself."""

from typing import Any

import pytest
from flask import Flask

from opd_web.services import patients
from opd_web.store.access_rows import AccessRow
from opd_web.store.rows import TokenRow
from opd_web.tracking_address import Tracked, seal
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

PHONE = "+919840000001"


@pytest.fixture
def asha(clinic: Clinic) -> int:
    """Asha Rao, who has K-001 today and the record number MRN-77."""
    asha = clinic.book(clinic.slot(capacity=9), name="Asha Rao", phone=PHONE).patient_id
    patients.change(asha, {"external_id": "MRN-77"}, **clinic.who)
    return asha


def scan(nurse: Visitor, text: str, **fields: Any) -> Page:
    return nurse.post("/desk/K/tokens", {"phone": text, "key": "k", "place": 1, "here": "y", **fields})


def filled(page: Page) -> tuple[str, str]:
    return page.typed("phone"), page.typed("name")


@pytest.mark.parametrize("text", ["K-001", " k-001", "k1", "MRN-77", "mrn 77", "MRN77"])
def test_a_slip_or_a_record_number_finds_the_patient(clinic: Clinic, nurse: Visitor, asha: int, text: str) -> None:
    page = scan(nurse, text)
    assert (page.status, filled(page), len(clinic.rows(TokenRow))) == (200, (PHONE, "Asha Rao"), 1)
    assert "Asha Rao was found. Nothing is booked yet" in page["booked"].text
    assert "K-001" in page["booked"].text


def test_the_code_of_a_slip_finds_the_patient(app: Flask, clinic: Clinic, nurse: Visitor, asha: int) -> None:
    secret = seal(Tracked(clinic.rows(TokenRow)[0].id, clinic.day()), str(app.secret_key))
    page = scan(nurse, f"http://192.168.1.5:8000/t/{secret}")
    assert filled(page) == (PHONE, "Asha Rao")


def test_the_field_has_room_for_a_code(nurse: Visitor, asha: int) -> None:
    assert int(nurse.get("/desk/K")["phone"]["maxlength"]) >= 200


def test_what_was_found_is_booked_with_the_next_press(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    phone, name = filled(scan(nurse, "MRN-77"))
    scan(nurse, phone, name=name)
    assert [row.patient_id for row in clinic.rows(TokenRow)] == [asha, asha]


def test_a_look_at_whom_a_scan_found_is_noted(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    scan(nurse, "K-001")
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search"]


@pytest.mark.parametrize("text", ["K-041", "MRN-7", "MRN-78", "http://192.168.1.5:8000/t/abc"])
def test_what_finds_nobody_is_said(clinic: Clinic, nurse: Visitor, asha: int, text: str) -> None:
    page = scan(nurse, text)
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 1)
    assert page.errors == [
        "Nobody was found: no slip of today and no record number is like this. Enter the phone number."
    ]


def test_the_name_of_an_earlier_scan_does_not_stay_with_another_phone(nurse: Visitor, asha: int) -> None:
    first = scan(nurse, "K-001")
    kept = {"name": first.typed("name"), "filled_name": first.typed("filled_name")}
    assert scan(nurse, "K-099", **kept).typed("name") == ""
    assert scan(nurse, "K-099", **{**kept, "name": "Ravi Rao"}).typed("name") == "Ravi Rao"


def test_yesterday_s_slip_finds_nobody(app: Flask, clinic: Clinic, asha: int) -> None:
    clinic.at("08:00", days=1)
    assert scan(signed_in(app), "K-001").status == 422


def test_a_slip_of_another_department_finds_nobody(app: Flask, clinic: Clinic, asha: int) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    page = other.post("/desk/B/tokens", {"phone": "K-001", "key": "k"})
    assert (page.status, "Asha" in page) == (422, False)


def test_two_numbers_that_are_alike_but_for_their_writing_find_the_one_that_was_meant(
    clinic: Clinic, nurse: Visitor, asha: int
) -> None:
    other = clinic.patient()
    patients.change(other, {"external_id": "mrn77"}, **clinic.who)
    assert filled(scan(nurse, "MRN-77")) == (PHONE, "Asha Rao")
    assert scan(nurse, "MRN 77").status == 422


def test_a_slip_of_somebody_unknown_asks_for_the_name_first(clinic: Clinic, nurse: Visitor) -> None:
    clinic.emergency(clinic.slot(), phone="", name="Unknown patient", unknown=True)
    page = scan(nurse, "K-001")
    assert page.errors == ["Nobody knows yet who this patient is. Press “Who is it?” at the token’s row first."]


def test_an_emergency_stays_one(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    page = scan(nurse, "K-001", emergency="y", reason="chest pain")
    assert (filled(page), page.typed("reason"), len(clinic.rows(TokenRow))) == ((PHONE, "Asha Rao"), "chest pain", 1)
    assert "checked" in page["emergency"].attributes


def test_the_field_says_what_it_takes(nurse: Visitor, asha: int) -> None:
    page = nurse.get("/desk/K")
    assert [one.text for one in page.all("label", for_="phone")] == ["Phone, or scan a slip"]
