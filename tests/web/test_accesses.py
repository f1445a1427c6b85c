"""Looks at patients' data that pages and programs give are written down, before they are given."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.access_rows import AccessRow, AccessSubjectRow
from opd_web.store.errors import Busy
from tests.support.clinic import Clinic
from tests.support.pages import Visitor
from tests.support.programs import with_key

ASHA = {"name": "Asha Rao", "phone": "98765 43210"}


def looks(clinic: Clinic) -> list[tuple[str, str, int]]:
    """Give what was looked through, and whom at."""
    what = {row.id: row.what for row in clinic.rows(AccessRow)}
    return [(what[row.access_id], row.kind, row.subject_id) for row in clinic.rows(AccessSubjectRow)]


@pytest.mark.parametrize(
    ("path", "what"),
    [("/tokens/1/why", "token_panel"), ("/tokens/1/transfer", "token_panel"), ("/slips/1", "slip")],
)
def test_a_page_about_one_token_is_noted(clinic: Clinic, nurse: Visitor, path: str, what: str) -> None:
    clinic.book(clinic.slot())
    assert nurse.get(path, htmx=True).status == 200
    assert looks(clinic) == [(what, "token", 1)]
    assert clinic.rows(AccessRow)[0].actor == "user:1"


def test_a_phone_that_several_share_is_a_search(clinic: Clinic, nurse: Visitor) -> None:
    for name in ("Asha Rao", "Ravi Rao"):
        clinic.book(clinic.slot_of(5), name=name, phone="+919876543210")
    nurse.post("/desk/K/tokens", {"phone": "98765 43210", "place": 1, "class_": "WALK_IN", "key": "k"})
    assert looks(clinic) == [("patient_search", "patient", 1), ("patient_search", "patient", 2)]
    assert clinic.rows(AccessRow)[0].detail == "phone"


def test_the_desks_own_list_is_not_noted_with_each_poll(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    for path in ("/desk/K", "/desk/K/queue", "/doctor/1"):
        assert nurse.get(path).status == 200
    assert looks(clinic) == []


def test_what_is_closed_to_somebody_was_not_looked_at(clinic: Clinic, nurse: Visitor) -> None:
    assert nurse.get("/slips/77").status == 404
    assert looks(clinic) == []


def test_programs_that_read_patients_are_noted(app: Flask, clinic: Clinic) -> None:
    program = with_key(app, Role.NURSE)
    program.post("/patients", ASHA)
    program.get("/patients/1")
    program.get("/patients", q="asha")
    program.post("/patients", ASHA)
    assert looks(clinic) == [(what, "patient", 1) for what in ("patient", "patient_search", "patient")]
    assert {row.actor for row in clinic.rows(AccessRow)} == {"key:1"}


def test_the_log_holds_no_name_and_no_search_text(app: Flask, clinic: Clinic) -> None:
    program = with_key(app, Role.NURSE)
    program.post("/patients", ASHA)
    program.get("/patients", q="asha")
    assert "asha" not in repr([vars(row) for row in clinic.rows(AccessRow)]).casefold()


def test_what_cannot_be_noted_is_not_shown(clinic: Clinic, nurse: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_lock(*_: object) -> None:
        raise Busy("locked")

    token = clinic.book(clinic.slot(), name="Asha Rao", phone="+919876543210")
    monkeypatch.setattr("opd_web.store.accesses.add", no_lock)
    page = nurse.get(f"/tokens/{token.id}/why", htmx=True)
    assert (page.status, "Asha" in page) == (503, False)
