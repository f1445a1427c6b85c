"""Patients: found by what is at hand, put on file, looked at, changed; no name in an address, a title or a log."""

import pytest
from flask import Flask

from opd_web.services import patients
from opd_web.store.access_rows import AccessRow
from opd_web.store.program_rows import AnswerRow
from opd_web.store.rows import PatientRow, TokenRow
from opd_web.tracking_address import Tracked, seal
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

PHONE = "+919840000001"


@pytest.fixture
def asha(clinic: Clinic) -> int:
    """Asha Rao, who has K-001 today."""
    return clinic.book(clinic.slot(capacity=9), name="Asha Rao", phone=PHONE).patient_id


def search(nurse: Visitor, text: str) -> Page:
    return nurse.post("/patients", {"text": text})


def names(page: Page) -> list[str]:
    return [one.text for one in page.all("a") if one["href"].startswith("/patients/")]


@pytest.mark.parametrize(
    "text",
    [
        *("98400 00001", "+91-98400-00001", "०९८४००००००१", "984000", "98400 0", "asha", "RAO", "ashA  rao"),
        *("K-001", "k-001", "K001", "k 1", " K-1 "),
    ],
)
def test_somebody_is_found_by_what_is_at_hand(nurse: Visitor, asha: int, text: str) -> None:
    page = search(nurse, text)
    assert (page.status, names(page)) == (200, ["Asha Rao"])


@pytest.mark.parametrize("name", ["आशा राव", "آشا راؤ", "ஆஷா"])
def test_a_name_is_found_in_its_script(clinic: Clinic, nurse: Visitor, name: str) -> None:
    clinic.book(clinic.slot(), name=name, phone=PHONE)
    assert names(search(nurse, name[:3])) == [name]


def test_yesterdays_number_finds_nobody(app: Flask, clinic: Clinic, asha: int) -> None:
    clinic.at("08:00", days=1)
    assert "Nobody was found." in search(signed_in(app), "K-001")


def test_a_number_of_another_department_is_not_told(app: Flask, clinic: Clinic, asha: int) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    assert names(search(other, "K-001")) == []


@pytest.fixture
def code(app: Flask, clinic: Clinic, asha: int) -> str:
    """What a scanner reads from the slip of Asha Rao."""
    secret = seal(Tracked(clinic.rows(TokenRow)[0].id, clinic.day()), str(app.secret_key))
    return f"http://192.168.1.5:8000/t/{secret}"


def test_the_code_of_a_slip_finds_its_patient(nurse: Visitor, code: str) -> None:
    assert [names(search(nurse, one)) for one in (code, f"{code}?lang=hi", f" {code} ")] == [["Asha Rao"]] * 3


def test_a_code_finds_nobody_that_another_did_not_make(nurse: Visitor, code: str) -> None:
    assert "Nobody was found." in search(nurse, code[:-1])


def test_a_code_of_another_department_or_day_finds_nobody(app: Flask, clinic: Clinic, code: str) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    assert names(search(other, code)) == []
    clinic.at("08:00", days=1)
    assert names(search(signed_in(app), code)) == []


def test_an_other_number_finds_its_patient(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    nurse.post(f"/patients/{asha}/edit", {"name": "Asha Rao", "phone": PHONE, "external_id": "MRN 77"}, htmx=False)
    assert names(search(nurse, "MRN 77")) == ["Asha Rao"]


def test_nothing_typed_searches_nothing(nurse: Visitor, asha: int) -> None:
    page = search(nurse, " ")
    assert (page.status, names(page)) == (422, [])


def test_without_javascript_the_whole_page_answers(nurse: Visitor, asha: int) -> None:
    page = nurse.post("/patients", {"text": "asha"}, htmx=False)
    assert (page.all("h1")[0].text, names(page)[-1]) == ("Patients", "Asha Rao")


def test_no_address_and_no_title_names_anybody(nurse: Visitor, asha: int) -> None:
    page = nurse.get(f"/patients/{asha}")
    assert page.all("title")[0].text == f"Patient {asha} – Hospital"
    assert not [one for one in page.elements if "Asha" in one.attributes.get("href", "")]


def test_a_patient_s_page_lists_the_visits(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    clinic.book(clinic.slot("10:00", days=1), patient_id=asha, source="STAFF")
    rows = [one.text for one in nurse.get(f"/patients/{asha}").all("tr")][1:]
    assert rows == [
        "K-001 Tue 4 Mar Department K Dr Rao Walk-in Not here yet What happened",
        "K-001 Mon 3 Mar Department K Dr Rao Walk-in Here What happened",
    ]


def test_visits_of_other_departments_are_not_shown(app: Flask, clinic: Clinic, asha: int) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    page = other.get(f"/patients/{asha}")
    assert "No visit yet." in page
    assert "Visits in your departments are shown." in page


def test_searches_and_pages_are_noted_in_the_reading_log(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    search(nurse, "asha")
    nurse.get(f"/patients/{asha}")
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search", "patient_history"]


def test_somebody_new_is_put_on_file(clinic: Clinic, nurse: Visitor) -> None:
    page = nurse.post("/patients/new", {"phone": "98400 00001", "name": "Asha Rao"}, htmx=False)
    assert (page.status, page.location) == (303, "/patients/1")
    assert (clinic.rows(PatientRow)[0].phone, clinic.rows(PatientRow)[0].name) == (PHONE, "Asha Rao")


def test_a_form_sent_twice_makes_one_person(clinic: Clinic, nurse: Visitor) -> None:
    pages = [nurse.post("/patients/new", {"phone": PHONE, "name": "Asha Rao"}, htmx=False) for _ in range(2)]
    assert [page.location for page in pages] == ["/patients/1", "/patients/1?known=y"]
    assert len(clinic.rows(PatientRow)) == 1


@pytest.fixture
def form(nurse: Visitor) -> dict[str, str]:
    """A form for Asha Rao as it was opened, and filled in."""
    return {
        "form_key": nurse.get("/patients/new").typed("form_key"),
        "phone": PHONE,
        "name": "Asha Rao",
        "another": "y",
    }


def test_back_and_again_makes_no_second_person(clinic: Clinic, nurse: Visitor, form: dict[str, str]) -> None:
    assert nurse.post("/patients/new", form, htmx=False).location == "/patients/1"
    nurse.post("/patients/1/edit", {"phone": PHONE, "name": "Asha Roy"}, htmx=False)
    assert nurse.post("/patients/new", form, htmx=False).location == "/patients/1"
    assert [row.name for row in clinic.rows(PatientRow)] == ["Asha Roy"]


def test_a_form_is_for_one_content(clinic: Clinic, nurse: Visitor, form: dict[str, str]) -> None:
    nurse.post("/patients/new", form, htmx=False)
    page = nurse.post("/patients/new", form | {"name": "Ravi Rao"}, htmx=False)
    assert (page.status, len(clinic.rows(PatientRow))) == (422, 1)
    assert "This form was already sent with other content. Open a new form." in page


def test_a_form_that_is_handed_back_keeps_its_name(nurse: Visitor, form: dict[str, str]) -> None:
    assert nurse.post("/patients/new", form | {"name": ""}, htmx=False).typed("form_key") == form["form_key"]


def test_what_was_answered_goes_with_the_person(clinic: Clinic, nurse: Visitor, form: dict[str, str]) -> None:
    nurse.post("/patients/new", form, htmx=False)
    patients.erase(1, **clinic.who)
    assert clinic.rows(AnswerRow) == []


def test_a_shared_phone_is_asked_about_and_not_merged(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    page = nurse.post("/patients/new", {"phone": PHONE, "name": "Ravi Rao"}, htmx=False)
    assert (page.status, len(clinic.rows(PatientRow))) == (422, 1)
    assert "Somebody has this phone number already. Is it one of them? Asha Rao" in page
    nurse.post("/patients/new", {"phone": PHONE, "name": "Ravi Rao", "another": "y"}, htmx=False)
    assert [row.name for row in clinic.rows(PatientRow)] == ["Asha Rao", "Ravi Rao"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"phone": "12"}, "12 is no phone number. Enter all its digits."),
        ({"phone": ""}, "Enter the patient's phone number."),
        ({"name": ""}, "Enter the name."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(clinic: Clinic, nurse: Visitor, fields: dict[str, str], error: str) -> None:
    page = nurse.post("/patients/new", {"phone": PHONE, "name": "Asha", **fields}, htmx=False)
    assert (page.status, page.errors, clinic.rows(PatientRow)) == (422, [error], [])


def test_a_patient_is_changed(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    seen = nurse.get(f"/patients/{asha}/edit").typed("seen")
    page = nurse.post(f"/patients/{asha}/edit", {"name": "Asha Roy", "phone": PHONE, "seen": seen}, htmx=False)
    assert (page.status, clinic.rows(PatientRow)[0].name) == (303, "Asha Roy")


def test_a_change_of_what_somebody_else_changed_is_refused(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    seen = nurse.get(f"/patients/{asha}/edit").typed("seen")
    nurse.post(f"/patients/{asha}/edit", {"name": "Asha Roy", "phone": PHONE, "seen": seen}, htmx=False)
    page = nurse.post(f"/patients/{asha}/edit", {"name": "Asha Das", "phone": PHONE, "seen": seen}, htmx=False)
    assert (page.status, clinic.rows(PatientRow)[0].name) == (409, "Asha Roy")


def test_nobody_takes_the_name_of_another_on_the_same_phone(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    ravi = clinic.book(1, name="Ravi Rao", phone=PHONE).patient_id
    page = nurse.post(f"/patients/{ravi}/edit", {"name": "Asha Rao", "phone": PHONE}, htmx=False)
    assert (page.status, clinic.rows(PatientRow)[1].name) == (422, "Ravi Rao")


def test_somebody_unknown_gets_a_name_later(clinic: Clinic, nurse: Visitor) -> None:
    nurse.post("/desk/K/tokens", {"emergency": "y", "reason": "chest pain", "key": "k", "place": clinic.slot()})
    nurse.post("/patients/1/edit", {"name": "Asha Rao", "phone": PHONE}, htmx=False)
    assert "K-001 Asha Rao" in nurse.get("/desk/K")


def test_from_the_page_a_token_is_booked_at_the_desk(nurse: Visitor, asha: int) -> None:
    link = nurse.get(f"/patients/{asha}").all("a", aria_label="Book a token: Clinic K")[0]
    page = nurse.get(link["href"])
    assert (page.typed("phone"), page.typed("name")) == (PHONE, "Asha Rao")


def test_the_header_leads_there(nurse: Visitor, asha: int) -> None:
    assert [one["href"] for one in nurse.get("/desk/K").all("a") if one.text == "Patients"] == ["/patients"]


def test_somebody_unknown_may_turn_out_to_be_on_file(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(duplicate_bookings="same_day")
    asha = clinic.patient()
    known = clinic.rows(PatientRow)[0]
    nurse.post("/desk/K/tokens", {"emergency": "y", "reason": "chest pain", "key": "k", "place": clinic.slot()})
    page = nurse.post("/patients/2/edit", {"name": known.name, "phone": known.phone}, htmx=False)
    assert page.location == f"/patients/{asha}?known=y"
    desk = nurse.get("/desk/K")
    assert f"K-001 {known.name}" in desk
    assert desk["done"].text == "K-001 has a name now Undo"
    nurse.post("/desk/K/tokens/1/undo")
    assert "K-001 Unknown patient" in nurse.get("/desk/K")
