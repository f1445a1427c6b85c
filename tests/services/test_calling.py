"""Calling: who is next, what is announced, and the way through the consultation."""

import pytest

from opd_web.store.rows import CallRow, ClinicSessionRow
from tests.support.clinic import Clinic

ROOM_3 = "3"


def test_the_first_present_token_is_called(clinic: Clinic) -> None:
    slot = clinic.slot()
    absent, present = clinic.book(slot, source="ONLINE"), clinic.book(slot)
    called = clinic.call_next()
    assert (called.number, called.status, called.call_count) == (present.number, "CALLED", 1)
    assert clinic.status(absent) == "BOOKED"


def test_classes_go_in_order_and_emergencies_first_of_all(clinic: Clinic) -> None:
    slot = clinic.slot("10:00", capacity=3)
    later = clinic.slot("11:00")
    walk_in, paid = clinic.book(slot), clinic.book(slot, class_="PAID")
    emergency = clinic.emergency(later).token
    assert clinic.numbers_called() == [emergency.number, paid.number, walk_in.number]


def test_an_earlier_slot_goes_before_a_later_one_whatever_the_class(clinic: Clinic) -> None:
    early, late = clinic.slot("10:00"), clinic.slot("11:00")
    paid, walk_in = clinic.book(late, class_="PAID"), clinic.book(early)
    assert clinic.numbers_called() == [walk_in.number, paid.number]


def test_order_of_assignment_looks_at_no_class(clinic: Clinic) -> None:
    clinic.department(queue_order="assignment")
    slot = clinic.slot()
    walk_in, paid = clinic.book(slot), clinic.book(slot, class_="PAID")
    assert clinic.numbers_called() == [walk_in.number, paid.number]


def test_whoever_was_overtaken_often_enough_is_next(clinic: Clinic) -> None:
    clinic.department(max_overtakes=2)
    slot = clinic.slot(capacity=5)
    walk_in, *paid = [clinic.book(slot, class_=class_) for class_ in ("WALK_IN", "PAID", "PAID", "PAID")]
    assert clinic.numbers_called() == [paid[0].number, paid[1].number, walk_in.number, paid[2].number]


def test_an_absent_token_is_not_overtaken(clinic: Clinic) -> None:
    clinic.department(max_overtakes=1)
    slot = clinic.slot(capacity=5)
    online = clinic.book(slot, class_="WALK_IN", source="ONLINE")
    first, second = (clinic.book(slot, class_="PAID") for _ in range(2))
    clinic.seen_next()
    clinic.arrive(online)
    assert clinic.numbers_called() == [second.number, online.number]
    assert clinic.status(first) == "COMPLETED"


def test_nobody_is_called_while_another_stands_called(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    clinic.book(slot)
    called = clinic.call_next()
    with clinic.refuses("already_calling") as caught:
        clinic.call_next()
    assert str(caught.value).startswith(f"{called.number} is called and has not come in yet.")


def test_the_next_one_is_called_while_another_is_inside(clinic: Clinic) -> None:
    slot = clinic.slot()
    inside, waiting = clinic.book(slot), clinic.book(slot)
    clinic.bring_to(inside, "start")
    assert clinic.call_next().number == waiting.number


def test_an_empty_queue_says_so(clinic: Clinic) -> None:
    clinic.book(clinic.slot(), source="ONLINE")
    with clinic.refuses("queue_empty"):
        clinic.call_next()


def test_a_doctor_without_a_day_has_an_empty_queue(clinic: Clinic) -> None:
    doctor = clinic.first_doctor
    with clinic.refuses("queue_empty"):
        clinic.call_next(doctor)


def test_an_unknown_doctor_is_not_found(clinic: Clinic) -> None:
    clinic.slot()
    with clinic.refuses("not_found"):
        clinic.call_next(999_999)


def test_a_call_is_announced_with_its_room_and_opens_the_session(clinic: Clinic) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    assert [(call.token_id, call.sequence, call.room, call.recall) for call in clinic.rows(CallRow)] == [
        (token.id, 1, ROOM_3, False)
    ]
    assert [session.status for session in clinic.rows(ClinicSessionRow)] == ["open"]


def test_a_recall_is_a_new_announcement_of_the_same_token(clinic: Clinic) -> None:
    token = clinic.call(clinic.book(clinic.slot()))
    recalled = clinic.at("10:05").recall(token)
    assert [(call.sequence, call.recall) for call in clinic.rows(CallRow)] == [(1, False), (2, True)]
    assert (recalled.status, recalled.call_count, recalled.called_at) == ("CALLED", 2, clinic.now)


def test_calling_an_absent_token_marks_it_arrived(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot(), source="ONLINE")
    assert clinic.at("10:05").call(token).arrived_at == clinic.now


def test_any_token_can_be_called_out_of_order(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot, class_="PAID")
    assert clinic.call(clinic.book(slot)).status == "CALLED"


def test_a_token_on_hold_can_be_called_again(clinic: Clinic) -> None:
    held = clinic.bring_to(clinic.book(clinic.slot()), "hold")
    assert (held.status, clinic.call(held).call_count) == ("ON_HOLD", 2)


def test_a_token_on_hold_stands_out_of_the_order_and_keeps_its_place(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=2)
    held, other = clinic.bring_to(clinic.book(slot), "hold"), clinic.book(slot)
    assert (held.position, other.position, clinic.slot_row(slot).taken) == (None, 1, 2)


def test_a_token_is_called_on_its_own_day_only(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot(days=1))
    with clinic.refuses("not_its_day") as caught:
        clinic.call(token)
    assert str(caught.value) == "K-001 is for another day. It can only be called on 2025-03-04."


def test_a_token_is_called_on_its_day_whatever_the_clock(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot("10:00"))
    assert clinic.at("17:00").call(token).status == "CALLED"


def test_a_consultation_notes_its_start_and_end(clinic: Clinic) -> None:
    token = clinic.at("10:00").call(clinic.book(clinic.slot()))
    started = clinic.at("10:02").start(token)
    completed = clinic.at("10:12").complete(token)
    times = (completed.called_at, completed.started_at, completed.completed_at)
    assert times == tuple(clinic.moment(text) for text in ("10:00", "10:02", "10:12"))
    assert (started.status, completed.status, completed.position) == ("IN_CONSULTATION", "COMPLETED", None)


def test_a_completed_token_moves_the_expected_times_of_the_others(clinic: Clinic) -> None:
    clinic.department(consult_minutes=10)
    slot = clinic.slot("10:00")
    first, second = clinic.book(slot), clinic.book(slot)
    clinic.see(first)
    assert (clinic.token(second).position, clinic.token(second).estimated_time) == (1, clinic.moment("10:10"))


@pytest.mark.parametrize(("holds", "status"), [(True, "WAITING"), (False, "BOOKED")])
def test_a_completed_place_is_given_on_where_the_policy_says_so(clinic: Clinic, holds: bool, status: str) -> None:
    clinic.department(completed_holds_place=holds)
    slot = clinic.slot(capacity=1)
    first, waiting = clinic.book(slot), clinic.book(slot)
    clinic.see(first)
    assert clinic.status(waiting) == status


ILLEGAL = [
    ("book", "recall"),
    ("book", "hold"),
    ("book", "start"),
    ("book", "complete"),
    ("call", "call"),
    ("call", "complete"),
    ("hold", "hold"),
    ("hold", "start"),
    ("start", "call"),
    ("start", "recall"),
    ("start", "cancel"),
    ("start", "no_show"),
    ("complete", "start"),
    ("complete", "cancel"),
    ("complete", "no_show"),
    ("cancel", "cancel"),
    ("cancel", "call"),
    ("no_show", "cancel"),
    ("no_show", "call"),
]


@pytest.mark.parametrize(("state", "action"), ILLEGAL)
def test_a_step_that_the_table_does_not_know_is_refused(clinic: Clinic, state: str, action: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), state)
    with clinic.refuses("illegal_transition"):
        getattr(clinic, action)(token)


@pytest.mark.parametrize("action", ["call", "recall", "hold", "start", "complete"])
def test_whoever_waits_for_a_place_is_not_called_in(clinic: Clinic, action: str) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot)
    with clinic.refuses("illegal_transition"):
        getattr(clinic, action)(waiting)
