"""Everything at once in several departments: no deadlock, no error, and afterwards all holds that must hold."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from random import Random

import pytest
from sqlalchemy import Connection, text

from opd_web.engine.schedule import Hours
from opd_web.services import booking, catalogue, patients, policies, schedule, ticking
from opd_web.services.refused import Refused
from opd_web.store import days, locking
from opd_web.store.database import db
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import TokenView
from opd_web.store.rows import PolicyVersionRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import meet_before, tally, together

EARLIEST = {"routing": "earliest"}
THREADS = 12
STEPS = 15


def a_busy_morning(clinic: Clinic) -> list[object]:
    """Let 12 people do 15 things each in three departments, and give how each ended."""
    departments = [
        clinic.department(code, routing="earliest", emergency="overflow", no_show_grace_minutes=1) for code in "ABC"
    ]
    doctors = {one: clinic.doctor(one) for one in departments}
    for start in ("09:00", "10:00", "11:00"):
        for doctor in doctors.values():
            clinic.slot(start, capacity=6, doctor=doctor)
    calls = [lambda seed=seed: one_person(clinic, doctors, Random(seed)) for seed in range(THREADS)]
    return together(clinic.app, calls)


def one_person(clinic: Clinic, doctors: dict[int, int], chance: Random) -> Counter[str]:
    """Do one thing after the other, in any department; refusals are a part of the day."""
    done: Counter[str] = Counter()
    own: list[TokenView] = []
    for _ in range(STEPS):
        what = chance.choice(sorted(WHAT))
        try:
            WHAT[what](clinic, doctors, chance, own)
        except Refused as refused:
            done[refused.refusal.code] += 1
        else:
            done[what] += 1
    return done


def book(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    own.append(clinic.book(department_id=chance.choice(sorted(doctors))))


def book_ahead(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    clinic.book(department_id=chance.choice(sorted(doctors)), day=clinic.day(chance.randint(1, 5)))


def add_slot(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    doctor = doctors[chance.choice(sorted(doctors))]
    clinic.slot(f"{chance.randint(12, 18)}:00", doctor=doctor, days=chance.randint(0, 5))


def emergency(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    own.append(clinic.emergency(department_id=chance.choice(sorted(doctors))).token)


def on_own(action: str) -> Callable[..., None]:
    def act(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
        for token in own[-1:]:
            getattr(clinic, action)(token)

    return act


def call_next(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    clinic.call_next(doctors[chance.choice(sorted(doctors))])


def delay(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    clinic.delay(chance.randint(1, 9), chance.randrange(0, 30, 10))


def tick(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    ticking.end_graces(actor=clinic.actor, now=clinic.moment("10:30"))


def change_policy(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    policies.change(chance.choice(sorted(doctors)), "fair", **clinic.who)


def plan(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    hour = chance.randint(6, 22)
    hours = Hours(time(hour), time(hour, 30), slot_minutes=30, capacity=2)
    schedule.plan(doctors[chance.choice(sorted(doctors))], [chance.randint(0, 6)], hours, **clinic.who)


def change_doctor(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    doctor = doctors[chance.choice(sorted(doctors))]
    catalogue.change_doctor(doctor, {"room": str(chance.randint(1, 9))}, **clinic.who)


def change_department(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    label = f"Clinic {chance.randint(1, 9)}"
    catalogue.change_department(chance.choice(sorted(doctors)), {"public_label": label}, **clinic.who)


def change_patient(clinic: Clinic, doctors: dict[int, int], chance: Random, own: list[TokenView]) -> None:
    for token in own[-1:]:
        patients.change(token.patient_id, {"name": f"Asha {token.patient_id}"}, **clinic.who)


WHAT: dict[str, Callable[..., None]] = {
    "book": book,
    "book ahead": book_ahead,
    "add a slot": add_slot,
    "emergency": emergency,
    "arrive": on_own("arrive"),
    "call": on_own("call"),
    "hold": on_own("hold"),
    "cancel": on_own("cancel"),
    "no_show": on_own("no_show"),
    "undo": on_own("undo"),
    "call_next": call_next,
    "delay": delay,
    "tick": tick,
    "change the policy": change_policy,
    "plan": plan,
    "change a doctor": change_doctor,
    "change a department": change_department,
    "change a patient": change_patient,
}


def test_a_busy_morning_ends_without_an_error(clinic: Clinic) -> None:
    ended = a_busy_morning(clinic)
    assert [one for one in ended if isinstance(one, Exception)] == []
    assert sum(one.total() for one in ended) == THREADS * STEPS
    assert violations(clinic.app, clinic.moment("10:30")) == []


def test_a_busy_morning_without_the_lock_does_not(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, 3, (booking, "allocate"), patience=1)
    with locking.switched_off():
        ended = a_busy_morning(clinic)
    assert [one for one in ended if isinstance(one, Exception)] != []


def graces_end_at_once(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let four processes' tickers end the same grace periods at once, and give the events."""
    clinic.department(no_show_grace_minutes=5)
    slot = clinic.slot(capacity=3)
    tokens = [clinic.book(slot) for _ in range(6)]
    for token in tokens[:3]:
        clinic.no_show(token)
    clinic.at("09:00")
    meet_before(monkeypatch, 4, (ticking.places, "end_graces"))
    together(clinic.app, [lambda: ticking.end_graces(**clinic.who)] * 4)
    return [event.kind for event in clinic.rows(EventRow) if event.kind in {"place_released", "promoted"}]


def test_a_grace_ends_once_however_many_look_at_the_clock(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert graces_end_at_once(clinic, monkeypatch) == ["place_released", "promoted"] * 3
    assert violations(clinic.app, clinic.now) == []
    assert len(clinic.rows(TokenRow)) == 6


def begin_a_day_while_its_policy_changes(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Book the first token of a day while the policy is changed; say what each believes of that day."""
    department = clinic.department(routing="earliest")
    request = clinic.ask(department_id=department, patient_id=clinic.patient())
    meet_before(monkeypatch, 2, (days, "day_genesis"), (days, "take_policy"))
    calls = [lambda: clinic.send(request).token, lambda: policies.change(department, "fair", EARLIEST, **clinic.who)]
    booked, changed = together(clinic.app, calls)
    version = {row.id: row.version for row in clinic.rows(PolicyVersionRow)}
    decided = [version[row.policy_version_id] for row in clinic.rows(TokenRow)]
    return tally([booked]), getattr(changed, "effective_from", changed), decided


def test_a_day_that_begins_while_its_policy_changes_has_one_of_the_two(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = begin_a_day_while_its_policy_changes(clinic, monkeypatch)
    waited = {"WAITING": 1}
    assert outcome in ((waited, clinic.day(0), [2]), (waited, clinic.day(1), [1]))


def test_without_the_lock_the_day_has_the_one_and_is_believed_to_have_the_other(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locking.switched_off():
        outcome = begin_a_day_while_its_policy_changes(clinic, monkeypatch)
    waited = {"WAITING": 1}
    assert outcome not in ((waited, clinic.day(0), [2]), (waited, clinic.day(1), [1]))


def two_policies_at_once(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Let two administrators change one policy."""
    department = clinic.department()
    # Made between the reading of the last version and the writing of the next one.
    meet_before(monkeypatch, 2, (PolicyVersionRow, "__init__"))
    changes = [
        lambda preset=preset: policies.change(department, preset, **clinic.who).version
        for preset in ("elastic", "strict")
    ]
    return tally(together(clinic.app, changes))


def test_two_who_change_a_policy_make_two_versions(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_policies_at_once(clinic, monkeypatch) == {"2": 1, "3": 1}


def test_without_the_lock_two_who_change_a_policy_collide(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = two_policies_at_once(clinic, monkeypatch)
    assert outcome != {"2": 1, "3": 1}


def somebody_waits(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_booking_that_waits_while_the_policy_changes_is_decided_by_the_new_one(clinic: Clinic) -> None:
    slot = clinic.slot()
    policies.change(clinic.first_department, "preemptive", from_day=clinic.day(1), **clinic.who)
    request = clinic.ask(slot, class_="PAID")
    with db.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(text("UPDATE department_day SET policy_version_id = policy_version_id + 1"))
        booked = pool.submit(together, clinic.app, [lambda: clinic.send(request).token])
        while not somebody_waits(other):
            continue
        other.commit()
        assert tally(booked.result()) == {"BOOKED": 1}
