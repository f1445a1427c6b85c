"""Everything at once in several departments: no deadlock, no error, and afterwards all holds that must hold."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import Connection, text

from opd_web.services import booking, policies, ticking
from opd_web.services.refused import Refused
from opd_web.store import locking
from opd_web.store.database import db
from opd_web.store.read_models import TokenView
from opd_web.store.rows import EventRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import meet_before, tally, together

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


WHAT: dict[str, Callable[..., None]] = {
    "book": book,
    "book again": book,
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
    "change_policy": change_policy,
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
