"""Arriving: an attribute of the token, and the way back from hold."""

import pytest

from tests.support.clinic import Clinic


def test_arriving_notes_when_and_moves_nothing(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot(), source="ONLINE")
    arrived = clinic.at("09:40").arrive(token)
    assert (arrived.status, arrived.position, arrived.arrived_at) == ("BOOKED", 1, clinic.now)


def test_arriving_twice_changes_nothing(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot(), source="ONLINE")
    first = clinic.at("09:40").arrive(token)
    before = clinic.everything()
    assert (clinic.at("09:50").arrive(token), clinic.everything()) == (first, before)


def test_whoever_waits_for_a_place_can_arrive(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot, source="ONLINE")
    assert (clinic.arrive(waiting).status, clinic.events(waiting)[-1]) == ("WAITING", "arrived")


@pytest.mark.parametrize("end", ["complete", "cancel", "no_show"])
def test_a_closed_token_cannot_arrive(clinic: Clinic, end: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), end)
    with clinic.refuses("illegal_transition") as caught:
        clinic.arrive(token)
    assert str(caught.value).endswith("It cannot be marked as arrived.")


def test_an_unknown_token_is_not_found(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    with clinic.refuses("not_found"):
        clinic.arrive(clinic.without_row(token))


# The first of each case comes back from hold when three others stand in the queue.


def test_a_late_return_keeps_its_place(clinic: Clinic) -> None:
    clinic.department(late_return="keep_place")
    late, *others = [clinic.book(clinic.slot_of(4)) for _ in range(4)]
    clinic.arrive(clinic.bring_to(late, "hold"))
    assert clinic.numbers_called() == [late.number, *(one.number for one in others)]


def test_a_late_return_goes_behind_those_of_its_class_who_are_here(clinic: Clinic) -> None:
    clinic.department(late_return="end_of_class")
    late, second, online = (clinic.book(clinic.slot_of(4), class_=one) for one in ("FOLLOW_UP", "FOLLOW_UP", "ONLINE"))
    clinic.arrive(clinic.bring_to(late, "hold"))
    assert clinic.numbers_called() == [second.number, late.number, online.number]


def test_a_late_return_goes_in_after_n_others(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=2)
    late, second, third, fourth = (clinic.book(clinic.slot_of(4)) for _ in range(4))
    clinic.arrive(clinic.bring_to(late, "hold"))
    assert clinic.numbers_called() == [second.number, third.number, late.number, fourth.number]


def test_a_late_return_with_fewer_others_goes_in_last(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=5)
    late, second = clinic.book(clinic.slot_of(4)), clinic.book(clinic.slot_of(4))
    clinic.arrive(clinic.bring_to(late, "hold"))
    assert clinic.numbers_called() == [second.number, late.number]


def test_a_late_return_is_behind_whoever_is_called_in_the_meantime(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=2)
    late, second, third, fourth = (clinic.book(clinic.slot_of(5)) for _ in range(4))
    clinic.arrive(clinic.bring_to(late, "hold"))
    clinic.seen_next()
    newcomer = clinic.book(clinic.slot_of(5))
    assert clinic.numbers_called() == [third.number, late.number, fourth.number, newcomer.number]
    assert clinic.status(second) == "COMPLETED"


def test_an_emergency_keeps_its_place_whatever_the_policy_says(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=3)
    emergency = clinic.emergency(clinic.slot_of(4)).token
    others = [clinic.book(clinic.slot_of(4)) for _ in range(2)]
    clinic.arrive(clinic.bring_to(emergency, "hold"))
    assert clinic.numbers_called() == [emergency.number, *(one.number for one in others)]


def test_an_emergency_that_comes_back_late_stands_before_every_other_class(clinic: Clinic) -> None:
    clinic.department(late_return="end_of_class")
    late, second = (clinic.emergency(clinic.slot_of(4)).token for _ in range(2))
    other = clinic.book(clinic.slot_of(4))
    clinic.arrive(clinic.bring_to(late, "hold"))
    assert clinic.numbers_called() == [second.number, late.number, other.number]
