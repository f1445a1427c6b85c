"""Patients: one for each phone and name; found by a part of what is known; erased without a trace of who it was."""

import pytest

from opd_web.engine.roles import Role
from opd_web.store.event_rows import EventRow
from opd_web.store.program_rows import AnswerRow
from opd_web.store.rows import IdempotencyRow, NoteRow, PatientRow
from tests.support.clinic import Clinic
from tests.support.programs import Program, with_key

ASHA = {"name": "Asha Rao", "phone": "98765 43210", "language": "hi", "external_id": "MRN-1"}


def test_a_person_is_put_on_file(program: Program) -> None:
    answer = program.post("/patients", ASHA)
    assert answer.body == {
        "id": "1", "name": "Asha Rao", "phone": "+919876543210", "language": "hi", "external_id": "MRN-1",
    }  # fmt: skip
    assert (answer.status, answer.headers["Location"]) == (201, "/api/v1/patients/1")


def test_a_person_is_on_file_once(program: Program) -> None:
    program.post("/patients", ASHA)
    again = program.post("/patients", {"name": "ASHA  rao", "phone": "+919876543210"})
    assert (again.status, again.body["id"]) == (200, "1")


def test_families_share_a_phone(program: Program) -> None:
    program.post("/patients", ASHA)
    program.post("/patients", {"name": "Ravi Rao", "phone": ASHA["phone"]})
    found = program.get("/patients", phone="+91 98765-43210").body["items"]
    assert [one["name"] for one in found] == ["Asha Rao", "Ravi Rao"]


@pytest.mark.parametrize("part", ["asha", "RAO", "543210", "MRN-1"])
def test_a_patient_is_found_by_a_part(program: Program, part: str) -> None:
    program.post("/patients", ASHA)
    program.post("/patients", {"name": "Imran Khan", "phone": "+911122334455"})
    assert [one["id"] for one in program.get("/patients", q=part).body["items"]] == ["1"]


@pytest.mark.parametrize("part", ["%", "_", "\\"])
def test_signs_of_the_database_find_nobody(program: Program, part: str) -> None:
    program.post("/patients", ASHA)
    assert program.get("/patients", q=part).body["items"] == []


def test_names_in_any_script_are_found(program: Program) -> None:
    program.post("/patients", {"name": "आशा राव", "phone": "+911122334455"})
    assert program.get("/patients", q="राव").body["items"][0]["name"] == "आशा राव"


def test_what_is_left_out_stays(program: Program) -> None:
    program.post("/patients", ASHA)
    changed = program.put("/patients/1", {"name": "Asha R. Rao"}).body
    assert (changed["name"], changed["language"], changed["external_id"]) == ("Asha R. Rao", "hi", "MRN-1")


def test_what_was_read_can_be_sent_back(program: Program) -> None:
    body = program.post("/patients", ASHA).body
    assert program.put("/patients/1", body).body == body


def test_nobody_takes_the_place_of_another(program: Program) -> None:
    program.post("/patients", ASHA)
    program.post("/patients", {"name": "Ravi Rao", "phone": ASHA["phone"]})
    answer = program.put("/patients/2", {"name": "Asha Rao"})
    assert (answer.code, answer.fields) == ("invalid", {"name"})


@pytest.mark.parametrize("change", [{"external_id": "MRN-1"}])
def test_an_external_id_belongs_to_one(program: Program, change: dict[str, str]) -> None:
    program.post("/patients", ASHA)
    program.post("/patients", {"name": "Ravi Rao", "phone": ASHA["phone"]})
    assert program.put("/patients/2", change).fields == {"external_id"}
    assert program.post("/patients", {**ASHA, "name": "Third"}).fields == {"external_id"}


def test_a_change_of_what_was_seen_otherwise_is_refused(program: Program) -> None:
    program.post("/patients", ASHA)
    seen = program.get("/patients/1").headers["ETag"]
    program.put("/patients/1", {"name": "Asha R. Rao"}, headers={"If-Match": seen})
    answer = program.put("/patients/1", {"language": "en"}, headers={"If-Match": seen})
    assert (answer.status, answer.code) == (412, "stale_version")


def test_a_program_that_has_it_gets_nothing_new(program: Program) -> None:
    program.post("/patients", ASHA)
    seen = program.get("/patients/1").headers["ETag"]
    again = program.get("/patients/1", headers={"If-None-Match": seen})
    assert (again.status, again.body) == (304, None)


def test_an_erased_person_is_nowhere(program: Program, clinic: Clinic) -> None:
    slot = clinic.slot()
    program.post("/patients", ASHA, once="asha")
    token = clinic.emergency(slot, patient_id=1, reason="Asha fell")
    clinic.emergency(clinic.slot("12:00"), name="Ravi Rao", phone="+919876543210", reason="Ravi fell")
    assert program.delete("/patients/1").status == 204
    everything = repr(clinic.everything())
    assert not [word for word in ("Asha", "asha", "MRN-1") if word in everything]
    assert [note.text for note in clinic.rows(NoteRow)] == ["", "Ravi fell"]
    assert clinic.token(token.token).patient_name == "erased"


def test_what_an_erased_person_did_stays(program: Program, clinic: Clinic) -> None:
    clinic.book(clinic.slot(), name="Asha Rao", phone="+919876543210")
    before = [event.hash for event in clinic.rows(EventRow)]
    program.delete("/patients/1")
    assert [event.hash for event in clinic.rows(EventRow)] == before
    assert clinic.rows(IdempotencyRow)[0].fingerprint == "erased"


@pytest.mark.parametrize("path", ["/patients/1", "/patients?q=asha", "/patients?phone=%2B919876543210"])
def test_an_erased_person_is_not_found(program: Program, path: str) -> None:
    program.post("/patients", ASHA)
    program.delete("/patients/1")
    answer = program.get(path)
    assert answer.code == "not_found" or answer.body["items"] == []


def test_the_answer_that_named_an_erased_person_is_forgotten(program: Program, clinic: Clinic) -> None:
    program.post("/patients", ASHA, once="a")
    program.delete("/patients/1")
    assert clinic.rows(AnswerRow) == []


def test_an_erased_person_can_come_back_as_somebody_new(program: Program, clinic: Clinic) -> None:
    program.post("/patients", ASHA)
    program.delete("/patients/1")
    assert program.post("/patients", ASHA).body["id"] == "2"
    assert len(clinic.rows(PatientRow)) == 2


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.AUDITOR])
def test_who_does_not_book_reads_no_persons(program: Program, role: Role) -> None:
    program.post("/patients", ASHA)
    other = with_key(program.app, role)
    assert [other.get(path).code for path in ("/patients", "/patients/1")] == ["forbidden"] * 2


def test_a_nurse_erases_nobody(program: Program) -> None:
    program.post("/patients", ASHA)
    assert with_key(program.app, Role.NURSE).delete("/patients/1").code == "forbidden"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "no number"}, "phone"),
        ({"phone": 9876543210}, "phone"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"name": "a\ud800b"}, "name"),
        ({"name": "ﷺ" * 200}, "name"),
        ({"name": None}, "name"),
        ({"language": "klingon-please"}, "language"),
        ({"external_id": ["x"]}, "external_id"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(program: Program, change: dict[str, object], field: str) -> None:
    answer = program.post("/patients", {**ASHA, **change})
    assert (answer.status, answer.code, answer.fields) == (422, "invalid", {field})
