"""Keys of programs in the browser: made, shown once, revoked. DAY is a Monday."""

from datetime import timedelta

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import api_keys
from opd_web.services.refused import Refused
from opd_web.store.program_rows import ApiKeyRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

NEW = {"name": "Kiosk", "role": "nurse", "doctor_id": "0", "expires_on": ""}


def make(admin: Visitor, **changed: object) -> Page:
    return admin.post("/admin/api-keys/new", {"key": "form-1", **NEW, **changed}, htmx=False)


def secret(page: Page) -> str:
    return page["secret"]["value"]


def test_a_key_is_shown_once_and_works(clinic: Clinic, admin: Visitor) -> None:
    made = make(admin)
    assert made.status == 200
    actor = api_keys.authenticate(secret(made), now=clinic.now)
    assert (actor.role, actor.departments) == ("nurse", None)
    assert secret(made) not in admin.get("/admin/api-keys/").html
    assert made.headers["Cache-Control"] == "no-store"


def test_what_is_kept_is_not_the_key(clinic: Clinic, admin: Visitor) -> None:
    shown = secret(make(admin))
    assert shown not in str(clinic.everything())


def test_the_same_form_sent_again_makes_no_second_key(clinic: Clinic, admin: Visitor) -> None:
    make(admin)
    again = make(admin)
    assert again.status == 422
    assert "This form made a key already" in again
    assert len(clinic.rows(ApiKeyRow)) == 1


def test_a_key_is_bound_to_departments_and_to_a_day(clinic: Clinic, admin: Visitor) -> None:
    department = clinic.first_department
    shown = secret(make(admin, department_codes=["K"], expires_on="2025-03-04"))
    assert api_keys.authenticate(shown, now=clinic.at("23:59", days=1).now).departments == {department}
    with pytest.raises(Refused):
        api_keys.authenticate(shown, now=clinic.at("00:00", days=2).now)


def test_a_doctors_key_is_bound_to_the_doctor(clinic: Clinic, admin: Visitor) -> None:
    shown = secret(make(admin, role="doctor", doctor_id=clinic.first_doctor))
    assert api_keys.authenticate(shown, now=clinic.now).doctor == clinic.first_doctor


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"name": ""}, "Enter which program will use the key."),
        ({"role": "doctor"}, "Choose a doctor for the role of a doctor, and none for the others."),
        ({"expires_on": "2025-03-01"}, "A key expires in the future."),
        ({"expires_on": "tomorrow"}, "Enter a day, such as 2026-05-01."),
    ],
)
def test_what_is_wrong_stands_at_its_field(clinic: Clinic, admin: Visitor, changed: dict[str, str], error: str) -> None:
    page = make(admin, **changed)
    assert (page.status, page.errors) == (422, [error])
    assert clinic.rows(ApiKeyRow) == []


def test_a_revoked_key_is_refused_at_once(clinic: Clinic, app: Flask, admin: Visitor) -> None:
    key = f"Bearer {secret(make(admin))}"
    program = Visitor(app)
    assert program.get("/api/v1/departments", Authorization=key).status == 200
    answer = admin.post("/admin/api-keys/1/revoke", htmx=False)
    assert "The key was revoked" in admin.get(answer.location or "")
    assert program.get("/api/v1/departments", Authorization=key).status == 401


def test_the_list_says_when_a_key_was_last_used(clinic: Clinic, admin: Visitor) -> None:
    shown = secret(make(admin))
    assert "never used" in admin.get("/admin/api-keys/")
    api_keys.authenticate(shown, now=clinic.at("10:30").now)
    assert "last used Mon 3 Mar 10:30" in admin.get("/admin/api-keys/")


def test_an_expired_key_says_so(clinic: Clinic, admin: Visitor) -> None:
    soon = clinic.now + timedelta(seconds=30)
    api_keys.create("Kiosk", Role.NURSE, expires_at=soon, actor=clinic.actor, now=clinic.now)
    clinic.wait(seconds=31)
    assert "Expired" in admin.get("/admin/api-keys/")


def test_a_key_that_there_is_not_is_not_revoked(clinic: Clinic, admin: Visitor) -> None:
    page = admin.post("/admin/api-keys/7/revoke", htmx=False)
    assert page.status == 422
    assert "There is no such key." in page


def test_without_keys_the_page_says_what_they_are_for(clinic: Clinic, admin: Visitor) -> None:
    assert "No program has a key." in admin.get("/admin/api-keys/")
