"""Undo of what was done to a doctor's day: a delay, a break, the end of the session."""

import pytest

from opd_web.services import closing, day_undo
from opd_web.services.undo import UNDO_SECONDS
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import ClinicSessionRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


def places_of(clinic: Clinic) -> list[tuple[int, str, int | None]]:
    return [(row.id, row.status, None if row.status == "WAITING" else row.slot_id) for row in clinic.rows(TokenRow)]


def undo(clinic: Clinic) -> None:
    day_undo.undo(clinic.first_doctor, **clinic.who)


def test_a_delay_is_taken_back_in_every_slot_that_it_moved(clinic: Clinic) -> None:
    clinic.department(delay_scope="doctor_day")
    slots = [clinic.slot(start) for start in ("10:00", "11:00", "12:00")]
    clinic.delay(slots[1], 15)
    clinic.wait(seconds=9).delay(slots[0], 20)
    undo(clinic)
    assert [clinic.slot_row(slot).delay_minutes for slot in slots] == [0, 15, 15]
    assert [clinic.slot_row(slot).status for slot in slots] == ["SCHEDULED", "DELAYED", "DELAYED"]
    assert violations(clinic.app, clinic.now) == []


@pytest.mark.parametrize(("first", "status"), [("planned", "planned"), ("open", "open")])
def test_a_break_is_taken_back(clinic: Clinic, first: str, status: str) -> None:
    slot = clinic.slot()
    if first == "open":
        clinic.see(clinic.book(slot))
    closing.pause_session(clinic.first_doctor, **clinic.who)
    undo(clinic)
    assert clinic.rows(ClinicSessionRow)[0].status == status


def test_the_end_of_a_break_is_taken_back(clinic: Clinic) -> None:
    clinic.slot()
    closing.pause_session(clinic.first_doctor, **clinic.who)
    closing.resume_session(clinic.first_doctor, **clinic.who)
    undo(clinic)
    assert clinic.rows(ClinicSessionRow)[0].status == "paused"


def test_a_break_that_a_call_ended_is_not_taken_back(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    closing.pause_session(clinic.first_doctor, **clinic.who)
    clinic.call(token)
    with clinic.refuses("day_built_on"):
        undo(clinic)


def test_the_undo_of_a_call_gives_the_break_back_that_it_ended(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    closing.pause_session(clinic.first_doctor, **clinic.who)
    clinic.undo(clinic.call(token))
    assert clinic.rows(ClinicSessionRow)[0].status == "paused"
    clinic.undo(clinic.recall(clinic.call(clinic.token(token))))
    assert clinic.rows(ClinicSessionRow)[0].status == "open"


def test_the_undo_of_a_call_begins_no_break(clinic: Clinic) -> None:
    first, second = (clinic.book(clinic.slot_of(2)) for _ in range(2))
    clinic.see(first)
    clinic.undo(clinic.call(second))
    assert clinic.rows(ClinicSessionRow)[0].status == "open"


@pytest.mark.parametrize("routing", ["slot", "least_loaded", "earliest"])
@pytest.mark.parametrize("emergency", ["preempt_lower", "overflow"])
def test_the_end_of_a_session_is_taken_back(clinic: Clinic, routing: str, emergency: str) -> None:
    clinic.department(routing=routing, emergency=emergency)
    slot, other = clinic.slot(capacity=2), clinic.doctor(name="Dr Das")
    clinic.slot(capacity=1, doctor=other)
    tokens = [clinic.book(slot) for _ in range(4)]
    clinic.emergency(slot)
    clinic.call(clinic.token(tokens[0]))
    before = places_of(clinic)
    clinic.wait(seconds=9).close_session()
    undo(clinic)
    assert places_of(clinic) == before
    assert clinic.rows(ClinicSessionRow)[0].status == "open"
    assert violations(clinic.app, clinic.now) == []


def test_the_end_of_a_session_stays_once_a_token_of_it_went_on(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    token = clinic.book(clinic.slot(capacity=1))
    clinic.slot(capacity=2, doctor=clinic.doctor(name="Dr Das"))
    clinic.close_session()
    clinic.call(clinic.token(token))
    with clinic.refuses("day_built_on"):
        undo(clinic)


def test_it_is_too_late_after_a_minute(clinic: Clinic) -> None:
    clinic.delay(clinic.slot(), 20)
    clinic.wait(seconds=UNDO_SECONDS + 1)
    with clinic.refuses("undo_too_late"):
        undo(clinic)


def test_an_undo_cannot_be_undone(clinic: Clinic) -> None:
    clinic.delay(clinic.slot(), 20)
    undo(clinic)
    with clinic.refuses("nothing_to_undo"):
        undo(clinic)


def test_whoever_saw_the_undo_takes_back_what_came_before_it(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.delay(slot, 20)
    clinic.delay(slot, 35)
    first, second = [row.position for row in clinic.rows(EventRow) if row.kind == "delayed"]
    day_undo.undo(clinic.first_doctor, seen=second, **clinic.who)
    day_undo.undo(clinic.first_doctor, seen=first, **clinic.who)
    assert clinic.slot_row(slot).delay_minutes == 0
    assert violations(clinic.app, clinic.now) == []


def test_what_the_page_saw_must_still_be_the_last_thing(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.delay(slot, 20)
    seen = clinic.rows(EventRow)[-1].position
    clinic.delay(slot, 35)
    with clinic.refuses("day_built_on"):
        day_undo.undo(clinic.first_doctor, seen=seen, **clinic.who)


def test_it_stays_in_the_record(clinic: Clinic) -> None:
    clinic.delay(clinic.slot(), 20)
    undo(clinic)
    assert [(row.kind, row.rule) for row in clinic.rows(EventRow)][-1] == ("undone", "delayed")
