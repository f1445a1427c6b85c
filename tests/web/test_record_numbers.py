"""The record number of a patient: found by it, kept when it is typed, and never two patients' own."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import patients
from opd_web.services.patients import NewPatient
from opd_web.store.access_rows import AccessRow
from opd_web.store.rows import PatientRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

PHONE = "+919840000001"
ASHA = {"phone": "98400 00001", "name": "Asha Rao"}


def file(clinic: Clinic, name: str, phone: str, number: str | None) -> int:
    return patients.register(NewPatient(name, phone), number, **clinic.who).patient.id


def names(page: Page) -> list[str]:
    return [one.text for one in page.all("a") if one.text in {"Asha Rao", "Ravi Das"}]


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        *(("MRN-77", typed) for typed in ("MRN-77", "mrn-77", "MRN 77", "mrn77", "MRN", " mrn-7 ")),
        *(("0077", typed) for typed in ("0077", "007")),
        *(("12-3456-7890-1234", typed) for typed in ("12-3456-7890-1234", "12345678901234", "12-3456")),
        ("9840000009", "9840000009"),
    ],
)
@pytest.mark.parametrize("where", ["/patients", "/admin/personal-data/persons", "/audit/patients/"])
def test_a_record_number_finds_its_patient(app: Flask, clinic: Clinic, where: str, number: str, typed: str) -> None:
    file(clinic, "Ravi Das", "+919811122233", "ZZ-1")
    file(clinic, "Asha Rao", PHONE, number)
    assert names(signed_in(app, Role.ADMINISTRATOR).post(where, {"text": typed}, htmx=False)) == ["Asha Rao"]


def test_a_hyphen_alone_finds_nobody(clinic: Clinic, nurse: Visitor) -> None:
    file(clinic, "Asha Rao", PHONE, "MRN-77")
    assert names(nurse.post("/patients", {"text": "-"})) == []


def test_who_is_on_file_already_is_said_to_be(clinic: Clinic, nurse: Visitor) -> None:
    file(clinic, "Asha Rao", PHONE, None)
    page = nurse.post("/patients/new", ASHA, htmx=False)
    assert "This patient was on file already" in nurse.get(page.location or "")


def test_a_record_number_is_added_where_the_file_has_none(clinic: Clinic, nurse: Visitor) -> None:
    file(clinic, "Asha Rao", PHONE, None)
    page = nurse.post("/patients/new", {**ASHA, "external_id": "MRN-77"}, htmx=False)
    assert clinic.rows(PatientRow)[0].external_id == "MRN-77"
    assert "on file already. The record number was added." in nurse.get(page.location or "")


def test_another_record_number_of_the_file_stays_and_that_is_said(clinic: Clinic, nurse: Visitor) -> None:
    file(clinic, "Asha Rao", PHONE, "MRN-12")
    page = nurse.post("/patients/new", {**ASHA, "external_id": "MRN-77"}, htmx=False)
    assert clinic.rows(PatientRow)[0].external_id == "MRN-12"
    assert "with another record number" in nurse.get(page.location or "")


def test_no_new_patient_is_said_to_be_on_file(nurse: Visitor) -> None:
    page = nurse.post("/patients/new", {**ASHA, "external_id": "MRN-77"}, htmx=False)
    assert page.location == "/patients/1"


@pytest.mark.parametrize(("path", "known"), [("/patients/new", False), ("/patients/2/edit", True)])
def test_whose_record_number_it_is_already_is_named(clinic: Clinic, nurse: Visitor, path: str, known: bool) -> None:
    ravi = file(clinic, "Ravi Das", "+919811122233", "MRN-77")
    if known:
        file(clinic, "Asha Rao", PHONE, None)
    page = nurse.post(path, {**ASHA, "external_id": "MRN-77"}, htmx=False)
    assert (page.status, page.errors) == (422, ["Another patient has this record number."])
    assert [one["href"] for one in page.all("a") if one.text == "Ravi Das"] == [f"/patients/{ravi}"]
    assert page.typed("external_id") == "MRN-77"
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search"]


def test_whose_phone_and_name_it_is_already_is_linked(clinic: Clinic, nurse: Visitor) -> None:
    asha, ravi = file(clinic, "Asha Rao", PHONE, None), file(clinic, "Ravi Das", PHONE, None)
    page = nurse.post(f"/patients/{ravi}/edit", ASHA, htmx=False)
    assert page.errors == ["Another patient has this phone and name."]
    assert [one["href"] for one in page.all("a") if one.text == "Asha Rao"] == [f"/patients/{asha}"]


def test_the_page_is_headed_by_the_name_and_its_title_is_not(clinic: Clinic, nurse: Visitor) -> None:
    page = nurse.get(f"/patients/{file(clinic, 'Asha Rao', PHONE, 'MRN-77')}")
    assert [one.text for one in page.all("h1")] == ["Asha Rao"]
    assert page.all("title")[0].text == "Patient 1 – Hospital"
    assert "Record number (MRN) MRN-77" in page
