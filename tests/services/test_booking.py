"""Booking: who gets a place, who waits, who is refused."""

from tests.support.clinic import Clinic


def test_a_full_slot_lets_the_next_one_wait(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    late = clinic.book(slot)
    assert (late.number, late.status, late.position) == ("K-002", "WAITING", 1)
