"""A consultation ends with a follow-up: the same doctor's first free slot that many days later."""

import pytest

from opd_web.services import follow_up
from opd_web.services.follow_up import FollowUp
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


@pytest.fixture
def inside(clinic: Clinic) -> TokenView:
    return clinic.bring_to(clinic.book(clinic.slot()), "start")


def complete(clinic: Clinic, token: TokenView, ahead: int = 7, key: str = "k") -> FollowUp:
    return follow_up.complete(token.id, ahead, version=token.version, key=key, **clinic.who)


def test_the_doctor_s_first_free_slot_of_that_day_is_booked(clinic: Clinic, inside: TokenView) -> None:
    full = clinic.slot("09:00", capacity=1, days=7)
    clinic.book(full, source="STAFF")
    slot = clinic.slot("10:00", days=7)
    done = complete(clinic, inside)
    assert done.booked is not None
    assert (done.token.status, done.booked.slot_id, done.booked.class_) == ("COMPLETED", slot, "FOLLOW_UP")
    assert (done.booked.patient_id, done.booked.arrived_at) == (inside.patient_id, None)
    assert violations(clinic.app, clinic.now) == []


def test_without_a_slot_that_day_it_is_the_nearest_day_after(clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=6)
    clinic.slot("09:00", days=8, doctor=clinic.doctor(name="Dr Das"))
    own = clinic.slot("10:00", days=9)
    done = complete(clinic, inside)
    assert done.booked is not None
    assert (done.token.status, done.booked.slot_id) == ("COMPLETED", own)


def test_without_any_slot_of_the_doctor_those_of_others_are_offered(clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=6)
    other = clinic.slot("09:00", days=8, doctor=clinic.doctor(name="Dr Das"))
    done = complete(clinic, inside)
    assert (done.token.status, done.booked) == ("COMPLETED", None)
    assert [slot.id for slot in done.offers] == [other]


def test_what_is_shown_before_is_what_is_booked(clinic: Clinic, inside: TokenView) -> None:
    full = clinic.slot("09:00", capacity=1, days=3)
    clinic.book(full, source="STAFF")
    slots = [clinic.slot("10:00", days=days) for days in (3, 9)]
    shown = follow_up.choices(inside.id, (3, 7, 30), now=clinic.now)
    assert [choice.slot and choice.slot.id for choice in shown] == [*slots, None]
    assert [choice.day for choice in shown] == [clinic.day(days) for days in (3, 7, 30)]
    booked = complete(clinic, inside, 7).booked
    assert booked is not None
    assert booked.slot_id == slots[1]


def test_an_offered_slot_is_booked_once(clinic: Clinic, inside: TokenView) -> None:
    slot = clinic.slot("10:00", days=9, doctor=clinic.doctor(name="Dr Das"))
    complete(clinic, inside)
    tokens = [follow_up.book(inside.id, slot, key="p", **clinic.who) for _ in range(2)]
    assert (tokens[0].id, tokens[0].slot_id) == (tokens[1].id, slot)
    assert len(clinic.rows(TokenRow)) == 2


def test_sent_again_it_gives_the_same_answer(clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    first, second = complete(clinic, inside), complete(clinic, inside)
    assert first.booked is not None
    assert second.booked is not None
    assert first.booked.id == second.booked.id
    assert len(clinic.rows(TokenRow)) == 2


def test_a_patient_who_has_a_token_there_already_is_still_completed(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot("10:00", days=7)
    token = clinic.bring_to(clinic.book(clinic.slot()), "start")
    clinic.book(slot, source="STAFF", patient_id=token.patient_id)
    done = complete(clinic, token)
    assert (done.token.status, done.booked) == ("COMPLETED", None)
    assert done.problem == "This patient already has K-001 here. Nothing was booked."


def test_undo_takes_both_back(clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    booked = complete(clinic, inside).booked
    assert booked is not None
    assert clinic.undo(inside, version=None).status == "IN_CONSULTATION"
    assert clinic.status(booked) == "CANCELLED"
    assert violations(clinic.app, clinic.now) == []


def test_undo_is_refused_once_somebody_built_on_the_follow_up(clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    booked = complete(clinic, inside).booked
    assert booked is not None
    clinic.arrive(booked)
    with clinic.refuses("built_on"):
        clinic.undo(inside)


def test_who_is_not_inside_is_not_completed(clinic: Clinic) -> None:
    clinic.slot("10:00", days=7)
    token = clinic.book(clinic.slot())
    with clinic.refuses("illegal_transition"):
        complete(clinic, token)


@pytest.mark.parametrize("ahead", [0, 366])
def test_the_days_have_bounds(clinic: Clinic, inside: TokenView, ahead: int) -> None:
    with clinic.refuses("invalid"):
        complete(clinic, inside, ahead)
