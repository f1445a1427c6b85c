"""Slots: their windows never overlap, their capacity never falls below what is taken, their history stays."""

from collections.abc import Callable

import pytest

from opd_web.engine.roles import Role
from opd_web.services import audit
from tests.api.conftest import Setting, done, iso
from tests.support.clinic import moment
from tests.support.programs import with_key


def test_a_slot_is_added(setting: Setting) -> None:
    assert setting.slot() == {
        "id": "1", "doctor": setting.doctor,
        "starts_at": "2025-03-03T10:00:00+05:30", "ends_at": "2025-03-03T11:00:00+05:30",
        "capacity": 2, "taken": 0, "waiting_count": 0, "status": "SCHEDULED", "delay_minutes": 0,
    }  # fmt: skip


def test_a_time_in_another_zone_is_the_same_moment(setting: Setting) -> None:
    body = setting.slot_body(starts_at="2025-03-03T04:30:00Z", ends_at="2025-03-03T00:30:00-05:00")
    assert done(setting.program.post("/slots", body), 201)["ends_at"] == "2025-03-03T11:00:00+05:30"


def test_the_service_day_is_the_facility_s_own(setting: Setting) -> None:
    setting.program.post("/slots", setting.slot_body(starts_at="2025-03-03T19:00:00Z", ends_at="2025-03-03T20:00:00Z"))
    assert [len(setting.program.get("/slots", date=day).body["items"]) for day in ("2025-03-03", "2025-03-04")] == [
        0,
        1,
    ]


def test_slots_are_listed_in_time_order_page_by_page(setting: Setting) -> None:
    ids = [setting.slot(f"{hour}:00", f"{hour}:30")["id"] for hour in (12, 10, 11)]
    first = setting.program.get("/slots", limit=2).body
    second = setting.program.get("/slots", limit=2, cursor=first["next"]).body
    assert [one["id"] for one in first["items"] + second["items"]] == [ids[1], ids[2], ids[0]]
    assert second["next"] is None


def test_slots_are_found_by_doctor_department_and_date(setting: Setting) -> None:
    slot = setting.slot()
    other = str(setting.clinic.doctor(name="Dr Das"))
    setting.slot(doctor=other)
    found = setting.program.get("/slots", doctor=setting.doctor, department=setting.department, date="2025-03-03")
    assert [one["id"] for one in found.body["items"]] == [slot["id"]]


def test_one_slot_tells_who_is_in_it_and_who_waits(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    first, second = (setting.clinic.book(int(slot["id"])) for _ in range(2))
    body = done(setting.program.get(f"/slots/{slot['id']}"))
    assert (body["taken"], body["waiting_count"]) == (1, 1)
    assert [(one["number"], one["position"], one["status"]) for one in body["active"]] == [(first.number, 1, "BOOKED")]
    assert [(one["number"], one["position"], one["status"]) for one in body["waiting"]] == [
        (second.number, 1, "WAITING")
    ]


def test_the_waiting_of_a_window_are_those_of_all_its_slots(setting: Setting) -> None:
    department = setting.clinic.department("E", preset="balanced", duplicate_bookings="allow")
    doctor = str(setting.clinic.doctor(department))
    slot = setting.slot(capacity=1, doctor=doctor)
    for _ in range(3):
        setting.clinic.book(department_id=department, window=moment("10:00"))
    body = done(setting.program.get(f"/slots/{slot['id']}"))
    assert (body["waiting_count"], [one["position"] for one in body["waiting"]]) == (2, [1, 2])


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"capacity": 0}, "capacity", "invalid"),
        ({"capacity": -1}, "capacity", "invalid"),
        ({"capacity": "2"}, "capacity", "invalid"),
        ({"capacity": 2.5}, "capacity", "invalid"),
        ({"capacity": True}, "capacity", "invalid"),
        ({"capacity": 10**30}, "capacity", "invalid"),
        ({"capacity": None}, "capacity", "invalid"),
        ({"doctor": "999"}, "doctor", "not_found"),
        ({"doctor": "99999999999999999999"}, "doctor", "invalid"),
        ({"doctor": 1}, "doctor", "invalid"),
        ({"doctor": "Dr Rao"}, "doctor", "invalid"),
        ({"starts_at": "2025-03-03T10:00:00"}, "starts_at", "invalid"),
        ({"starts_at": "yesterday"}, "starts_at", "invalid"),
        ({"starts_at": 1740974400}, "starts_at", "invalid"),
        ({"starts_at": "2025-02-29T10:00:00+05:30"}, "starts_at", "invalid"),
        ({"starts_at": "2025-03-03T24:01:00+05:30"}, "starts_at", "invalid"),
        ({"starts_at": "2025-03-03T10:00:60+05:30"}, "starts_at", "invalid"),
        ({"starts_at": "2025-03-03T10:00:30+05:30"}, "starts_at", "invalid"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at", "invalid"),
        ({"ends_at": "9999-12-31T23:59:00-12:00"}, "ends_at", "invalid"),
        ({"ends_at": iso("10:00")}, "ends_at", "invalid"),
        ({"ends_at": iso("09:00")}, "ends_at", "invalid"),
        ({"ends_at": iso("10:01", days=1)}, "ends_at", "invalid"),
        ({"starts_at": iso("06:00"), "ends_at": iso("07:59")}, "ends_at", "slot_in_past"),
        ({"starts_at": iso("11:30")}, "ends_at", "invalid"),
        ({"colour": "blue"}, "colour", "invalid"),
        ({"id": "7"}, "id", "invalid"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_by_field(
    setting: Setting, change: dict[str, object], field: str, code: str
) -> None:
    answer = setting.program.post("/slots", setting.slot_body() | change)
    assert (answer.code, answer.fields) == (code, {field})


@pytest.mark.parametrize("times", [("10:00", "11:00"), ("09:30", "10:30"), ("10:59", "12:00"), ("09:00", "12:00")])
def test_slots_of_one_doctor_do_not_overlap(setting: Setting, times: tuple[str, str]) -> None:
    setting.slot()
    answer = setting.program.post("/slots", setting.slot_body(*times))
    assert (answer.status, answer.code, answer.fields) == (409, "slot_overlap", {"starts_at"})


def test_slots_may_touch(setting: Setting) -> None:
    setting.slot()
    setting.slot("11:00", "12:00")
    setting.slot("09:00", "10:00")


def test_a_higher_capacity_lets_the_waiting_in(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    tokens = [setting.clinic.book(int(slot["id"])) for _ in range(2)]
    changed = done(setting.program.put(f"/slots/{slot['id']}", {"capacity": 2}))
    assert (changed["taken"], changed["waiting_count"]) == (2, 0)
    assert [setting.clinic.status(token) for token in tokens] == ["BOOKED", "BOOKED"]


def test_a_capacity_below_what_is_taken_is_refused_with_who_stands_in_the_way(setting: Setting) -> None:
    slot = setting.slot(capacity=3)
    for _ in range(2):
        setting.clinic.book(int(slot["id"]))
    answer = setting.program.put(f"/slots/{slot['id']}", {"capacity": 1})
    assert (answer.code, answer.fields) == ("invalid", {"capacity"})
    assert "K-001, K-002" in answer.body["detail"]


def test_emergencies_beyond_the_capacity_do_not_stand_in_the_way(setting: Setting) -> None:
    department = setting.clinic.department("E", preset="elastic")
    slot = setting.slot(capacity=2, doctor=str(setting.clinic.doctor(department)))
    setting.clinic.book(int(slot["id"]))
    for _ in range(2):
        setting.clinic.emergency(int(slot["id"]))
    assert done(setting.program.put(f"/slots/{slot['id']}", {"capacity": 3}))["taken"] == 3
    assert setting.clinic.slot_row(int(slot["id"])).overflow == 0
    assert setting.program.put(f"/slots/{slot['id']}", {"capacity": 2}).fields == {"capacity"}


def test_what_was_read_can_be_sent_back(setting: Setting) -> None:
    slot = setting.slot()
    assert done(setting.program.put(f"/slots/{slot['id']}", slot)) == slot


def test_one_slot_as_it_was_read_can_be_sent_back_whole(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    for _ in range(2):
        setting.clinic.book(int(slot["id"]))
    whole = done(setting.program.get(f"/slots/{slot['id']}"))
    assert (len(whole["active"]), len(whole["waiting"])) == (1, 1)
    assert done(setting.program.put(f"/slots/{slot['id']}", whole)) == slot | {"taken": 1, "waiting_count": 1}


def test_a_slot_moves_while_nobody_was_in_it(setting: Setting) -> None:
    slot = setting.slot()
    body = {"starts_at": iso("12:00"), "ends_at": iso("13:00")}
    assert done(setting.program.put(f"/slots/{slot['id']}", body))["starts_at"] == "2025-03-03T12:00:00+05:30"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"starts_at": iso("09:30")}, "starts_at", "invalid"),
        ({"ends_at": iso("12:30")}, "starts_at", "slot_overlap"),
        ({"ends_at": iso("07:00")}, "ends_at", "invalid"),
        ({"doctor": "2"}, "doctor", "invalid"),
        ({"capacity": 0}, "capacity", "invalid"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field(
    setting: Setting, body: dict[str, object], field: str, code: str
) -> None:
    slot = setting.slot()
    setting.slot("12:00", "13:00")
    setting.clinic.book(int(slot["id"]))
    answer = setting.program.put(f"/slots/{slot['id']}", body)
    assert (answer.code, answer.fields) == (code, {field})


def test_a_slot_stays_on_its_day(setting: Setting) -> None:
    slot = setting.slot()
    body = {"starts_at": iso("10:00", days=1), "ends_at": iso("11:00", days=1)}
    assert setting.program.put(f"/slots/{slot['id']}", body).fields == {"starts_at"}


def test_a_slot_that_is_over_is_not_changed(setting: Setting, wall: Callable[[str], None]) -> None:
    slot = setting.slot()
    wall("11:01")
    assert setting.program.put(f"/slots/{slot['id']}", {"capacity": 5}).code == "slot_in_past"


def test_a_change_of_what_was_seen_otherwise_is_refused(setting: Setting) -> None:
    slot = setting.slot()
    seen = setting.program.get(f"/slots/{slot['id']}").headers["ETag"]
    setting.clinic.book(int(slot["id"]))
    assert setting.program.put(f"/slots/{slot['id']}", {"capacity": 3}, headers={"If-Match": seen}).status == 200
    assert setting.program.put(f"/slots/{slot['id']}", {"capacity": 4}, headers={"If-Match": seen}).status == 412


def test_a_delay_of_what_was_seen_otherwise_is_refused(setting: Setting) -> None:
    slot = setting.slot()
    seen = {"If-Match": setting.program.get(f"/slots/{slot['id']}").headers["ETag"]}
    assert setting.program.put(f"/slots/{slot['id']}/delay", {"minutes": 20}, headers=seen).status == 200
    late = setting.program.put(f"/slots/{slot['id']}/delay", {"minutes": 0}, headers=seen)
    assert (late.status, late.code) == (412, "stale_version")
    assert done(setting.program.get(f"/slots/{slot['id']}"))["delay_minutes"] == 20


def test_a_slot_without_history_is_deleted(setting: Setting) -> None:
    slot = setting.slot()
    assert setting.program.delete(f"/slots/{slot['id']}").status == 204
    assert setting.program.get(f"/slots/{slot['id']}").code == "not_found"
    assert setting.program.get("/slots").body["items"] == []
    assert setting.slot()["id"] != slot["id"]


def test_a_slot_with_any_token_in_its_history_is_cancelled(setting: Setting) -> None:
    slot = setting.slot()
    token = setting.clinic.book(int(slot["id"]))
    setting.clinic.cancel(token)
    assert done(setting.program.delete(f"/slots/{slot['id']}"))["status"] == "CANCELLED"
    assert done(setting.program.get(f"/slots/{slot['id']}"))["status"] == "CANCELLED"
    assert setting.program.delete(f"/slots/{slot['id']}").status == 200


def test_cancelling_displaces_who_has_no_pool_left(setting: Setting) -> None:
    slot = setting.slot()
    token = setting.clinic.book(int(slot["id"]))
    assert done(setting.program.post(f"/slots/{slot['id']}/cancel", {"reason": "Ill"}))["status"] == "CANCELLED"
    assert setting.clinic.status(token) == "DISPLACED"
    assert setting.program.post(f"/slots/{slot['id']}/cancel").code == "illegal_transition"


def test_the_delay_is_the_slot_s_total(setting: Setting) -> None:
    slot = setting.slot()
    answers = [done(setting.program.put(f"/slots/{slot['id']}/delay", {"minutes": 20})) for _ in range(2)]
    assert [(one["delay_minutes"], one["status"]) for one in answers] == [(20, "DELAYED")] * 2


@pytest.mark.parametrize("minutes", [-1, 1441, "20", 1.5, None, True])
def test_a_delay_that_cannot_be_is_refused(setting: Setting, minutes: object) -> None:
    slot = setting.slot()
    assert setting.program.put(f"/slots/{slot['id']}/delay", {"minutes": minutes}).fields == {"minutes"}


def test_the_record_of_every_change_holds(setting: Setting) -> None:
    slot, empty = setting.slot(capacity=1), setting.slot("12:00", "13:00")
    for _ in range(2):
        setting.clinic.book(int(slot["id"]))
    setting.program.put(f"/slots/{slot['id']}", {"capacity": 2})
    setting.program.put(f"/slots/{empty['id']}", {"starts_at": iso("12:30")})
    setting.program.delete(f"/slots/{empty['id']}")
    assert (audit.replay(), audit.verify().problem) == ((), None)


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR, Role.AUDITOR])
def test_only_administrators_add_slots(setting: Setting, role: Role) -> None:
    assert with_key(setting.program.app, role).post("/slots", setting.slot_body()).code == "forbidden"


def test_slots_of_other_departments_are_closed(setting: Setting) -> None:
    slot = setting.slot()
    setting.clinic.department("E")
    other = with_key(setting.program.app, Role.ADMINISTRATOR, department_codes=["E"])
    path = f"/slots/{slot['id']}"
    refused = [
        other.get(path),
        other.put(path, {"capacity": 3}),
        other.delete(path),
        other.put(f"{path}/delay", {"minutes": 5}),
        other.post(f"{path}/cancel"),
        other.post("/slots", setting.slot_body("12:00", "13:00")),
        other.get("/slots", department=setting.department),
    ]
    assert [answer.code for answer in refused] == ["forbidden"] * 7
    assert other.get("/slots").body["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/tokens", None),
        ("PUT", "", {"capacity": 3}),
        ("PUT", "/delay", {"minutes": 5}),
        ("POST", "/cancel", {}),
        ("DELETE", "", None),
    ],
)
def test_a_slot_that_there_is_not(setting: Setting, method: str, path: str, body: dict[str, object] | None) -> None:
    for slot_id in ("999", "0", "99999999999999999999", "1.5", "%20"):
        answer = setting.program.send(method, f"/slots/{slot_id}{path}", json=body)
        assert (answer.status, answer.code) == (404, "not_found")
