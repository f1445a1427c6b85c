"""64 programs at once: one gets the last place, one key has one effect, one call is made; nobody sees a failure."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from opd_web.services import booking
from opd_web.store import answers, locking
from opd_web.store.rows import TokenRow
from tests.api.conftest import Setting
from tests.support.invariants import violations
from tests.support.programs import Answer
from tests.support.threads import meet_before, together

AT_ONCE = 64


def all_at_once(setting: Setting, calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Make the calls, and give their answers: none of them may raise."""
    found = together(setting.program.app, calls)
    assert not [one for one in found if isinstance(one, Exception)]
    return [one for one in found if isinstance(one, Answer)]


def outcomes(found: Sequence[Answer]) -> Counter[tuple[int, str]]:
    return Counter((one.status, one.code or one.body["status"]) for one in found)


def requests(setting: Setting, slot: dict[str, Any], many: int) -> list[dict[str, Any]]:
    return [{"patient": setting.patient(number), "slot": slot["id"], "class": "PAID"} for number in range(1, many + 1)]


def race_for_the_last_place(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, doctor: str, many: int = AT_ONCE
) -> list[Answer]:
    """Let each book the same place; where no lock stops them, all have read before the first writes.

    Without a key: taking one would itself let only one program at a time into a SQLite database.
    """
    slot = setting.slot(capacity=1, doctor=doctor)
    bodies = requests(setting, slot, many)
    meet_before(monkeypatch, many, (booking, "allocate"))
    return all_at_once(
        setting, [lambda body=body: setting.program.send("POST", "/tokens", json=body) for body in bodies]
    )


def test_one_gets_the_last_place_and_the_others_are_refused(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor = str(setting.clinic.doctor(setting.clinic.department("S", preset="strict")))
    found = race_for_the_last_place(setting, monkeypatch, doctor)
    assert outcomes(found) == {(201, "BOOKED"): 1, (409, "full"): AT_ONCE - 1}
    assert violations(setting.program.app, setting.clinic.now) == []


def test_one_gets_the_last_place_and_the_others_wait(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    found = race_for_the_last_place(setting, monkeypatch, setting.doctor)
    assert outcomes(found) == {(201, "BOOKED"): 1, (201, "WAITING"): AT_ONCE - 1}
    assert violations(setting.program.app, setting.clinic.now) == []


def test_without_the_lock_the_race_for_the_place_is_there(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    # No more than there are connections: all of them can have read before the first writes.
    with locking.switched_off():
        found = race_for_the_last_place(setting, monkeypatch, setting.doctor, many=32)
    assert outcomes(found) != {(201, "BOOKED"): 1, (201, "WAITING"): 31}


def race_on_one_key(setting: Setting) -> list[Answer]:
    slot = setting.slot(capacity=AT_ONCE)
    body = {"patient": setting.patient(), "slot": slot["id"], "class": "PAID"}
    return all_at_once(setting, [lambda: setting.program.post("/tokens", body, once="the-same")] * AT_ONCE)


def test_one_key_has_one_effect(setting: Setting) -> None:
    found = race_on_one_key(setting)
    assert outcomes(found) == {(201, "BOOKED"): AT_ONCE}
    assert [one.body for one in found] == [found[0].body] * AT_ONCE
    assert Counter(one.headers.get("Idempotent-Replayed") for one in found) == {None: 1, "true": AT_ONCE - 1}
    assert len(setting.clinic.rows(TokenRow)) == 1


def test_without_taking_the_key_there_are_many_effects(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "claim", lambda *_: None)
    monkeypatch.setattr(answers, "keep", lambda *_: None)
    race_on_one_key(setting)
    assert len(setting.clinic.rows(TokenRow)) > 1


def test_one_of_many_calls_next(setting: Setting) -> None:
    slot = setting.slot(capacity=AT_ONCE)
    for _ in range(3):
        setting.book(slot)
    path = f"/doctors/{setting.doctor}/call-next"
    found = all_at_once(setting, [lambda: setting.program.post(path)] * AT_ONCE)
    assert outcomes(found) == {(200, "CALLED"): 1, (409, "already_calling"): AT_ONCE - 1}


def test_one_of_many_changes_what_all_saw(setting: Setting) -> None:
    slot = setting.slot()
    seen = {"If-Match": setting.program.get(f"/slots/{slot['id']}").headers["ETag"]}
    calls = [
        lambda capacity=capacity: setting.program.put(f"/slots/{slot['id']}", {"capacity": capacity}, headers=seen)
        for capacity in range(3, 3 + AT_ONCE)
    ]
    assert Counter(one.status for one in all_at_once(setting, calls)) == {200: 1, 412: AT_ONCE - 1}


def test_one_person_is_put_on_file_once(setting: Setting) -> None:
    person = {"name": "Asha Rao", "phone": "+919876543210"}
    found = all_at_once(setting, [lambda: setting.program.post("/patients", person)] * AT_ONCE)
    assert {one.body["id"] for one in found} == {"1"}
    assert Counter(one.status for one in found) == {201: 1, 200: AT_ONCE - 1}
