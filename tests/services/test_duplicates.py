"""Two tokens of one patient: forbidden for the day, for the slot, or not at all."""

import pytest

from tests.support.clinic import Clinic


def test_a_second_token_of_the_day_is_refused(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    first = clinic.book(clinic.slot("10:00"))
    other = clinic.slot("12:00")
    with clinic.refuses("duplicate_booking") as caught:
        clinic.book(other, patient_id=first.patient_id)
    assert str(caught.value) == "This patient already has K-001 here. Nothing was booked."


def test_another_day_and_another_department_are_no_duplicates(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    elsewhere = clinic.doctor(clinic.department("E", duplicate_bookings="same_day"))
    first = clinic.book(clinic.slot())
    again = [
        clinic.book(slot, patient_id=first.patient_id) for slot in (clinic.slot(days=1), clinic.slot(doctor=elsewhere))
    ]
    assert [token.number for token in again] == ["K-001", "E-001"]


@pytest.mark.parametrize("end", ["cancel", "no_show", "complete"])
def test_a_closed_token_is_no_duplicate(clinic: Clinic, end: str) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot()
    first = clinic.bring_to(clinic.book(slot), end)
    assert clinic.book(slot, patient_id=first.patient_id).number == "K-002"


@pytest.mark.parametrize("step", ["book", "call", "hold", "start"])
def test_a_live_token_is_a_duplicate_whatever_its_state(clinic: Clinic, step: str) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot()
    first = clinic.bring_to(clinic.book(slot), step)
    with clinic.refuses("duplicate_booking"):
        clinic.book(slot, patient_id=first.patient_id)


def test_a_waiting_token_is_a_duplicate(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot)
    with clinic.refuses("duplicate_booking"):
        clinic.book(slot, patient_id=waiting.patient_id)


def test_for_the_slot_only_the_same_slot_is_a_duplicate(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_slot")
    slot = clinic.slot("10:00")
    first = clinic.book(slot)
    clinic.book(clinic.slot("12:00"), patient_id=first.patient_id)
    with clinic.refuses("duplicate_booking"):
        clinic.book(slot, patient_id=first.patient_id)


def test_for_the_slot_whoever_has_a_place_may_not_wait_for_it_too(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_slot")
    slot = clinic.slot(capacity=1)
    placed = clinic.book(slot)
    with clinic.refuses("duplicate_booking"):
        clinic.book(slot, patient_id=placed.patient_id)


def test_for_the_slot_whoever_waits_for_it_may_not_wait_twice(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_slot")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot)
    with clinic.refuses("duplicate_booking"):
        clinic.book(slot, patient_id=waiting.patient_id)


def test_where_duplicates_are_allowed_a_patient_has_as_many_tokens_as_wanted(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="allow")
    slot = clinic.slot()
    first = clinic.book(slot)
    assert clinic.book(slot, patient_id=first.patient_id).number == "K-002"
