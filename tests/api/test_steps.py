"""Steps: each legal one moves the token, each illegal one says why, none happens on what was seen otherwise."""

from collections.abc import Callable

import pytest

from opd_web.engine.roles import Role
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import NoteRow
from tests.api.conftest import Setting, done
from tests.support.programs import Answer, with_key


def step(setting: Setting, token: dict[str, str], name: str, **body: object) -> Answer:
    return setting.program.post(f"/tokens/{token['id']}/{name}", body)


def test_a_visit(setting: Setting) -> None:
    token = setting.book(setting.slot(), source="ONLINE")
    statuses = [
        done(step(setting, token, name))["status"]
        for name in ("arrive", "call", "recall", "hold", "arrive", "call", "start", "complete")
    ]
    assert statuses == [
        "BOOKED", "CALLED", "CALLED", "ON_HOLD", "BOOKED", "CALLED", "IN_CONSULTATION", "COMPLETED",
    ]  # fmt: skip


def test_the_times_of_a_visit(setting: Setting, wall: Callable[[str], None]) -> None:
    token = setting.book(setting.slot(), source="ONLINE")
    for minute, name in enumerate(("arrive", "call", "start", "complete"), 10):
        wall(f"09:{minute}")
        token = done(step(setting, token, name))
    times = [str(token[f"{name}_at"])[11:16] for name in ("arrived", "called", "started", "completed")]
    assert (times, token["active"], token["position"], token["call_count"]) == (
        ["09:10", "09:11", "09:12", "09:13"], False, None, 1,
    )  # fmt: skip


def test_arriving_twice_is_once(setting: Setting) -> None:
    token = setting.book(setting.slot(), source="ONLINE")
    first, again = (done(step(setting, token, "arrive")) for _ in range(2))
    assert first == again


def test_a_body_may_be_missing(setting: Setting) -> None:
    token = setting.book(setting.slot(), source="ONLINE")
    assert setting.program.send("POST", f"/tokens/{token['id']}/arrive").status == 200


def test_calling_next_takes_who_is_here_in_order(setting: Setting) -> None:
    slot = setting.slot()
    setting.book(slot, source="ONLINE")
    here = setting.book(slot)
    assert done(setting.program.post(f"/doctors/{setting.doctor}/call-next"))["id"] == here["id"]


def test_calling_next_while_another_stands_called(setting: Setting) -> None:
    slot = setting.slot()
    token = setting.book(slot)
    setting.book(slot)
    setting.program.post(f"/doctors/{setting.doctor}/call-next")
    answer = setting.program.post(f"/doctors/{setting.doctor}/call-next")
    assert (answer.status, answer.code) == (409, "already_calling")
    step(setting, token, "start")
    assert setting.program.post(f"/doctors/{setting.doctor}/call-next").status == 200


def test_calling_next_when_nobody_waits(setting: Setting) -> None:
    setting.book(setting.slot(), source="ONLINE")
    answer = setting.program.post(f"/doctors/{setting.doctor}/call-next")
    assert (answer.status, answer.code) == (409, "queue_empty")
    assert setting.program.post("/doctors/999/call-next").code == "not_found"


@pytest.mark.parametrize("name", ["recall", "hold", "start", "complete"])
def test_an_illegal_step_says_so(setting: Setting, name: str) -> None:
    answer = step(setting, setting.book(setting.slot()), name)
    assert (answer.status, answer.code) == (409, "illegal_transition")
    assert "K-001 is booked" in answer.body["detail"]


def test_a_step_on_what_was_seen_otherwise_says_who_was_first(setting: Setting) -> None:
    token = setting.book(setting.slot())
    done(step(setting, token, "call", version=1))
    answer = step(setting, token, "cancel", version=1)
    assert (answer.status, answer.code, answer.fields) == (409, "stale_version", {"version"})
    assert "administrator in tests changed K-001 0 s ago (called)" in answer.body["detail"]


@pytest.mark.parametrize(("version", "tag"), [(1, '"2.x"'), (2, '"1.x"')])
def test_both_ways_to_say_what_was_seen_count(setting: Setting, version: int, tag: str) -> None:
    token = setting.book(setting.slot())
    done(step(setting, token, "call"))
    path = f"/tokens/{token['id']}/cancel"
    answer = setting.program.send("POST", path, json={"version": version}, headers={"If-Match": tag})
    assert (answer.status, answer.code) == (412, "stale_version")


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, 1.5, True, 2**40, [1]])
def test_a_version_that_cannot_be_is_refused(setting: Setting, version: object) -> None:
    answer = step(setting, setting.book(setting.slot()), "call", version=version)
    assert (answer.status, answer.fields) == (422, {"version"})


def test_a_reason_is_noted(setting: Setting) -> None:
    token = setting.book(setting.slot())
    for name in ("call", "hold", "cancel", "undo"):
        done(step(setting, token, name, reason=f"{name} because"))
    notes = [(note.kind, note.text) for note in setting.clinic.rows(NoteRow)]
    assert notes == [(name, f"{name} because") for name in ("call", "hold", "cancel", "undo")]


@pytest.mark.parametrize("reason", ["x" * 501, 5, None, ["a"]])
def test_a_reason_that_cannot_be_is_refused(setting: Setting, reason: object) -> None:
    assert step(setting, setting.book(setting.slot()), "cancel", reason=reason).fields == {"reason"}


def test_a_token_moves_to_another_slot_of_its_day(setting: Setting) -> None:
    token, other = setting.book(setting.slot()), setting.slot("12:00", "13:00")
    moved = done(step(setting, token, "transfer", slot=other["id"]))
    assert (moved["slot"], moved["arrived_at"]) == (other["id"], token["arrived_at"])


@pytest.mark.parametrize(
    ("body", "code"), [({}, "invalid"), ({"slot": "999"}, "unknown_slot"), ({"slot": "1"}, "invalid")]
)
def test_a_transfer_that_cannot_be(setting: Setting, body: dict[str, object], code: str) -> None:
    answer = step(setting, setting.book(setting.slot()), "transfer", **body)
    assert (answer.code, answer.fields) == (code, {"slot"})


def test_a_transfer_into_a_full_slot_names_alternatives(setting: Setting) -> None:
    first, full, free = setting.slot(), setting.slot("12:00", "13:00", capacity=1), setting.slot("14:00", "15:00")
    setting.book(full)
    answer = step(setting, setting.book(first), "transfer", slot=full["id"])
    assert answer.code == "full"
    assert free["id"] in [one["id"] for one in answer.body["alternatives"]]


def test_an_undone_step_is_a_step_of_its_own(setting: Setting) -> None:
    token = setting.book(setting.slot())
    step(setting, token, "cancel")
    assert done(step(setting, token, "undo"))["status"] == "BOOKED"
    assert [event.kind for event in setting.clinic.rows(EventRow)][-2:] == ["cancelled", "undone"]


def test_undoing_comes_to_an_end(setting: Setting, wall: Callable[[str], None]) -> None:
    token = setting.book(setting.slot())
    step(setting, token, "cancel")
    wall("08:05")
    assert step(setting, token, "undo").code == "illegal_transition"


def test_a_no_show_gives_the_place_on(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    token, waiting = setting.book(slot), setting.book(slot)
    assert done(step(setting, token, "no-show"))["status"] == "NO_SHOW"
    assert done(setting.program.get(f"/tokens/{waiting['id']}"))["status"] == "BOOKED"


def test_a_step_that_is_sent_again_is_done_once(setting: Setting) -> None:
    token = setting.book(setting.slot())
    answers = [setting.program.post(f"/tokens/{token['id']}/call", once="call") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert [event.kind for event in setting.clinic.rows(EventRow)].count("called") == 1


def test_a_doctor_acts_on_the_own_queue(setting: Setting) -> None:
    slot = setting.slot()
    setting.book(slot)
    own = with_key(setting.program.app, Role.DOCTOR, doctor_id=setting.clinic.first_doctor)
    other = with_key(setting.program.app, Role.DOCTOR, doctor_id=setting.clinic.doctor(name="Dr Das"))
    assert other.post(f"/doctors/{setting.doctor}/call-next").code == "forbidden"
    assert other.put(f"/slots/{slot['id']}/delay", {"minutes": 5}).code == "forbidden"
    assert done(own.post(f"/doctors/{setting.doctor}/call-next"))["number"] == "K-001"


def test_a_step_that_there_is_not(setting: Setting) -> None:
    token = setting.book(setting.slot())
    assert step(setting, token, "promote").status == 404
