"""Numbers and sequence numbers: counted up, never derived from how many there are."""

import pytest

from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic


@pytest.mark.parametrize("end", ["cancel", "no_show", "complete"])
def test_a_number_is_never_given_again(clinic: Clinic, end: str) -> None:
    slot = clinic.slot(capacity=3)
    clinic.bring_to(clinic.book(slot), end)
    numbers = [clinic.book(slot).number for _ in range(2)]
    assert numbers == ["K-002", "K-003"]


def test_numbers_count_through_all_slots_of_the_department(clinic: Clinic) -> None:
    slots = [clinic.slot("10:00"), clinic.slot("11:00"), clinic.slot("10:00", doctor=clinic.doctor())]
    assert [clinic.book(slot).number for slot in slots] == ["K-001", "K-002", "K-003"]


def test_departments_count_apart(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    other = clinic.slot(doctor=clinic.doctor(clinic.department("E")))
    assert clinic.book(other).number == "E-001"


def test_a_refused_booking_uses_no_number(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_reject")
    slot = clinic.slot(capacity=1)
    first = clinic.book(slot)
    with clinic.refuses("full"):
        clinic.book(slot)
    clinic.cancel(first)
    assert (clinic.book(slot).number, clinic.slot_row(slot).last_sequence) == ("K-002", 2)


def test_a_number_past_999_has_four_digits(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    clinic.execute("UPDATE department_day SET last_number = 999")
    assert clinic.book(slot).number == "K-1000"


def test_a_token_keeps_its_number_and_gets_the_slot_s_next_sequence_number(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    first, waiting = clinic.book(slot), clinic.book(slot)
    clinic.cancel(first)
    promoted = clinic.token(waiting)
    assert (promoted.number, waiting.sequence, promoted.sequence) == ("K-002", None, 2)


def test_a_displaced_token_keeps_its_sequence_number_until_it_is_placed_again(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.book(slot)
    emergency = clinic.emergency(slot).token
    waiting = clinic.token(token).sequence
    clinic.cancel(emergency)
    assert (waiting, clinic.token(token).sequence) == (1, 3)


def test_a_moved_token_keeps_its_number_and_leaves_its_place_to_the_next(clinic: Clinic) -> None:
    slot, other = clinic.slot("10:00", capacity=1), clinic.slot("11:00")
    token, waiting = clinic.book(slot), clinic.book(slot)
    moved = clinic.transfer(token, other)
    assert (moved.number, moved.slot_id, moved.sequence) == (token.number, other, 1)
    assert clinic.token(waiting).slot_id == slot


def test_no_token_is_ever_deleted(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    for end in ("cancel", "no_show", "complete", "book"):
        clinic.bring_to(clinic.book(slot), end)
    assert [row.number for row in clinic.rows(TokenRow)] == [1, 2, 3, 4]
