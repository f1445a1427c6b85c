"""From every page it is one press to the desk, and from a patient one step back to what was found."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.access_rows import AccessRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

PHONE = "+919840000001"


@pytest.fixture
def asha(clinic: Clinic) -> int:
    """Asha Rao, who is on file."""
    return clinic.book(clinic.slot(), name="Asha Rao", phone=PHONE).patient_id


def tabs(page: Page) -> list[str]:
    return [one["href"] for one in page.all("a") if "nav" in one.inside]


@pytest.mark.parametrize("path", ["/patients", "/patients/new", "/patients/1", "/patients/1/edit", "/account/"])
def test_the_tabs_of_the_clinics_stay(nurse: Visitor, asha: int, path: str) -> None:
    page = nurse.get(path)
    assert tabs(page) == ["/desk/K"]
    assert not [one for one in page.all("a", aria_current="page") if "nav" in one.inside]


def test_only_the_user_s_own_clinics_are_there(app: Flask, clinic: Clinic, asha: int) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    assert tabs(other.get("/patients")) == ["/desk/B"]


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.AUDITOR])
def test_who_sees_no_desk_has_no_tabs(app: Flask, clinic: Clinic, asha: int, role: Role) -> None:
    doctor = clinic.first_doctor if role == Role.DOCTOR else None
    assert tabs(signed_in(app, role, doctor_id=doctor).get("/account/")) == []


def test_registering_begins_at_its_first_field_and_can_be_left(nurse: Visitor, asha: int) -> None:
    page = nurse.get("/patients/new")
    assert [one["name"] for one in page.elements if "autofocus" in one.attributes and "main" in one.inside] == ["phone"]
    assert [one["href"] for one in page.all("a") if one.text == "Back without registering"] == ["/patients"]


def test_a_form_that_comes_back_begins_at_what_is_wrong(nurse: Visitor, asha: int) -> None:
    page = nurse.post("/patients/new", {"phone": "12", "name": "Asha"}, htmx=False)
    assert "autofocus" not in page["phone"].attributes


def names(page: Page) -> list[str]:
    return [one.text for one in page.all("a") if one["href"].startswith("/patients/")]


@pytest.fixture
def result(nurse: Visitor, asha: int) -> str:
    """The address of what a search found."""
    return nurse.post("/patients", {"text": "asha"}).headers["HX-Replace-Url"]


def test_going_back_from_a_patient_shows_what_was_found(nurse: Visitor, result: str) -> None:
    assert "Asha Rao" in names(nurse.get(result))
    assert nurse.get("/patients/1").all("a", href=result)[0].text == "Search again"


def test_the_address_of_a_result_says_nothing_of_anybody(nurse: Visitor, result: str) -> None:
    assert result.startswith("/patients?found=")
    assert "asha" not in result.lower()
    assert "98400" not in result


def test_a_new_look_at_the_page_is_empty(nurse: Visitor, result: str) -> None:
    assert "Asha Rao" not in nurse.get("/patients")
    assert "Asha Rao" not in nurse.get("/patients?found=other")


def test_another_user_does_not_see_it(app: Flask, nurse: Visitor, result: str) -> None:
    other = signed_in(app, name="Sister Rose")
    assert "Asha Rao" not in other.get(result)


def test_the_look_again_is_noted(clinic: Clinic, nurse: Visitor, result: str) -> None:
    nurse.get(result)
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search"] * 2


def test_the_link_to_a_result_stands_only_at_who_was_in_it(clinic: Clinic, nurse: Visitor, result: str) -> None:
    other = clinic.patient()
    assert nurse.get(f"/patients/{other}").all("a", href="/patients")
    assert not nurse.get(f"/patients/{other}").all("a", href=result)
