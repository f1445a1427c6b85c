"""Each line of the contract: address, status and fields, exactly so."""

from typing import Any

import pytest

from tests.api.conftest import Setting, done, iso

DEPARTMENT = {"id", "code", "name", "public_label", "policy", "active"}
DOCTOR = {"id", "name", "code", "department", "room", "active"}
PATIENT = {"id", "name", "phone", "language", "external_id"}
SLOT = {"id", "doctor", "starts_at", "ends_at", "capacity", "taken", "waiting_count", "status", "delay_minutes"}
TOKEN = {
    "id", "number", "department", "doctor", "slot", "patient", "class", "source", "status", "active", "position",
    "sequence", "estimated_time", "score", "arrived_at", "called_at", "started_at", "completed_at", "call_count",
    "version",
}  # fmt: skip
PAGE = {"items", "next"}
PROBLEM = {"type", "title", "status", "code", "detail", "errors", "alternatives"}
OPTIONS = {
    "preset", "classes", "routing", "when_full", "emergency", "displaced", "tie_break", "queue_order",
    "emergency_order", "time_bonus", "no_show_grace_minutes", "delay_scope", "completed_holds_place",
    "consult_minutes", "max_overtakes", "overflow_limit", "duplicate_bookings", "follow_up_days", "max_calls",
    "no_show_after_minutes", "late_return", "late_return_after",
}  # fmt: skip

NEW_DEPARTMENT = {"code": "E", "name": "Ear", "public_label": "Clinic E", "policy": {"preset": "strict"}}
NEW_PATIENT = {"name": "Asha Rao", "phone": "+919876543210"}
NEW_SLOT = {"doctor": "1", "starts_at": iso("14:00"), "ends_at": iso("15:00"), "capacity": 1}
NEW_TOKEN = {"patient": "2", "slot": "1"}

LINES: list[tuple[str, str, dict[str, Any] | None, int, set[str] | None]] = [
    ("GET", "/departments", None, 200, PAGE),
    ("POST", "/departments", NEW_DEPARTMENT, 201, DEPARTMENT),
    ("GET", "/departments/1", None, 200, DEPARTMENT),
    ("PUT", "/departments/1", {"name": "Heart"}, 200, DEPARTMENT),
    ("GET", "/doctors", None, 200, PAGE),
    ("POST", "/doctors", {"name": "Dr Das", "department": "1", "room": "4"}, 201, DOCTOR),
    ("GET", "/doctors/1", None, 200, DOCTOR),
    ("PUT", "/doctors/1", {"room": "5"}, 200, DOCTOR),
    ("DELETE", "/doctors/1", None, 200, DOCTOR),
    ("GET", "/patients", None, 200, PAGE),
    ("GET", "/patients?phone=%2B919800000001", None, 200, PAGE),
    ("GET", "/patients?q=patient", None, 200, PAGE),
    ("POST", "/patients", NEW_PATIENT, 201, PATIENT),
    ("GET", "/patients/1", None, 200, PATIENT),
    ("PUT", "/patients/1", {"language": "hi"}, 200, PATIENT),
    ("DELETE", "/patients/1", None, 204, None),
    ("GET", "/slots", None, 200, PAGE),
    ("GET", "/slots?doctor=1&department=1&date=2025-03-03", None, 200, PAGE),
    ("POST", "/slots", NEW_SLOT, 201, SLOT),
    ("GET", "/slots/1", None, 200, SLOT | {"active", "waiting"}),
    ("PUT", "/slots/1", {"capacity": 3}, 200, SLOT),
    ("DELETE", "/slots/1", None, 200, SLOT),
    ("DELETE", "/slots/2", None, 204, None),
    ("PUT", "/slots/1/delay", {"minutes": 20}, 200, SLOT),
    ("POST", "/slots/1/cancel", {}, 200, SLOT),
    ("GET", "/slots/1/tokens", None, 200, PAGE),
    ("GET", "/tokens", None, 200, PAGE),
    ("GET", "/tokens?status=BOOKED&doctor=1&date=2025-03-03", None, 200, PAGE),
    ("POST", "/tokens", NEW_TOKEN, 201, TOKEN),
    ("POST", "/tokens", {"patient": "2", "department": "1"}, 201, TOKEN),
    ("POST", "/tokens/emergency", NEW_TOKEN, 201, TOKEN),
    ("GET", "/tokens/1", None, 200, TOKEN),
    ("DELETE", "/tokens/1", None, 200, TOKEN),
    ("POST", "/tokens/1/arrive", {}, 200, TOKEN),
    ("POST", "/tokens/1/call", {"version": 1}, 200, TOKEN),
    ("POST", "/tokens/1/recall", {}, 409, PROBLEM),
    ("POST", "/tokens/1/hold", {}, 409, PROBLEM),
    ("POST", "/tokens/1/start", {}, 409, PROBLEM),
    ("POST", "/tokens/1/complete", {}, 409, PROBLEM),
    ("POST", "/tokens/1/no-show", {}, 200, TOKEN),
    ("POST", "/tokens/1/cancel", {"reason": "Went home"}, 200, TOKEN),
    ("POST", "/tokens/1/transfer", {"slot": "2"}, 200, TOKEN),
    ("POST", "/tokens/1/undo", {}, 200, TOKEN),
    ("POST", "/doctors/1/call-next", {}, 200, TOKEN),
    ("GET", "/tokens/1/explanation", None, 200, {"token", "number", "summary", "ahead", "story"}),
    ("GET", "/waiting-list?slot=1", None, 200, PAGE),
    ("GET", "/waiting-list?department=1", None, 200, PAGE),
    ("GET", "/reports/daily?date=2025-03-03", None, 200,
     {"date", "zone", "computed_at", "figures", "departments", "definitions"}),
    ("GET", "/audit?token=1", None, 200, PAGE),
]  # fmt: skip


@pytest.fixture
def busy(setting: Setting) -> Setting:
    """Slot 1 with token 1 of patient 1, slot 2 empty, patient 2."""
    slot = setting.slot()
    setting.slot("12:00", "13:00")
    setting.book(slot)
    setting.patient(2)
    return setting


@pytest.mark.parametrize(("method", "path", "body", "status", "fields"), LINES)
def test_a_line_of_the_contract(
    busy: Setting, method: str, path: str, body: dict[str, Any] | None, status: int, fields: set[str] | None
) -> None:
    answer = busy.program.send(method, path, json=body, headers={"Idempotency-Key": "x"} if method == "POST" else {})
    assert (answer.status, set(answer.body) if answer.body else None) == (status, fields)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/departments", DEPARTMENT),
        ("/doctors", DOCTOR),
        ("/patients", PATIENT),
        ("/slots", SLOT),
        ("/tokens", TOKEN),
        ("/slots/1/tokens", TOKEN),
    ],
)
def test_a_list_gives_the_same_fields_as_one(busy: Setting, path: str, fields: set[str]) -> None:
    assert next(set(one) for one in done(busy.program.get(path))["items"]) == fields


def test_ids_are_strings_everywhere(busy: Setting) -> None:
    ids = [
        one[name]
        for path in ("/departments", "/doctors", "/patients", "/slots", "/tokens")
        for one in done(busy.program.get(path))["items"]
        for name in ("id", "department", "doctor", "slot", "patient")
        if name in one
    ]
    assert {type(one) for one in ids} == {str}


def test_times_have_an_offset(busy: Setting) -> None:
    token = done(busy.program.get("/tokens/1"))
    assert {token[name][-6:] for name in ("estimated_time", "arrived_at")} == {"+05:30"}


def test_a_policy_is_a_preset_and_all_its_options(setting: Setting) -> None:
    made = done(setting.program.post("/departments", NEW_DEPARTMENT), 201)
    assert set(made["policy"]) == OPTIONS
    assert (made["policy"]["preset"], made["policy"]["when_full"]) == ("strict", "preempt_or_reject")


def test_a_new_department_is_fair(setting: Setting) -> None:
    body = {name: value for name, value in NEW_DEPARTMENT.items() if name != "policy"}
    assert done(setting.program.post("/departments", body), 201)["policy"]["preset"] == "fair"


def test_one_option_of_a_policy_changes_and_the_others_stay(setting: Setting) -> None:
    path = f"/departments/{setting.department}"
    before = done(setting.program.get(path))["policy"]
    changed = done(setting.program.put(path, {"policy": {"consult_minutes": 25}}))["policy"]
    bonus = done(setting.program.put(path, {"policy": {"time_bonus": {"per_hour": 0.1, "cap": 1.5}}}))["policy"]
    assert changed == before | {"consult_minutes": 25}
    assert bonus["time_bonus"] == {"per_hour": 0.1, "cap": 1.5}
    assert done(setting.program.get(path))["policy"] == bonus


def test_what_was_read_can_be_sent_back(busy: Setting) -> None:
    for path in ("/departments/1", "/doctors/1", "/patients/1"):
        body = done(busy.program.get(path))
        assert done(busy.program.put(path, body)) == body


def test_a_doctor_is_taken_out_of_use_and_stays_on_file(busy: Setting) -> None:
    busy.program.delete("/doctors/1")
    assert done(busy.program.get("/doctors/1"))["active"] is False
    assert busy.program.post("/slots", NEW_SLOT).fields == {"doctor"}


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/departments", NEW_DEPARTMENT | {"code": "TOOLONGCODE"}, "code"),
        ("POST", "/departments", NEW_DEPARTMENT | {"code": "k"}, "code"),
        ("POST", "/departments", NEW_DEPARTMENT | {"code": "K"}, "code"),
        ("POST", "/departments", NEW_DEPARTMENT | {"name": ""}, "name"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"preset": "royal"}}, "policy.preset"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"classes": []}}, "policy.classes"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"classes": ["A", "A"]}}, "policy.classes"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"max_calls": 0}}, "policy.max_calls"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"time_bonus": {"cap": 1}}}, "policy.time_bonus.per_hour"),
        ("POST", "/departments", NEW_DEPARTMENT | {"policy": {"jumps": 1}}, "policy.jumps"),
        ("PUT", "/departments/1", {"code": "X"}, "code"),
        ("PUT", "/departments/1", {"active": 1}, "active"),
        ("PUT", "/departments/1", {"policy": {"emergency": "off"}}, "policy.emergency"),
        ("PUT", "/doctors/1", {"department": "2"}, "department"),
        ("PUT", "/doctors/1", {"department": "99"}, "department"),
        ("PUT", "/doctors/1", {"name": None}, "name"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(
    busy: Setting, method: str, path: str, body: dict[str, Any], field: str
) -> None:
    busy.clinic.department("Z")
    answer = busy.program.send(method, path, json=body)
    assert (answer.status in (404, 422), answer.fields) == (True, {field})
