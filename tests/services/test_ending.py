"""How tokens end: cancelled, or a no-show, and who gets their place."""

import pytest

from opd_web.store.event_rows import EventRow
from opd_web.store.rows import NoteRow
from tests.support.clinic import Clinic


@pytest.mark.parametrize("step", ["book", "call", "hold"])
def test_a_cancelled_place_goes_to_the_first_who_waits(clinic: Clinic, step: str) -> None:
    slot = clinic.slot(capacity=1)
    first = clinic.bring_to(clinic.book(slot), step)
    walk_in, paid = clinic.book(slot), clinic.book(slot, class_="PAID")
    clinic.cancel(first)
    assert (clinic.status(first), clinic.status(paid), clinic.status(walk_in)) == ("CANCELLED", "BOOKED", "WAITING")


def test_a_cancelled_waiting_token_moves_nobody_into_a_place(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    first, second = clinic.book(slot), clinic.book(slot)
    clinic.cancel(first)
    assert (clinic.status(second), clinic.token(second).position) == ("WAITING", 1)


def test_an_overflowing_emergency_that_is_cancelled_frees_no_place(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    emergency, waiting = clinic.emergency(slot).token, clinic.book(slot)
    clinic.cancel(emergency)
    assert (clinic.status(waiting), clinic.slot_row(slot).overflow) == ("WAITING", 0)


def test_a_place_freed_under_an_overflow_is_not_given_on(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    walk_in, waiting = clinic.book(slot), clinic.book(slot)
    clinic.emergency(slot)
    clinic.cancel(walk_in)
    assert (clinic.status(waiting), clinic.slot_row(slot).taken, clinic.slot_row(slot).overflow) == ("WAITING", 1, 0)


def test_a_reason_is_kept_beside_the_token(clinic: Clinic) -> None:
    clinic.cancel(clinic.book(clinic.slot()), reason="Called to say so")
    assert [(note.kind, note.text) for note in clinic.rows(NoteRow)] == [("cancel", "Called to say so")]


def test_without_grace_a_no_show_gives_its_place_on_at_once(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    absent, waiting = clinic.book(slot, source="ONLINE"), clinic.book(slot)
    clinic.no_show(absent)
    assert (clinic.status(absent), clinic.status(waiting)) == ("NO_SHOW", "BOOKED")


def test_a_no_show_keeps_its_place_in_its_grace(clinic: Clinic) -> None:
    clinic.department(no_show_grace_minutes=15)
    slot = clinic.slot(capacity=1)
    absent, waiting = clinic.book(slot), clinic.book(slot)
    assert clinic.at("10:00").no_show(absent).status == "NO_SHOW"
    assert (clinic.tick("10:14").status(waiting), clinic.tick("10:15").status(waiting)) == ("WAITING", "BOOKED")


def test_a_grace_that_has_ended_ends_before_the_next_booking(clinic: Clinic) -> None:
    clinic.department(no_show_grace_minutes=15)
    slot = clinic.slot(capacity=1)
    absent, waiting = clinic.book(slot), clinic.book(slot)
    clinic.at("10:00").no_show(absent)
    paid = clinic.at("10:20").book(slot, class_="PAID")
    assert (clinic.status(waiting), paid.status) == ("BOOKED", "WAITING")


def test_graces_end_in_the_order_in_which_they_began(clinic: Clinic) -> None:
    clinic.department(no_show_grace_minutes=15)
    slot = clinic.slot(capacity=2)
    first, second = clinic.book(slot), clinic.book(slot)
    waiting = [clinic.book(slot) for _ in range(2)]
    clinic.at("10:01").no_show(second)
    clinic.at("10:02").no_show(first)
    clinic.tick("11:00")
    ended = [event.token_id for event in clinic.rows(EventRow) if event.kind in {"place_released", "promoted"}]
    assert ended == [second.id, waiting[0].id, first.id, waiting[1].id]


def test_a_called_token_is_no_no_show_before_its_calls(clinic: Clinic) -> None:
    clinic.department(max_calls=2)
    token = clinic.call(clinic.book(clinic.slot()))
    with clinic.refuses("too_few_calls") as caught:
        clinic.no_show(token)
    assert str(caught.value).startswith("K-001 was called 1 of 2 times.")


def test_a_recall_counts_as_a_call(clinic: Clinic) -> None:
    clinic.department(max_calls=2)
    token = clinic.call(clinic.book(clinic.slot()))
    clinic.recall(token)
    assert clinic.no_show(token).status == "NO_SHOW"


def test_on_hold_the_calls_count_too(clinic: Clinic) -> None:
    clinic.department(max_calls=2)
    token = clinic.bring_to(clinic.book(clinic.slot()), "hold")
    with clinic.refuses("too_few_calls"):
        clinic.no_show(token)


def test_who_never_came_is_a_no_show_by_the_clock(clinic: Clinic) -> None:
    clinic.department(no_show_after_minutes=30)
    token = clinic.book(clinic.slot("10:00"), source="ONLINE")
    assert (clinic.tick("10:29").status(token), clinic.tick("10:30").status(token)) == ("BOOKED", "NO_SHOW")


def test_who_has_come_is_no_no_show_by_the_clock(clinic: Clinic) -> None:
    clinic.department(no_show_after_minutes=30)
    token = clinic.book(clinic.slot("10:00"))
    assert clinic.tick("12:00").status(token) == "BOOKED"


def test_a_late_doctor_makes_nobody_a_no_show(clinic: Clinic) -> None:
    clinic.department(no_show_after_minutes=30)
    slot = clinic.slot("10:00")
    token = clinic.book(slot, source="ONLINE")
    clinic.delay(slot, 20)
    assert (clinic.tick("10:49").status(token), clinic.tick("10:50").status(token)) == ("BOOKED", "NO_SHOW")
