"""The cost of a use case does not grow with the queue: the same statements, and none of them reads every token."""

import re
from collections.abc import Callable

import pytest

from opd_web.services import slips, tracking, views
from tests.support.clinic import Clinic
from tests.support.crowds import Crowd, board, crowd
from tests.support.statements import explained, recorded

BOOKING = 16
"""Statements of a booking, with its event, its idempotency record and its answer."""

EVERY_TOKEN = re.compile(r"SCAN token|Seq Scan on token")

USES: dict[str, Callable[[Crowd], object]] = {
    "book": lambda at: at.clinic.book(at.slot),
    "book where there is room": lambda at: at.clinic.book(at.other_slot),
    "book a known patient": lambda at: at.clinic.book(at.slot, patient_id=at.placed.patient_id),
    "book anywhere": lambda at: at.clinic.book(department_id=at.department),
    "emergency": lambda at: at.clinic.emergency(at.slot),
    "arrive": lambda at: at.clinic.arrive(at.waits),
    "call next": lambda at: at.clinic.call_next(at.doctor),
    "cancel": lambda at: at.clinic.cancel(at.placed),
    "cancel who waits": lambda at: at.clinic.cancel(at.waits),
    "no show": lambda at: at.clinic.no_show(at.placed),
    "transfer": lambda at: at.clinic.transfer(at.waits, at.other_slot),
    "undo": lambda at: at.clinic.undo(at.waits),
    "add a slot": lambda at: at.clinic.slot("14:00", doctor=at.doctor),
    "delay": lambda at: at.clinic.delay(at.slot, 10),
    "desk": lambda at: views.desk(at.code, now=at.clinic.now),
    "doctor": lambda at: views.doctor(at.doctor, now=at.clinic.now),
    "tracking": lambda at: tracking.follow(at.placed.id, at.clinic.day(), now=at.clinic.now),
    "slip": lambda at: slips.get(at.placed.id, actor=at.clinic.actor, now=at.clinic.now),
    "board": lambda at: views.board(board(at.clinic, at.department), now=at.clinic.now),
}


def statements_of(use: Callable[[], object]) -> int:
    with recorded() as statements:
        use()
    return len(statements)


def test_a_booking_costs_the_same_in_an_empty_slot_and_behind_ten_thousand(clinic: Clinic) -> None:
    empty, short, long = clinic.slot(), crowd(clinic, "S", 10).slot, crowd(clinic, "L", 10_000).slot
    assert statements_of(lambda: clinic.book(empty)) == BOOKING
    assert statements_of(lambda: clinic.book(short)) == BOOKING
    assert statements_of(lambda: clinic.book(long)) == BOOKING


@pytest.mark.parametrize("use", USES)
def test_a_use_costs_the_same_behind_ten_and_behind_a_thousand(clinic: Clinic, use: str) -> None:
    small, large = crowd(clinic, "S", 10), crowd(clinic, "L", 1000)
    assert statements_of(lambda: USES[use](small)) == statements_of(lambda: USES[use](large))


def test_what_patients_are_told_costs_the_same_in_a_short_and_a_long_queue(clinic: Clinic) -> None:
    slots = [clinic.slot(f"{hour}:00", capacity=40) for hour in (10, 11, 12)]
    token, hall = clinic.book(slots[1]), board(clinic, clinic.first_department)
    uses: list[Callable[[], object]] = [
        lambda: tracking.follow(token.id, clinic.day(), now=clinic.now),
        lambda: slips.get(token.id, actor=clinic.actor, now=clinic.now),
        lambda: views.board(hall, now=clinic.now),
        lambda: views.desk("K", now=clinic.now),
    ]
    before = [statements_of(use) for use in uses]
    for slot in slots:
        for source in ("WALK_IN", "ONLINE"):
            clinic.book(slot, source=source)
    assert [statements_of(use) for use in uses] == before


def test_who_waits_is_not_read_while_no_place_is_free(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    emergency, _waiting = clinic.emergency(slot).token, clinic.book(slot)
    with recorded() as statements:
        clinic.cancel(emergency)
    assert [one for one in statements if "LIMIT" in one and "ORDER BY token.rank" in one] == []


@pytest.mark.parametrize("use", ["book", "book anywhere", "emergency", "arrive", "cancel", "no show", "transfer"])
def test_nothing_behind_the_lock_reads_every_token(clinic: Clinic, use: str) -> None:
    large = crowd(clinic, "L", 3000)
    with explained() as plans:
        USES[use](large)
    assert [plan for plan in plans if EVERY_TOKEN.search(plan)] == []
