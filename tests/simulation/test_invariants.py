"""The checker finds what does not hold: each rule is broken once, in facts and in the database."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from opd_web.engine.invariants import DayFacts, SlotFacts, TokenFacts, broken
from opd_web.engine.model import TokenStatus
from opd_web.engine.policy import preset
from opd_web.services import invariants
from opd_web.store.database import db
from opd_web.store.invariants import Memory
from tests.support.clinic import Clinic

SLOT = SlotFacts(1, 1, "slot:1", 2, 2, 0, 0, 1, 2, is_cancelled=False, takes_tokens=True)
SEEN = TokenFacts(1, 1, 1, "PAID", TokenStatus.COMPLETED, "slot:1", 1, 1, 1, in_grace=False)
BOOKED = TokenFacts(2, 2, 2, "ONLINE", TokenStatus.BOOKED, "slot:1", 1, 1, 2, in_grace=False)
WAITS = TokenFacts(3, 3, 3, "ONLINE", TokenStatus.WAITING, "slot:1", None, None, None, in_grace=False)
DAY = DayFacts(preset("elastic"), 3, 3, (SLOT,), (SEEN, BOOKED, WAITS))
EMERGENCY = replace(WAITS, class_="EMERGENCY", status=TokenStatus.BOOKED, doctor_id=1, slot_id=1, sequence=3)
OVERFLOW = replace(SLOT, taken=3, overflow=1, emergencies=1, last_sequence=3)


def day(*tokens: TokenFacts, slot: SlotFacts = SLOT, policy: str = "elastic", **options: object) -> DayFacts:
    return replace(DAY, policy=preset(policy, **options), slots=(slot,), tokens=tokens)


BROKEN = {
    "numbers 1 to 3 were issued": day(SEEN, BOOKED),
    "3 tokens carry 2 numbers": day(SEEN, BOOKED, replace(WAITS, number=2)),
    "same order of arrival": day(SEEN, BOOKED, replace(WAITS, arrival=2)),
    "one that was never given": day(SEEN, BOOKED, replace(WAITS, arrival=4)),
    "was given twice": day(SEEN, replace(BOOKED, sequence=1), WAITS),
    "a sequence number is missing": day(SEEN, replace(BOOKED, sequence=None), WAITS),
    "taken says 2, and its tokens make it 1": day(SEEN, replace(BOOKED, status=TokenStatus.CANCELLED), WAITS),
    "taken says 1, and its tokens make it 2": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, taken=1)),
    "completed says 0, and its tokens make it 1": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, completed=0)),
    "emergencies says 1, and its tokens make it 0": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, emergencies=1)),
    "overflow says 1, and its tokens make it 0": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, overflow=1)),
    "3 places of 2 are used": day(SEEN, BOOKED, EMERGENCY, slot=replace(OVERFLOW, overflow=0)),
    "which this policy never allows": day(SEEN, BOOKED, EMERGENCY, slot=OVERFLOW, policy="preemptive"),
    "and the limit is 0": day(SEEN, BOOKED, EMERGENCY, slot=OVERFLOW, overflow_limit=0),
    "waits beside a free place": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, capacity=3)),
    "without a place of its doctor": day(SEEN, replace(BOOKED, doctor_id=2), WAITS),
    "which is cancelled": day(SEEN, BOOKED, WAITS, slot=replace(SLOT, is_cancelled=True)),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_what_does_not_hold_is_said(sentence: str) -> None:
    assert sentence in "\n".join(broken(BROKEN[sentence]))


@pytest.mark.parametrize(
    "whole",
    [
        DAY,
        day(SEEN, BOOKED, EMERGENCY, slot=OVERFLOW),
        day(SEEN, BOOKED, WAITS, slot=replace(SLOT, capacity=3, takes_tokens=False)),
        day(SEEN, replace(BOOKED, status=TokenStatus.NO_SHOW, in_grace=True), WAITS),
    ],
)
def test_what_holds_is_not(whole: DayFacts) -> None:
    assert broken(whole) == []


CORRUPTED = {
    "UPDATE slot SET taken = taken - 1": "taken says 1, and its tokens make it 2",
    "UPDATE slot SET capacity = 3": "token 3 waits beside a free place of slot 1",
    "UPDATE token SET number = 9 WHERE id = 2": "numbers 1 to 3 were issued",
    "UPDATE token SET patient_id = 1 WHERE id = 2": "token:2 stands otherwise than its events say",
    "UPDATE slot SET delay_minutes = 5": "slot:1 stands otherwise than its events say",
    "UPDATE event SET rule = 'preempt' WHERE position = 2": "was changed after it was written",
    "UPDATE event SET position = 9 WHERE position = 4": "an event was removed, added or moved",
    "UPDATE department_day SET event_count = 3": "the chain ends after 4 of 3 events",
    "UPDATE department_day SET head = 'x'": "its head was changed",
}


@pytest.mark.parametrize("statement", CORRUPTED)
def test_a_corrupted_database_is_found(clinic: Clinic, statement: str) -> None:
    full(clinic)
    assert check(clinic) == ()
    corrupt(statement)
    assert CORRUPTED[statement] in "\n".join(check(clinic))


def test_a_day_is_checked_when_something_happened_there(clinic: Clinic) -> None:
    slot, memory = full(clinic), Memory()
    assert check(clinic, memory) == ()
    corrupt("UPDATE token SET patient_id = 1 WHERE id = 2")
    assert check(clinic, memory) == ()
    clinic.book(slot)
    assert "token:2 stands otherwise" in "\n".join(check(clinic, memory))


def test_everything_is_checked_on_demand(clinic: Clinic) -> None:
    full(clinic)
    memory = Memory()
    check(clinic, memory)
    corrupt("UPDATE token SET patient_id = 1 WHERE id = 2")
    assert "token:2 stands otherwise" in "\n".join(invariants.check(memory, now=clinic.now, everything=True))


def full(clinic: Clinic) -> int:
    """Fill a slot of two, and let a third one wait."""
    slot = clinic.slot(capacity=2)
    for _ in range(3):
        clinic.book(slot)
    return slot


def check(clinic: Clinic, memory: Memory | None = None) -> tuple[str, ...]:
    return invariants.check(memory or Memory(), now=clinic.now)


def corrupt(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))
