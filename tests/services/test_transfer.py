"""Transfer to another slot of the day: who takes a place there, and where those go who lose one."""

import pytest

from tests.support.clinic import Clinic
from tests.support.invariants import violations


@pytest.mark.parametrize("class_", ["PAID", "EMERGENCY"])
def test_whoever_is_displaced_gets_a_free_place_of_the_same_time(clinic: Clinic, class_: str) -> None:
    clinic.department(routing="least_loaded", when_full="preempt_or_wait", emergency="preempt_always")
    full = clinic.slot(capacity=1)
    displaced = clinic.book(full)
    free = clinic.slot(capacity=1, doctor=clinic.doctor(name="Dr Das"))
    moved = clinic.transfer(clinic.book(clinic.slot("11:00"), class_=class_), full)
    assert (moved.slot_id, clinic.token(displaced).slot_id) == (full, free)
    assert (clinic.status(displaced), violations(clinic.app, clinic.now)) == ("BOOKED", [])


def test_whoever_is_displaced_gets_the_place_that_was_left_where_it_is_of_the_same_pool(clinic: Clinic) -> None:
    clinic.department(routing="earliest", when_full="preempt_or_wait")
    full, left = clinic.slot(capacity=1), clinic.slot("12:00", capacity=1)
    displaced = clinic.book(full)
    clinic.transfer(clinic.book(left, class_="PAID"), full)
    assert (clinic.token(displaced).slot_id, violations(clinic.app, clinic.now)) == (left, [])
