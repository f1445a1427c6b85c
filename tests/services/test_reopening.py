"""A session that was ended by mistake, or too early, is opened again."""

import pytest

from opd_web.services import closing, day_undo
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import ClinicSessionRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


def reopen(clinic: Clinic) -> list[int]:
    return [slot.id for slot in closing.reopen_session(clinic.first_doctor, **clinic.who)]


def test_the_slots_that_are_not_over_are_open_again(clinic: Clinic) -> None:
    slots = [clinic.slot(start) for start in ("09:00", "10:00", "11:00")]
    clinic.delay(slots[2], 20)
    clinic.at("10:30").close_session()
    assert reopen(clinic.wait(minutes=5)) == slots[1:]
    assert [clinic.slot_row(slot).status for slot in slots] == ["COMPLETED", "SCHEDULED", "DELAYED"]
    assert violations(clinic.app, clinic.now) == []


def test_a_slot_that_was_cancelled_before_stays_so(clinic: Clinic) -> None:
    first, second = clinic.slot("10:00"), clinic.slot("11:00")
    clinic.cancel_slot(first)
    clinic.close_session()
    assert reopen(clinic) == [second]


@pytest.mark.parametrize(("called", "status"), [(False, "planned"), (True, "open")])
def test_it_is_as_far_as_its_calls(clinic: Clinic, called: bool, status: str) -> None:
    token = clinic.book(clinic.slot())
    if called:
        clinic.see(token)
    clinic.close_session()
    reopen(clinic)
    assert clinic.rows(ClinicSessionRow)[0].status == status


def test_nobody_is_taken_back_from_elsewhere(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    token = clinic.book(clinic.slot())
    elsewhere = clinic.slot(doctor=clinic.doctor(name="Dr Das"))
    clinic.close_session()
    reopen(clinic)
    assert clinic.token(token).slot_id == elsewhere


def test_who_waits_gets_a_place_and_who_was_displaced_is_offered_one(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    slot = clinic.slot(capacity=1)
    clinic.slot(capacity=1, doctor=clinic.doctor(name="Dr Das"))
    waits = [clinic.book(slot) for _ in range(3)][2]
    lost = clinic.book(clinic.slot("12:00"))
    clinic.close_session()
    reopen(clinic)
    assert (clinic.status(waits), clinic.status(lost)) == ("WAITING", "DISPLACED")
    assert len([row for row in clinic.rows(EventRow) if row.kind == "promoted"]) == 1
    assert violations(clinic.app, clinic.now) == []


def test_calling_goes_on(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.close_session()
    reopen(clinic)
    assert clinic.call(clinic.book(slot)).status == "CALLED"


def test_an_open_session_is_not_opened(clinic: Clinic) -> None:
    clinic.slot()
    with clinic.refuses("session_not_closed"):
        reopen(clinic)


def test_a_session_of_which_nothing_is_to_come_stays_closed(clinic: Clinic) -> None:
    clinic.slot("09:00")
    clinic.close_session()
    with clinic.at("18:00").refuses("nothing_to_reopen"):
        reopen(clinic)


def test_it_is_no_step_to_undo_and_the_session_can_be_ended_again(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.close_session()
    reopen(clinic)
    with clinic.refuses("nothing_to_undo"):
        day_undo.undo(clinic.first_doctor, **clinic.who)
    clinic.close_session()
    assert clinic.slot_row(slot).status == "COMPLETED"
    day_undo.undo(clinic.first_doctor, **clinic.who)
    assert clinic.slot_row(slot).status == "SCHEDULED"
    assert violations(clinic.app, clinic.now) == []
