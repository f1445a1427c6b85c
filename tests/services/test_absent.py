"""Whoever was called and did not come is not here, wherever the token goes from its hold."""

import pytest

from opd_web.services import day_undo, rebooking
from opd_web.services.absences import Span, put
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations

WAYS = ("session", "slot", "displaced", "leave", "leave with a choice", "transfer")


def take_away(clinic: Clinic, slot: int, elsewhere: int, token: TokenView, how: str) -> None:
    """Let the token lose the place that it holds, so that it stands elsewhere, or waits."""
    if how == "session":
        clinic.close_session()
    elif how == "slot":
        clinic.cancel_slot(slot)
    elif how == "displaced":
        # The first one finds the place that is free elsewhere.
        clinic.emergency(slot)
        clinic.emergency(slot)
    elif how == "transfer":
        clinic.transfer(token, elsewhere)
    else:
        span = Span(clinic.first_doctor, None, clinic.day(), clinic.day())
        put(span, "Ill", {token.id: elsewhere} if "choice" in how else {}, **clinic.who)


@pytest.fixture
def held(clinic: Clinic) -> tuple[int, int, TokenView]:
    """Give a slot, a free place with another doctor at that time, and a token of the first one that did not come."""
    clinic.department(routing="least_loaded", emergency="preempt_lower")
    slot = clinic.slot(capacity=1)
    token = clinic.bring_to(clinic.at("09:00").book(slot), "hold")
    return slot, clinic.slot(capacity=1, doctor=clinic.doctor(name="Dr Das")), clinic.at("09:20").token(token)


@pytest.mark.parametrize("how", WAYS)
def test_an_absent_patient_stays_absent(clinic: Clinic, held: tuple[int, int, TokenView], how: str) -> None:
    slot, elsewhere, token = held
    take_away(clinic, slot, elsewhere, token, how)
    found = clinic.token(token)
    assert found.status in {"BOOKED", "WAITING"}
    assert found.arrived_at is None
    assert violations(clinic.app, clinic.now) == []


def test_who_is_absent_is_not_called_next(clinic: Clinic, held: tuple[int, int, TokenView]) -> None:
    _, elsewhere, token = held
    clinic.close_session()
    assert clinic.token(token).slot_id == elsewhere
    with clinic.refuses("queue_empty"):
        clinic.call_next(clinic.token(token).doctor_id)


def test_a_call_sends_nobody_away(clinic: Clinic, held: tuple[int, int, TokenView]) -> None:
    """Whoever was called and has not been put on hold may stand at the door."""
    _, _, token = held
    clinic.call(token)
    clinic.close_session()
    assert clinic.token(token).arrived_at is not None


@pytest.mark.parametrize("way", ["arrive", "call"])
def test_who_comes_back_is_here(clinic: Clinic, held: tuple[int, int, TokenView], way: str) -> None:
    _, _, token = held
    clinic.close_session()
    back = getattr(clinic.at("09:40"), way)(token)
    assert back.arrived_at == clinic.moment("09:40")


def test_the_wait_is_from_the_arrival_that_counts_to_the_call_after_it(
    clinic: Clinic, held: tuple[int, int, TokenView]
) -> None:
    _, _, token = held
    clinic.close_session()
    clinic.at("09:40").arrive(token)
    clinic.at("09:50").call(token)
    row = clinic.rows(TokenRow)[0]
    assert (row.arrived_at, row.first_called_at) == (clinic.moment("09:40"), clinic.moment("09:50"))


def test_a_call_that_nobody_followed_overtakes_nobody(clinic: Clinic, held: tuple[int, int, TokenView]) -> None:
    _, _, token = held
    clinic.close_session()
    row = clinic.rows(TokenRow)[0]
    assert (row.first_called_event, row.arrived_event, row.call_count) == (None, None, token.call_count)


def test_a_lost_place_says_nothing_of_an_arrival(clinic: Clinic) -> None:
    """Booked anew on the same day, an absent walk-in is as absent as before."""
    slot = clinic.slot(capacity=1)
    token = clinic.bring_to(clinic.book(slot), "hold")
    clinic.cancel_slot(slot)
    new = rebooking.rebook(token.id, clinic.slot("12:00"), **clinic.who)
    assert (clinic.status(token), new.status, new.arrived_at) == ("DISPLACED", "BOOKED", None)


@pytest.mark.usefixtures("held")
def test_the_undo_of_the_end_gives_the_hold_back(clinic: Clinic) -> None:
    before = clinic.rows(TokenRow)[0]
    clinic.close_session()
    day_undo.undo(clinic.first_doctor, **clinic.who)
    after = clinic.rows(TokenRow)[0]
    kept = ("status", "arrived_at", "arrived_event", "first_called_at", "first_called_event", "slot_id")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
