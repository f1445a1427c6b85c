"""Personal data in the browser: how long it is kept, and erasing one person. DAY is a Monday."""

import pytest

from opd_web.services import retention
from opd_web.store.access_rows import AccessRow, AccessSubjectRow
from opd_web.store.rows import PatientRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

SCRIPT = '"><img src=x onerror=alert(1)>'


def post(admin: Visitor, step: str, **fields: object) -> Page:
    return admin.post(f"/admin/personal-data/{step}", fields, htmx=False)


def test_it_is_off_and_says_so(clinic: Clinic, admin: Visitor) -> None:
    assert "Now: nobody is erased by itself." in admin.get("/admin/personal-data/")


@pytest.fixture
def long_ago(clinic: Clinic) -> Clinic:
    """A clinic where somebody was seen a month ago."""
    clinic.see(clinic.book(clinic.slot()))
    return clinic.at("08:00", days=31)


def test_what_it_would_do_is_shown_before_it_is_saved(long_ago: Clinic, admin: Visitor) -> None:
    page = post(admin, "check", days="30")
    assert "Today it would erase 1 person" in page
    assert "Whoever has a token on Tuesday, 4 March 2025 or later stays." in page
    assert retention.days() is None


def test_saving_says_what_holds_now(clinic: Clinic, admin: Visitor) -> None:
    answer = post(admin, "save", days="365")
    page = admin.get(answer.location or "")
    assert "Saved. A person is erased after 365 days without a token." in page
    assert page.typed("days") == "365"
    post(admin, "save", days="")
    assert retention.days() is None


@pytest.mark.parametrize(
    ("days", "error"),
    [("29", "Enter a whole number of days from 30 to 36500."), ("many", "Enter a whole number.")],
)
def test_what_is_no_number_of_days_stands_at_its_field(admin: Visitor, days: str, error: str) -> None:
    for step in ("check", "save"):
        page = post(admin, step, days=days)
        assert (page.status, page.errors) == (422, [error])


def test_a_person_is_found_and_erased_and_each_look_is_noted(clinic: Clinic, admin: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot(), name="Asha Nair", phone="+919812345678"))
    found = post(admin, "persons", text="98123 45678")
    assert "Asha Nair" in found
    page = admin.get("/admin/personal-data/persons/1")
    assert "1 token, the last one on 3 Mar 2025" in page
    assert "Asha" not in page.all("title")[0].text
    answer = post(admin, "persons/1/erase")
    assert "The person was erased. Numbers and statistics stay." in admin.get(answer.location or "")
    assert [row.name for row in clinic.rows(PatientRow)] == ["erased"]
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search", "patient"]
    assert [row.subject_id for row in clinic.rows(AccessSubjectRow)] == [1, 1]


def test_one_who_has_a_place_stays(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot(), name="Asha Nair", phone="+919812345678")
    page = post(admin, "persons/1/erase")
    assert page.status == 422
    assert "K-001" in page
    assert [row.name for row in clinic.rows(PatientRow)] == ["Asha Nair"]


def test_nobody_is_found_or_asked_for(clinic: Clinic, admin: Visitor) -> None:
    assert "Nobody was found." in post(admin, "persons", text="Zebulon")
    assert post(admin, "persons", text="a").errors == [
        "Enter a phone number, a part of the name, or the record number."
    ]


def test_stored_script_is_text(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot(), name=SCRIPT, phone="+919812345678")
    for page in (post(admin, "persons", text="98123 45678"), admin.get("/admin/personal-data/persons/1")):
        assert page.status == 200
        assert not page.all("img")


def test_one_who_was_erased_is_not_found(clinic: Clinic, admin: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot()))
    post(admin, "persons/1/erase")
    assert admin.get("/admin/personal-data/persons/1").status == 404
