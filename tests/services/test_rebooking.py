"""Rebooking: whoever lost a place, or comes on another day, gets a new token that is linked to the old one."""

import pytest

from opd_web.services import explanation, rebooking
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


def rebook(clinic: Clinic, token: TokenView, slot: int) -> TokenView:
    return rebooking.rebook(token.id, slot, version=clinic.token(token).version, **clinic.who)


@pytest.fixture
def displaced(clinic: Clinic) -> TokenView:
    """A walk-in who came at 08:00 and lost the place, since the slot was cancelled."""
    slot = clinic.slot("10:00")
    token = clinic.book(slot)
    clinic.cancel_slot(slot)
    return clinic.wait(seconds=90) and token


def test_the_displaced_gets_a_new_token_with_its_arrival(clinic: Clinic, displaced: TokenView) -> None:
    new = rebook(clinic, displaced, clinic.slot("11:00"))
    old = clinic.rows(TokenRow)[0]
    assert (new.number, new.status, new.arrived_at) == ("K-002", "BOOKED", displaced.arrived_at)
    assert (old.status, old.moved_to_id) == ("DISPLACED", new.id)
    assert violations(clinic.app, clinic.now) == []


def test_on_another_day_the_place_of_today_is_given_on(clinic: Clinic) -> None:
    slot, tomorrow = clinic.slot("10:00", capacity=1), clinic.slot("10:00", days=1)
    token, waiting = clinic.book(slot), clinic.book(slot)
    new = rebook(clinic, token, tomorrow)
    assert (new.slot_id, new.arrived_at) == (tomorrow, None)
    assert (clinic.status(token), clinic.status(waiting)) == ("CANCELLED", "BOOKED")
    assert violations(clinic.app, clinic.now) == []


def test_the_story_names_the_new_token(clinic: Clinic, displaced: TokenView) -> None:
    rebook(clinic, displaced, clinic.slot("11:00"))
    assert explanation.explain(displaced.id).story[-1].sentence == "Booked anew as K-002 for 2025-03-03."


def test_a_full_slot_leaves_it_as_it_is(clinic: Clinic, displaced: TokenView) -> None:
    full = clinic.slot("11:00", capacity=1)
    clinic.book(full)
    with clinic.refuses("full"):
        rebook(clinic, displaced, full)


def test_nobody_is_booked_anew_twice(clinic: Clinic, displaced: TokenView) -> None:
    slot = clinic.slot("11:00")
    rebook(clinic, displaced, slot)
    with clinic.refuses("rebooked_already"):
        rebook(clinic, displaced, slot)


def test_who_has_a_place_today_is_moved_and_not_booked_anew(clinic: Clinic) -> None:
    token, other = clinic.book(clinic.slot("10:00")), clinic.slot("11:00")
    with clinic.refuses("same_day"):
        rebook(clinic, token, other)


def test_another_department_is_another_matter(clinic: Clinic, displaced: TokenView) -> None:
    slot = clinic.slot("11:00", doctor=clinic.doctor(clinic.department("B")))
    with clinic.refuses("other_day"):
        rebook(clinic, displaced, slot)


def test_whoever_needs_no_other_place_is_settled_once(clinic: Clinic, displaced: TokenView) -> None:
    rebooking.settle(displaced.id, **clinic.who)
    with clinic.refuses("settled_already"):
        rebooking.settle(displaced.id, **clinic.who)


def test_nothing_is_settled_that_was_not_lost(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    with clinic.refuses("not_displaced"):
        rebooking.settle(token.id, **clinic.who)


def test_later_days_are_offered_the_own_doctor_first(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot("10:00"))
    other = clinic.slot("09:00", days=1, doctor=clinic.doctor(name="Dr Das"))
    own = clinic.slot("12:00", days=2)
    assert [slot.id for slot in rebooking.offers(token.id, **clinic.who)] == [own, other]
