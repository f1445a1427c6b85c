"""Files in the browser: uploaded, shown, taken in once confirmed."""

import html
import io
import logging

import pytest

from opd_web.services import _table
from opd_web.store.rows import DoctorRow, PatientRow
from opd_web.web import uploads
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

SCRIPT = "<img src=x onerror=alert(1)>"
GOOD = "name,phone\nAsha Nair,9812345678\nRavi Nair,9812345678\n"


def upload(admin: Visitor, text: str | bytes, kind: str = "patients") -> Page:
    data = text if isinstance(text, bytes) else text.encode()
    return admin.post(f"/admin/import/{kind}", {"file": (io.BytesIO(data), "people.csv")}, htmx=False)


def confirm(admin: Visitor, shown: Page, kind: str = "patients") -> Page:
    text = html.unescape(shown.html.split('name="text" hidden>')[1].split("</textarea>")[0]).removeprefix("\n")
    return admin.post(f"/admin/import/{kind}/take-in", {"text": text.replace("\n", "\r\n")}, htmx=False)


def test_nothing_is_taken_in_before_it_is_confirmed(clinic: Clinic, admin: Visitor) -> None:
    shown = upload(admin, "\ufeff" + GOOD)
    assert shown.status == 200
    assert "2 rows are new" in shown
    assert clinic.rows(PatientRow) == []
    assert confirm(admin, shown).status == 303
    assert "2 rows were taken in." in admin.get("/admin/import/")
    assert [row.name for row in clinic.rows(PatientRow)] == ["Asha Nair", "Ravi Nair"]


def test_confirming_twice_takes_in_once(clinic: Clinic, admin: Visitor) -> None:
    shown = upload(admin, GOOD)
    confirm(admin, shown)
    confirm(admin, shown)
    assert "0 rows were taken in. 2 were there already." in admin.get("/admin/import/")
    assert len(clinic.rows(PatientRow)) == 2


def test_every_bad_row_is_shown_and_nothing_can_be_confirmed(clinic: Clinic, admin: Visitor) -> None:
    shown = upload(admin, GOOD + "Nobody,12\n,9812345678\n")
    assert shown.status == 422
    assert "2 things are to be mended in the file." in shown
    for text in ("4 phone This is no phone number.", "5 name Fill it in."):
        assert text in shown
    assert "Take" not in " ".join(one.text for one in shown.all("button"))


def test_a_file_that_is_forged_at_the_confirmation_is_looked_at_again(clinic: Clinic, admin: Visitor) -> None:
    page = admin.post("/admin/import/patients/take-in", {"text": GOOD + "Nobody,12\n"}, htmx=False)
    assert page.status == 422
    assert clinic.rows(PatientRow) == []


def test_without_a_file_the_form_asks_for_one(admin: Visitor) -> None:
    page = admin.post("/admin/import/patients", {}, htmx=False)
    assert (page.status, page.errors) == (422, ["Choose a file."])


def test_script_in_a_file_is_text(clinic: Clinic, admin: Visitor) -> None:
    clinic.department()
    good = upload(admin, f"department,name,room\nK,{SCRIPT},Room 4\n", "doctors")
    bad = upload(admin, f"department,name,{SCRIPT}\nK,{SCRIPT},Room 4\n", "doctors")
    for page in (good, bad):
        assert not page.all("img")
    confirm(admin, good, "doctors")
    assert [row.name for row in clinic.rows(DoctorRow)] == ["Dr Rao", SCRIPT]
    assert not admin.get("/admin/doctors/").all("img")


def test_a_large_file_is_taken(clinic: Clinic, admin: Visitor) -> None:
    rows = "".join(f"Patient {'x' * 150} {number},98{number:08d}\n" for number in range(2000))
    shown = upload(admin, f"name,phone\n{rows}")
    assert "2000 rows are new" in shown
    assert confirm(admin, shown).status == 303


def test_a_huge_file_is_refused(admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_table, "LARGEST", 100_000)
    assert "Split it." in upload(admin, b"x" * 100_001)
    monkeypatch.setitem(uploads.FILES, "admin.imports.check", 200_000)
    assert upload(admin, b"x" * 200_000).status == 413


def test_other_pages_still_take_little(admin: Visitor) -> None:
    assert admin.post("/admin/facility", {"name": "x" * 70_000}, htmx=False).status == 413


def test_the_empty_file_opens_in_a_spreadsheet_and_goes_through(clinic: Clinic, admin: Visitor) -> None:
    answer = admin.get("/admin/import/weekly-plans/template")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="weekly-plans.csv"'
    assert answer.html.encode().startswith(b"\xef\xbb\xbfdepartment,doctor,weekday")
    assert upload(admin, answer.html, "weekly-plans").status == 200


def test_names_of_patients_stand_in_no_log(clinic: Clinic, admin: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        confirm(admin, upload(admin, GOOD))
        upload(admin, GOOD + "Zebulon,12\n")
    assert "Asha" not in caplog.text
    assert "Zebulon" not in caplog.text


def test_a_kind_that_there_is_not_is_not_found(admin: Visitor) -> None:
    assert admin.get("/admin/import/nurses").status == 404
