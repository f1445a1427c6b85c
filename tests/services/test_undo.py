"""Undo: a new event that takes the last one back, for a minute, while nobody has built on it."""

import pytest

from opd_web.engine.events import Kind
from opd_web.services import closing, day_undo, rebooking, views
from opd_web.services.undo import UNDO_SECONDS, can_undo, last_done
from opd_web.store.event_rows import EventRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations

STEPS = [
    ("arrive", "book", "BOOKED"),
    ("call", "book", "BOOKED"),
    ("hold", "call", "CALLED"),
    ("arrive", "hold", "ON_HOLD"),
    ("start", "call", "CALLED"),
    ("complete", "start", "IN_CONSULTATION"),
    ("recall", "call", "CALLED"),
    ("cancel", "book", "BOOKED"),
    ("cancel", "hold", "ON_HOLD"),
    ("no_show", "call", "CALLED"),
]


@pytest.mark.parametrize(("step", "state", "status"), STEPS)
def test_each_step_can_be_taken_back(clinic: Clinic, step: str, state: str, status: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot(), source="ONLINE"), state)
    done = getattr(clinic, step)(token)
    undone = clinic.undo(done)
    assert (undone.status, undone.arrived_at, undone.version) == (status, token.arrived_at, done.version + 1)


def test_what_is_taken_back_stays_in_the_record(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.undo(clinic.cancel(token))
    event = clinic.rows(EventRow)[-1]
    assert clinic.events(token) == ["booked", "cancelled", "undone"]
    assert (event.rule, event.status_before, event.status_after) == ("cancelled", "CANCELLED", "BOOKED")


def test_a_booking_taken_back_is_cancelled_and_its_place_given_on(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    token, waiting = clinic.book(slot), clinic.book(slot)
    assert clinic.undo(token).status == "CANCELLED"
    assert clinic.status(waiting) == "BOOKED"


def test_it_is_too_late_after_a_minute(clinic: Clinic) -> None:
    token = clinic.cancel(clinic.book(clinic.slot()))
    clinic.wait(seconds=UNDO_SECONDS + 1)
    with clinic.refuses("undo_too_late"):
        clinic.undo(token)


def test_a_place_that_is_gone_does_not_come_back(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.cancel(clinic.book(slot))
    clinic.book(slot)
    with clinic.refuses("place_gone"):
        clinic.undo(token)


def test_an_emergency_comes_back_beyond_the_capacity(clinic: Clinic) -> None:
    slot = full_but_for_an_emergency(clinic)
    cancelled = clinic.cancel(clinic.emergency(slot).token)
    clinic.emergency(slot)
    assert clinic.undo(cancelled).status == "BOOKED"
    assert (clinic.slot_row(slot).taken, clinic.slot_row(slot).overflow) == (3, 2)


def test_an_emergency_does_not_come_back_beyond_the_limit(clinic: Clinic) -> None:
    slot = full_but_for_an_emergency(clinic, overflow_limit=1)
    cancelled = clinic.cancel(clinic.emergency(slot).token)
    clinic.emergency(slot)
    with clinic.refuses("place_gone"):
        clinic.undo(cancelled)


def test_nobody_else_comes_back_beyond_the_capacity(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    cancelled = clinic.cancel(clinic.book(slot))
    clinic.book(slot)
    with clinic.refuses("place_gone"):
        clinic.undo(cancelled)


def full_but_for_an_emergency(clinic: Clinic, **options: object) -> int:
    """Give a slot of one place that is taken, in a department where emergencies overflow."""
    clinic.department(emergency="overflow", **options)
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    return slot


def test_an_undo_cannot_be_undone(clinic: Clinic) -> None:
    token = clinic.undo(clinic.call(clinic.book(clinic.slot())))
    with clinic.refuses("nothing_to_undo"):
        clinic.undo(token)


def test_whoever_saw_the_undo_takes_back_what_came_before_it(clinic: Clinic) -> None:
    token = clinic.recall(clinic.call(clinic.book(clinic.slot(), source="ONLINE")))
    called = clinic.undo(token)
    booked = clinic.undo(called, version=called.version)
    assert (called.status, booked.status, booked.arrived_at) == ("CALLED", "BOOKED", None)
    assert clinic.undo(booked, version=booked.version).status == "CANCELLED"
    assert clinic.events(token) == ["booked", "called", "recalled", "undone", "undone", "undone"]
    assert violations(clinic.app, clinic.now) == []


def test_each_earlier_step_has_its_own_minute(clinic: Clinic) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    clinic.wait(seconds=UNDO_SECONDS + 1)
    undone = clinic.undo(clinic.recall(token))
    with clinic.refuses("undo_too_late"):
        clinic.undo(undone, version=undone.version)


def test_nothing_before_the_undo_of_a_session_s_end_is_taken_back(clinic: Clinic) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    closing.close_session(clinic.first_doctor, **clinic.who)
    day_undo.undo(clinic.first_doctor, **clinic.who)
    with clinic.refuses("nothing_to_undo"):
        clinic.undo(token, version=clinic.token(token).version)


def test_what_was_done_is_offered_again_once_what_followed_is_taken_back(clinic: Clinic) -> None:
    token = clinic.recall(clinic.call(clinic.book(clinic.slot())))
    clinic.undo(token)
    done = last_done(clinic.first_department, [Kind.CALLED, Kind.RECALLED, Kind.UNDONE], **clinic.who)
    assert [(one.kind, can_undo(one)) for one in done] == [("undone", False), ("recalled", False), ("called", True)]


def test_a_call_does_not_come_back_beside_another(clinic: Clinic) -> None:
    slot = clinic.slot()
    first, second = clinic.book(slot), clinic.book(slot)
    clinic.bring_to(first, "start")
    clinic.call(second)
    with clinic.refuses("already_calling"):
        clinic.undo(first)


def test_whoever_waits_again_gets_the_place_that_was_freed_meanwhile(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    placed, waiting = clinic.book(slot), clinic.book(slot)
    clinic.cancel(waiting)
    clinic.cancel(placed)
    assert clinic.undo(waiting).status == "BOOKED"


def test_nobody_waits_again_for_a_slot_that_was_closed_meanwhile(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.cancel(clinic.book(slot))
    clinic.cancel_slot(slot)
    with clinic.refuses("place_gone"):
        clinic.undo(waiting)


@pytest.mark.parametrize("state", ["cancel", "no_show"])
def test_a_token_does_not_come_back_beside_another_of_its_patient(clinic: Clinic, state: str) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot(capacity=2)
    token = clinic.bring_to(clinic.book(slot), state)
    clinic.book(slot, patient_id=token.patient_id)
    with clinic.refuses("duplicate_booking"):
        clinic.undo(token)


def test_a_token_is_not_moved_into_a_slot_where_its_patient_has_one(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_slot")
    slots = [clinic.slot("10:00"), clinic.slot("11:00")]
    token, _ = [clinic.book(slot, phone="+919812345678", name="Asha") for slot in slots]
    with clinic.refuses("duplicate_booking"):
        clinic.transfer(token, slots[1])


@pytest.mark.parametrize("state", ["book", "hold"])
def test_a_transfer_is_taken_back(clinic: Clinic, state: str) -> None:
    slots = [clinic.slot("10:00"), clinic.slot("11:00")]
    token = clinic.bring_to(clinic.book(slots[0]), state)
    undone = clinic.undo(clinic.transfer(token, slots[1]))
    assert (undone.slot_id, undone.status, undone.sequence) == (slots[0], token.status, token.sequence)
    assert [clinic.slot_row(slot).taken for slot in slots] == [1, 0]
    assert violations(clinic.app, clinic.now) == []


def test_a_transfer_off_the_waiting_list_is_taken_back(clinic: Clinic) -> None:
    slots = [clinic.slot("10:00", capacity=1), clinic.slot("11:00")]
    clinic.book(slots[0])
    token = clinic.transfer(clinic.book(slots[0]), slots[1])
    assert clinic.undo(token).status == "WAITING"
    assert violations(clinic.app, clinic.now) == []


def test_a_transfer_stays_where_the_old_place_is_gone(clinic: Clinic) -> None:
    slots = [clinic.slot("10:00", capacity=1), clinic.slot("11:00")]
    token = clinic.transfer(clinic.book(slots[0]), slots[1])
    clinic.book(slots[0])
    with clinic.refuses("place_gone"):
        clinic.undo(token)


def test_a_new_booking_is_taken_back_and_the_old_token_is_as_it_was(clinic: Clinic) -> None:
    slot, tomorrow = clinic.slot("10:00"), clinic.slot("10:00", days=1)
    token = clinic.book(slot)
    new = rebooking.rebook(token.id, tomorrow, **clinic.who)
    undone = clinic.undo(token)
    assert (undone.status, undone.slot_id, clinic.status(new)) == ("BOOKED", slot, "CANCELLED")
    assert violations(clinic.app, clinic.now) == []


def test_a_new_booking_that_somebody_built_on_stays(clinic: Clinic) -> None:
    token, tomorrow = clinic.book(clinic.slot("10:00")), clinic.slot("10:00", days=1)
    clinic.arrive(rebooking.rebook(token.id, tomorrow, **clinic.who))
    with clinic.refuses("built_on"):
        clinic.undo(token)


def test_what_was_settled_needs_a_place_again(clinic: Clinic) -> None:
    slot = clinic.slot("10:00")
    token = clinic.book(slot)
    clinic.cancel_slot(slot)
    rebooking.settle(token.id, **clinic.who)
    clinic.undo(token)
    assert [one.id for one in views.desk("K", now=clinic.now).displaced] == [token.id]


# What the action did to others is taken back with it, while nobody has built on that.


@pytest.mark.parametrize("displaced", ["waiting", "terminal"])
def test_whoever_lost_a_place_to_a_booking_gets_it_back(clinic: Clinic, displaced: str) -> None:
    clinic.department(emergency="preempt_lower", displaced=displaced)
    slot = clinic.slot(capacity=2)
    first, lowest, waiting = (clinic.book(slot) for _ in range(3))
    emergency = clinic.emergency(slot).token
    clinic.undo(emergency)
    again = clinic.token(lowest)
    assert (again.status, again.slot_id, again.sequence) == ("BOOKED", slot, lowest.sequence)
    assert [clinic.status(one) for one in (first, waiting, emergency)] == ["BOOKED", "WAITING", "CANCELLED"]
    assert clinic.events(lowest)[-2:] == ["displaced", "undone"]
    assert violations(clinic.app, clinic.now) == []


def test_whoever_lost_a_place_on_hold_is_on_hold_again(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_lower", displaced="terminal")
    slot = clinic.slot(capacity=1)
    held = clinic.bring_to(clinic.book(slot), "hold")
    clinic.undo(clinic.emergency(slot).token)
    assert clinic.status(held) == "ON_HOLD"
    assert violations(clinic.app, clinic.now) == []


def test_a_displaced_one_who_got_another_place_keeps_it(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_lower", displaced="waiting")
    slot, later = clinic.slot("10:00", capacity=1), clinic.slot("12:00")
    lowest = clinic.book(slot)
    emergency = clinic.emergency(slot).token
    clinic.transfer(lowest, later)
    clinic.undo(emergency)
    assert clinic.token(lowest).slot_id == later
    assert violations(clinic.app, clinic.now) == []


def test_whoever_lost_a_place_to_a_transfer_or_an_escalation_gets_it_back(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_lower", displaced="terminal", when_full="preempt_or_wait")
    slot, other = clinic.slot("10:00", capacity=1), clinic.slot("12:00", capacity=1)
    lowest, moved = clinic.book(slot), clinic.book(other, class_="PAID")
    clinic.undo(clinic.transfer(moved, slot))
    assert clinic.status(lowest) == "BOOKED"
    waiting = clinic.book(slot)
    clinic.escalate(waiting)
    assert clinic.status(lowest) == "DISPLACED"
    clinic.undo(waiting)
    assert (clinic.status(lowest), clinic.status(waiting)) == ("BOOKED", "WAITING")
    assert violations(clinic.app, clinic.now) == []


@pytest.mark.parametrize("routing", ["slot", "least_loaded", "earliest"])
@pytest.mark.parametrize("end", ["cancel", "no_show"])
def test_whoever_got_the_place_waits_again(clinic: Clinic, routing: str, end: str) -> None:
    clinic.department(routing=routing)
    slot = clinic.slot(capacity=1)
    token, waiting, later = clinic.book(slot), clinic.book(slot), clinic.book(slot)
    done = getattr(clinic, end)(token)
    assert clinic.status(waiting) == "BOOKED"
    undone = clinic.undo(done)
    assert (undone.status, undone.sequence) == ("BOOKED", token.sequence)
    assert [clinic.status(one) for one in (waiting, later)] == ["WAITING", "WAITING"]
    assert clinic.events(waiting)[-2:] == ["promoted", "undone"]
    assert violations(clinic.app, clinic.now) == []


def test_a_visit_that_had_given_its_place_on_goes_on(clinic: Clinic) -> None:
    clinic.department(completed_holds_place=False)
    slot = clinic.slot(capacity=1)
    token, waiting = clinic.book(slot), clinic.book(slot)
    clinic.see(token)
    assert clinic.undo(token).status == "IN_CONSULTATION"
    assert clinic.status(waiting) == "WAITING"
    assert violations(clinic.app, clinic.now) == []


@pytest.mark.parametrize("built", ["arrive", "call", "cancel"])
def test_a_place_that_somebody_built_on_does_not_come_back(clinic: Clinic, built: str) -> None:
    slot = clinic.slot(capacity=1)
    token, waiting = clinic.book(slot), clinic.book(slot, source="ONLINE")
    clinic.cancel(token)
    getattr(clinic, built)(waiting)
    if built == "cancel":
        clinic.book(slot)
    with clinic.refuses("place_gone"):
        clinic.undo(token)


def test_the_undo_of_a_transfer_takes_the_place_back_from_who_got_it(clinic: Clinic) -> None:
    slots = [clinic.slot("10:00", capacity=1), clinic.slot("11:00")]
    token, waiting = clinic.book(slots[0]), clinic.book(slots[0])
    clinic.transfer(token, slots[1])
    undone = clinic.undo(token)
    assert (undone.slot_id, clinic.status(waiting)) == (slots[0], "WAITING")
    assert violations(clinic.app, clinic.now) == []
