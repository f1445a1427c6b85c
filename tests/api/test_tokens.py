"""Tokens: booked by slot, window or department; read with position, time and score; explained."""

from collections.abc import Callable

import pytest

from opd_web.engine.roles import Role
from opd_web.store.rows import NoteRow, TokenRow
from tests.api.conftest import Setting, done, iso
from tests.support.programs import with_key

FIELDS = [
    "id", "number", "department", "doctor", "slot", "patient", "class", "source", "status", "active", "position",
    "sequence", "estimated_time", "score", "arrived_at", "called_at", "started_at", "completed_at", "call_count",
    "version",
]  # fmt: skip


def test_a_token_has_these_fields(setting: Setting) -> None:
    assert list(setting.book(setting.slot())) == FIELDS


def test_a_free_place_is_given_at_once(setting: Setting) -> None:
    slot = setting.slot()
    token = setting.book(slot)
    assert token == token | {
        "number": "K-001", "department": setting.department, "doctor": setting.doctor, "slot": slot["id"],
        "status": "BOOKED", "active": True, "position": 1, "sequence": 1, "score": 5.0, "version": 1, "call_count": 0,
        "estimated_time": "2025-03-03T10:00:00+05:30", "arrived_at": "2025-03-03T08:00:00+05:30", "called_at": None,
    }  # fmt: skip


def test_a_token_that_waits_has_no_slot_and_no_time(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    setting.book(slot)
    token = setting.book(slot)
    assert token == token | {
        "status": "WAITING", "active": False, "position": 1, "slot": None, "doctor": None, "estimated_time": None,
    }  # fmt: skip


def test_a_new_token_has_an_address(setting: Setting) -> None:
    body = {"patient": setting.patient(), "slot": setting.slot()["id"]}
    answer = setting.program.post("/tokens", body)
    assert answer.headers["Location"] == "/api/v1/tokens/1"
    assert setting.program.get(answer.headers["Location"]).body == answer.body


def test_a_window_of_a_department(setting: Setting) -> None:
    department = setting.clinic.department("E", preset="balanced")
    slot = setting.slot(doctor=str(setting.clinic.doctor(department)))
    token = setting.book(department=str(department), window=slot["starts_at"])
    assert (token["number"], token["slot"]) == ("E-001", slot["id"])


def test_a_department_alone_takes_the_first_free_place(setting: Setting) -> None:
    setting.book(setting.slot("09:00", "10:00", capacity=1))
    slot = setting.slot()
    assert setting.book(department=setting.department)["slot"] == slot["id"]


def test_a_request_without_a_class_is_tagged_from_the_history(setting: Setting) -> None:
    patient = setting.patient()
    slot = setting.slot()
    first = done(setting.program.post("/tokens", {"patient": patient, "slot": slot["id"]}), 201)
    for step in ("call", "start", "complete"):
        setting.program.post(f"/tokens/{first['id']}/{step}")
    again = done(setting.program.post("/tokens", {"patient": patient, "slot": slot["id"]}), 201)
    online = setting.book(slot, **{"class": "ONLINE"}, source="ONLINE")
    assert [one["class"] for one in (first, again, online)] == ["WALK_IN", "FOLLOW_UP", "ONLINE"]
    assert online["arrived_at"] is None


def test_a_full_slot_answers_with_alternatives(setting: Setting) -> None:
    department = setting.clinic.department("S", preset="strict")
    doctor = str(setting.clinic.doctor(department))
    full, later = setting.slot(capacity=1, doctor=doctor), setting.slot("11:00", "12:00", doctor=doctor)
    setting.book(full, **{"class": "PAID"})
    answer = setting.program.post("/tokens", {"patient": setting.patient(), "slot": full["id"], "class": "PAID"})
    assert (answer.status, answer.code) == (409, "full")
    assert answer.body["alternatives"] == [later]


def test_a_department_without_slots(setting: Setting) -> None:
    earliest = setting.clinic.department("C", preset="chronological")
    waiting = setting.book(department=str(earliest), **{"class": "NORMAL"})
    strict = setting.clinic.department("S", preset="strict")
    answer = setting.program.post("/tokens", {"patient": setting.patient(), "department": str(strict), "class": "PAID"})
    assert (waiting["status"], answer.code, answer.body["alternatives"]) == ("WAITING", "full", [])


def test_an_emergency_needs_no_reason(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    setting.book(slot)
    token = done(setting.program.post("/tokens/emergency", {"patient": setting.patient(), "slot": slot["id"]}), 201)
    assert (token["class"], token["status"], token["position"], token["score"]) == ("EMERGENCY", "BOOKED", 1, 1.0)


def test_the_reason_of_an_emergency_is_noted(setting: Setting) -> None:
    body = {"patient": setting.patient(), "slot": setting.slot()["id"], "reason": "Chest pain", "class": "EMERGENCY"}
    done(setting.program.post("/tokens/emergency", body), 201)
    assert [note.text for note in setting.clinic.rows(NoteRow)] == ["Chest pain"]


@pytest.mark.parametrize(
    ("change", "field", "code", "status"),
    [
        ({"class": "ROYAL"}, "class", "unknown_class", 422),
        ({"class": ""}, "class", "invalid", 422),
        ({"class": "x" * 60_000}, "class", "invalid", 422),
        ({"class": 3}, "class", "invalid", 422),
        ({"patient": "999"}, "patient", "not_found", 404),
        ({"patient": "4294967297"}, "patient", "not_found", 404),
        ({"patient": 1}, "patient", "invalid", 422),
        ({"patient": None}, "patient", "invalid", 422),
        ({"patient": "1; DROP TABLE token"}, "patient", "invalid", 422),
        ({"patient": "\uff11"}, "patient", "invalid", 422),
        ({"slot": "999"}, "slot", "unknown_slot", 404),
        ({"slot": {"id": "1"}}, "slot", "invalid", 422),
        ({"source": "TELEPATHY"}, "source", "invalid", 422),
        ({"source": None}, "source", "invalid", 422),
        ({"booked_at": "2025-03-03T09:00:00+05:30"}, "booked_at", "invalid", 422),
        ({"booked_at": "2025-03-03"}, "booked_at", "invalid", 422),
        ({"booked_at": "2024-02-30T09:00:00+05:30"}, "booked_at", "invalid", 422),
        ({"department": "1"}, "slot", "invalid", 422),
        ({"window": iso("10:00")}, "slot", "invalid", 422),
        ({"priority": 1}, "priority", "invalid", 422),
        ({"status": "BOOKED"}, "status", "invalid", 422),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_field(
    setting: Setting, change: dict[str, object], field: str, code: str, status: int
) -> None:
    body = {"patient": setting.patient(), "slot": setting.slot()["id"]} | change
    answer = setting.program.post("/tokens", body)
    assert (answer.status, answer.code, answer.fields) == (status, code, {field})
    assert setting.clinic.rows(TokenRow) == []


@pytest.mark.parametrize(
    ("place", "field", "code"),
    [
        ({}, "slot", "invalid"),
        ({"window": iso("10:00")}, "department", "invalid"),
        ({"department": "999"}, "department", "not_found"),
        ({"department": "1", "window": "10:00"}, "window", "invalid"),
        ({"department": "1", "window": iso("10:00")}, "slot", "invalid"),
        ({"department": "1", "window": "2025-03-03T10:00:01+05:30"}, "window", "invalid"),
    ],
)
def test_a_place_that_cannot_be_is_refused_by_field(
    setting: Setting, place: dict[str, object], field: str, code: str
) -> None:
    answer = setting.program.post("/tokens", {"patient": setting.patient(), **place})
    assert (answer.code, answer.fields) == (code, {field})


def test_a_window_that_is_over_is_named_as_it_was_sent(setting: Setting, wall: Callable[[str], None]) -> None:
    department = setting.clinic.department("E", preset="balanced")
    slot = setting.slot(doctor=str(setting.clinic.doctor(department)))
    wall("11:01")
    place = {"department": str(department), "window": slot["starts_at"]}
    answer = setting.program.post("/tokens", {"patient": setting.patient(), **place})
    assert (answer.code, answer.fields) == ("slot_in_past", {"window"})


def test_a_department_that_has_no_place_is_named_as_it_was_sent(setting: Setting) -> None:
    department = str(setting.clinic.department("E", preset="balanced"))
    answer = setting.program.post("/tokens", {"patient": setting.patient(), "department": department})
    assert (answer.code, answer.fields) == ("full", {"department"})


def test_a_slot_that_is_over_is_refused(setting: Setting, wall: Callable[[str], None]) -> None:
    slot, later = setting.slot(), setting.slot("12:00", "13:00")
    wall("11:01")
    answer = setting.program.post("/tokens", {"patient": setting.patient(), "slot": slot["id"]})
    assert (answer.status, answer.code, answer.fields) == (422, "slot_in_past", {"slot"})
    assert [one["id"] for one in answer.body["alternatives"]] == [later["id"]]


def test_a_patient_has_one_token_a_day_where_the_policy_says_so(setting: Setting) -> None:
    department = setting.clinic.department("E", preset="fair")
    slot = setting.slot(doctor=str(setting.clinic.doctor(department)))
    patient = setting.patient()
    setting.book(slot, patient=patient)
    answer = setting.program.post("/tokens", {"patient": patient, "slot": slot["id"], "class": "WALK_IN"})
    assert (answer.status, answer.code, answer.fields) == (409, "duplicate_booking", {"patient"})


def test_an_earlier_request_stands_first_where_the_policy_looks_at_it(setting: Setting) -> None:
    department = setting.clinic.department("E", tie_break="booked_at")
    slot = setting.slot(doctor=str(setting.clinic.doctor(department)))
    setting.book(slot)
    early = setting.book(slot, booked_at="2025-03-03T01:00:00Z")
    assert early["position"] == 1


def test_the_score_falls_with_waiting(setting: Setting, wall: Callable[[str], None]) -> None:
    department = setting.clinic.department("E", preset="elastic")
    token = setting.book(setting.slot(doctor=str(setting.clinic.doctor(department))))
    wall("09:30")
    assert (token["score"], setting.program.get(f"/tokens/{token['id']}").body["score"]) == (5.0, 4.85)


def test_a_token_explains_itself(setting: Setting) -> None:
    slot = setting.slot()
    ahead = done(setting.program.post("/tokens/emergency", {"patient": setting.patient(), "slot": slot["id"]}), 201)
    token = setting.book(slot)
    why = done(setting.program.get(f"/tokens/{token['id']}/explanation"))
    assert why["summary"] == "1 ahead: K-001 (emergency, 08:00)."
    assert why["ahead"] == [
        {"token": ahead["id"], "number": "K-001", "reason": "emergency", "text": "emergency, 08:00"}
    ]
    assert [(one["who"], one["at"]) for one in why["story"]] == [
        ("administrator in tests", "2025-03-03T08:00:00+05:30")
    ]


def test_cancelling_by_delete_keeps_the_token(setting: Setting) -> None:
    token = setting.book(setting.slot())
    assert done(setting.program.delete(f"/tokens/{token['id']}"))["status"] == "CANCELLED"
    assert done(setting.program.get(f"/tokens/{token['id']}"))["status"] == "CANCELLED"
    assert setting.program.delete(f"/tokens/{token['id']}").code == "illegal_transition"


def test_cancelling_what_was_seen_otherwise_is_refused(setting: Setting) -> None:
    token = setting.book(setting.slot(), source="ONLINE")
    seen = setting.program.get(f"/tokens/{token['id']}").headers["ETag"]
    setting.program.post(f"/tokens/{token['id']}/arrive")
    answer = setting.program.delete(f"/tokens/{token['id']}", headers={"If-Match": seen})
    assert (answer.status, answer.code) == (412, "stale_version")


def test_a_program_that_has_the_token_gets_nothing_new(setting: Setting) -> None:
    token = setting.book(setting.slot())
    seen = setting.program.get(f"/tokens/{token['id']}").headers["ETag"]
    assert setting.program.get(f"/tokens/{token['id']}", headers={"If-None-Match": seen}).status == 304


@pytest.mark.parametrize("path", ["/tokens/999", "/tokens/999/explanation", "/tokens/0", "/tokens/x", "/tokens/-1"])
def test_a_token_that_there_is_not(setting: Setting, path: str) -> None:
    answer = setting.program.get(path)
    assert (answer.status, answer.code) == (404, "not_found")


def test_tokens_of_other_departments_are_closed(setting: Setting) -> None:
    slot = setting.slot()
    token = setting.book(slot)
    setting.clinic.department("E")
    other = with_key(setting.program.app, Role.NURSE, department_codes=["E"])
    refused = [
        other.get(f"/tokens/{token['id']}"),
        other.get(f"/tokens/{token['id']}/explanation"),
        other.delete(f"/tokens/{token['id']}"),
        other.get(f"/slots/{slot['id']}/tokens"),
        other.get("/waiting-list", slot=slot["id"]),
        other.get("/waiting-list", department=setting.department),
        other.get("/tokens", department=setting.department),
        other.post("/tokens", {"patient": token["patient"], "slot": slot["id"]}),
        other.post("/tokens/emergency", {"patient": token["patient"], "slot": slot["id"]}),
        other.post(f"/doctors/{setting.doctor}/call-next"),
        *(other.post(f"/tokens/{token['id']}/{step}") for step in ("arrive", "call", "cancel", "undo")),
    ]
    assert [answer.code for answer in refused] == ["forbidden"] * len(refused)
    assert done(other.get("/tokens"))["items"] == []
