"""Slots: added, late, cancelled, closed with their session; and who moves because of it."""

import pytest

from tests.support.clinic import Clinic


def test_a_new_slot_takes_whoever_waits_for_its_window(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    slot = clinic.slot("10:00", capacity=1)
    _, *waiting = [clinic.book(slot) for _ in range(4)]
    new = clinic.slot("10:00", capacity=2, doctor=clinic.doctor())
    assert [clinic.token(token).slot_id for token in waiting] == [new, new, None]


def test_a_new_slot_of_another_pool_takes_nobody(clinic: Clinic) -> None:
    slot = clinic.slot("10:00", capacity=1)
    waiting = [clinic.book(slot) for _ in range(2)][1]
    clinic.slot("11:00")
    assert clinic.status(waiting) == "WAITING"


@pytest.mark.parametrize(
    ("start", "end"), [("10:00", "11:00"), ("09:30", "10:01"), ("10:59", "12:00"), ("10:20", "10:30")]
)
def test_slots_of_one_doctor_never_overlap(clinic: Clinic, start: str, end: str) -> None:
    clinic.slot("10:00", "11:00")
    with clinic.refuses("slot_overlap"):
        clinic.slot(start, end)


def test_slots_may_touch_and_another_doctor_may_have_the_same_time(clinic: Clinic) -> None:
    clinic.slot("10:00", "11:00")
    assert clinic.slot("11:00", "12:00")
    assert clinic.slot("10:00", "11:00", doctor=clinic.doctor())


def test_the_time_of_a_cancelled_slot_is_free_again(clinic: Clinic) -> None:
    clinic.cancel_slot(clinic.slot("10:00"))
    assert clinic.slot("10:00")


@pytest.mark.parametrize(("end", "capacity"), [("10:00", 1), ("09:00", 1), ("11:00", 0), ("11:00", 10**12)])
def test_a_slot_that_makes_no_sense_is_refused(clinic: Clinic, end: str, capacity: int) -> None:
    clinic.department()
    with clinic.refuses("invalid"):
        clinic.slot("10:00", end, capacity=capacity)


def test_a_slot_of_an_unknown_doctor_is_refused(clinic: Clinic) -> None:
    clinic.department()
    with clinic.refuses("not_found"):
        clinic.slot(doctor=999_999)


def test_a_delay_is_the_slot_s_total_and_sending_it_again_changes_nothing(clinic: Clinic) -> None:
    slot = clinic.slot()
    assert clinic.delay(slot, 20).delay_minutes == 20
    before = clinic.everything()
    assert (clinic.delay(slot, 20).delay_minutes, clinic.everything()) == (20, before)


def test_a_delay_moves_the_expected_times(clinic: Clinic) -> None:
    slot = clinic.slot("10:00")
    token = clinic.book(slot)
    clinic.delay(slot, 20)
    assert clinic.token(token).estimated_time == clinic.moment("10:20")


@pytest.mark.parametrize(("scope", "delays"), [("slot", [0, 20, 0]), ("doctor_day", [0, 20, 20])])
def test_a_delay_goes_as_far_as_the_policy_says(clinic: Clinic, scope: str, delays: list[int]) -> None:
    clinic.department(delay_scope=scope)
    slots = [clinic.slot(start) for start in ("09:00", "10:00", "11:00")]
    clinic.slot("11:00", doctor=clinic.doctor())
    clinic.delay(slots[1], 20)
    assert [clinic.slot_row(slot).delay_minutes for slot in slots] == delays


def test_a_delay_that_is_taken_back_takes_back_what_it_spread(clinic: Clinic) -> None:
    clinic.department(delay_scope="doctor_day")
    slots = [clinic.slot(start) for start in ("10:00", "11:00")]
    clinic.delay(slots[0], 30)
    clinic.delay(slots[1], 40)
    clinic.delay(slots[0], 10)
    assert [clinic.slot_row(slot).delay_minutes for slot in slots] == [10, 20]


def test_a_slot_that_is_late_says_so_until_it_is_not(clinic: Clinic) -> None:
    slot = clinic.slot()
    assert (clinic.delay(slot, 5).status, clinic.delay(slot, 0).status) == ("DELAYED", "SCHEDULED")


def test_a_slot_added_after_a_delay_starts_without_one(clinic: Clinic) -> None:
    clinic.department(delay_scope="doctor_day")
    clinic.delay(clinic.slot("10:00"), 30)
    assert clinic.add_slot("12:00").delay_minutes == 0


@pytest.mark.parametrize("minutes", [-1, 10**12])
def test_a_delay_that_makes_no_sense_is_refused(clinic: Clinic, minutes: int) -> None:
    slot = clinic.slot()
    with clinic.refuses("invalid"):
        clinic.delay(slot, minutes)


def test_a_delay_of_an_unknown_slot_is_refused(clinic: Clinic) -> None:
    clinic.slot()
    with clinic.refuses("unknown_slot"):
        clinic.delay(999_999, 10)


def test_a_delay_that_opens_a_slot_again_gives_its_free_place_to_whoever_waits(clinic: Clinic) -> None:
    department = clinic.department(routing="earliest")
    over = clinic.slot("10:00")
    waiting = clinic.at("11:00").book(department_id=department)
    clinic.delay(over, 30)
    assert clinic.token(waiting).slot_id == over


def test_the_tokens_of_a_cancelled_slot_go_back_to_their_pool_in_their_order(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    slot, other = clinic.slot("10:00"), clinic.slot("10:00", capacity=1, doctor=clinic.doctor())
    first, second = clinic.book(slot), clinic.book(slot, class_="PAID")
    left = clinic.cancel_slot(slot)
    assert (left.waiting, left.displaced) == ((first.number,), ())
    assert (clinic.token(second).slot_id, clinic.token(first).position) == (other, 1)


def test_where_no_pool_is_left_the_tokens_of_a_cancelled_slot_are_displaced(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    placed, waiting = clinic.book(slot), clinic.book(slot)
    assert clinic.cancel_slot(slot).displaced == (placed.number, waiting.number)
    assert (clinic.status(placed), clinic.status(waiting)) == ("DISPLACED", "DISPLACED")


def test_a_closed_session_lets_whoever_is_inside_finish(clinic: Clinic) -> None:
    slot = clinic.slot()
    inside, booked = clinic.bring_to(clinic.book(slot), "start"), clinic.book(slot)
    assert clinic.close_session().displaced == (booked.number,)
    assert clinic.complete(inside).status == "COMPLETED"
