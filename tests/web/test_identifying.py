"""Who came as unknown gets a name and a phone: from the row at the desk, and from the patient's page."""

import pytest

from opd_web.engine.roles import Role
from opd_web.store.rows import PatientRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

PHONE = "+919840000001"
ASHA = {"phone": "98400 00001", "name": "Asha Rao"}


@pytest.fixture
def unknown(clinic: Clinic) -> int:
    """K-001, of whom nothing is known yet; the clinic gives each patient one token a day."""
    clinic.department(duplicate_bookings="same_day")
    return clinic.emergency(clinic.slot(capacity=5), phone="", name="Unknown patient", unknown=True).token.id


@pytest.fixture
def asha(clinic: Clinic, unknown: int) -> int:
    """K-002, of Asha Rao, who is on file."""
    return clinic.book(1, name="Asha Rao", phone=PHONE).id


def test_the_row_asks_who_it_is(nurse: Visitor, unknown: int, asha: int) -> None:
    asking = [one["hx-get"] for one in nurse.get("/desk/K").all("button") if one.text == "Who is it?"]
    assert asking == [f"/tokens/{unknown}/identify"]
    assert [one.text for one in nurse.get(asking[0], htmx=True).all("h2")] == ["Who is K-001?"]


def test_a_doctor_is_not_asked(clinic: Clinic, unknown: int) -> None:
    doctor = signed_in(clinic.app, role=Role.DOCTOR, name="rao", doctor_id=clinic.first_doctor)
    assert "Who is it?" not in doctor.get("/doctor")


def test_somebody_new_is_put_on_file(clinic: Clinic, nurse: Visitor, unknown: int) -> None:
    page = nurse.post(f"/tokens/{unknown}/identify", ASHA)
    assert (page.status, page.headers["HX-Trigger"]) == (204, "queue-changed, panel-done")
    assert [(row.name, row.phone) for row in clinic.rows(PatientRow)] == [("Asha Rao", PHONE)]
    desk = nurse.get("/desk/K")
    assert "K-001 Asha Rao" in desk
    assert "Who is it?" not in desk


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"phone": "12"}, "12 is no phone number. Enter all its digits."),
        ({"phone": ""}, "Enter the patient's phone number."),
        ({"name": " "}, "Enter the name."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(nurse: Visitor, unknown: int, fields: dict[str, str], error: str) -> None:
    page = nurse.post(f"/tokens/{unknown}/identify", {**ASHA, **fields})
    assert (page.status, page.errors) == (422, [error])


SENTENCE = "This person already has K-002 here. Make K-002 an emergency from its row, then cancel K-001."


def test_who_has_a_token_already_is_told_with_what_to_do(nurse: Visitor, unknown: int, asha: int) -> None:
    page = nurse.post(f"/tokens/{unknown}/identify", ASHA)
    assert (page.status, page.errors) == (422, [SENTENCE])
    assert (page.typed("phone"), page.typed("name")) == ("98400 00001", "Asha Rao")


def test_the_patient_s_page_keeps_what_was_typed_too(clinic: Clinic, nurse: Visitor, unknown: int, asha: int) -> None:
    page = nurse.post("/patients/1/edit", ASHA, htmx=False)
    assert (page.status, page.errors) == (422, [SENTENCE])
    assert (page.typed("phone"), page.typed("name")) == ("98400 00001", "Asha Rao")
    assert page.all("header", class_="site-header")
    assert len(clinic.rows(PatientRow)) == 2


def test_a_change_that_came_too_late_keeps_what_was_typed(nurse: Visitor, unknown: int, asha: int) -> None:
    seen = nurse.get("/patients/2/edit").typed("seen")
    nurse.post("/patients/2/edit", {**ASHA, "name": "Asha Roy", "seen": seen}, htmx=False)
    page = nurse.post("/patients/2/edit", {**ASHA, "name": "Asha Das", "seen": seen}, htmx=False)
    assert (page.status, page.typed("name")) == (409, "Asha Das")
    assert "This was changed since you read it." in page


def test_unknown_patients_share_no_phone(clinic: Clinic, nurse: Visitor, unknown: int) -> None:
    clinic.emergency(1, phone="", name="Unknown patient", unknown=True)
    assert "Same phone number" not in nurse.get("/patients/1")


def test_the_page_of_an_unknown_patient_asks_for_phone_and_name_alone(nurse: Visitor, unknown: int) -> None:
    page = nurse.get("/patients/1/edit")
    assert [one.text for one in page.all("h1")] == ["Who is it?"]
    assert [one.text for one in page.all("label", class_="form-label")][:2] == ["Phone", "Name"]
    assert (page.typed("phone"), page.typed("name"), page.all("input", name="external_id")) == ("", "", [])
