"""The capacity of one slot: more places go to whoever waits, fewer only down to what is used."""

from collections.abc import Mapping
from typing import Any

import pytest

from opd_web.services import slots
from opd_web.store.event_rows import EventRow
from tests.support.clinic import Clinic


def who(clinic: Clinic) -> Mapping[str, Any]:
    return {"actor": clinic.actor, "now": clinic.now}


def test_more_places_go_to_whoever_waits(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot)
    slots.change_capacity(slot, 3, **who(clinic))
    assert clinic.status(waiting) == "BOOKED"
    assert clinic.slot_row(slot).capacity == 3


def test_fewer_places_are_possible_down_to_the_used_ones(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=5)
    clinic.book(slot)
    assert slots.change_capacity(slot, 1, **who(clinic)).capacity == 1


def test_below_what_is_used_the_refusal_names_who_stands_in_the_way(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    clinic.book(slot)
    clinic.book(slot)
    with clinic.refuses("invalid") as caught:
        slots.change_capacity(slot, 1, **who(clinic))
    assert str(caught.value).startswith("2 places are used (K-001, K-002). Choose 2 or more")


def test_many_in_the_way_are_counted(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=8)
    for _ in range(8):
        clinic.book(slot)
    with clinic.refuses("invalid") as caught:
        slots.change_capacity(slot, 1, **who(clinic))
    assert "K-006 and 2 more" in str(caught.value)


def test_places_beyond_the_capacity_become_ordinary_ones(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    clinic.emergency(slot)
    slots.change_capacity(slot, 2, **who(clinic))
    assert (clinic.slot_row(slot).taken, clinic.slot_row(slot).overflow) == (2, 0)


def test_the_same_capacity_changes_nothing(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=2)
    before = len(clinic.rows(EventRow))
    slots.change_capacity(slot, 2, **who(clinic))
    assert len(clinic.rows(EventRow)) == before


@pytest.mark.parametrize("capacity", [0, -1, 10_001])
def test_what_is_no_capacity_is_refused(clinic: Clinic, capacity: int) -> None:
    slot = clinic.slot()
    with clinic.refuses("invalid"):
        slots.change_capacity(slot, capacity, **who(clinic))


def test_a_cancelled_slot_stays_as_it_is(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.cancel_slot(slot)
    with clinic.refuses("slot_ended"):
        slots.change_capacity(slot, 5, **who(clinic))
