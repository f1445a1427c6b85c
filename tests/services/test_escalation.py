"""A patient who has a token becomes an emergency under the same number."""

import pytest

from opd_web.services import explanation
from opd_web.store.rows import NoteRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


def test_a_booked_one_keeps_number_and_place_and_is_called_first(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    first, second = clinic.book(slot), clinic.book(slot)
    done = clinic.escalate(second, reason="Chest pain")
    assert (done.token.number, done.token.slot_id, done.token.class_) == (second.number, slot, "EMERGENCY")
    assert clinic.call_next().number == second.number
    assert (clinic.status(first), done.displaced) == ("BOOKED", None)
    assert [(note.kind, note.text) for note in clinic.rows(NoteRow)] == [("reason", "Chest pain")]
    assert violations(clinic.app, clinic.now) == []


def test_one_who_waits_takes_the_place_of_the_lowest(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_lower")
    slot, later = clinic.slot("10:00", capacity=1), clinic.slot("12:00")
    lowest, waiting = clinic.book(slot), clinic.book(slot)
    done = clinic.escalate(waiting)
    assert (done.token.status, done.token.slot_id) == ("BOOKED", slot)
    assert done.displaced is not None
    assert (done.displaced.id, [one.id for one in done.alternatives]) == (lowest.id, [later])
    assert violations(clinic.app, clinic.now) == []


def test_one_who_waits_is_added_beyond_the_capacity(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    done = clinic.escalate(clinic.book(slot))
    row = clinic.slot_row(slot)
    assert (done.token.status, done.displaced) == ("BOOKED", None)
    assert (row.taken, row.overflow, row.emergencies) == (2, 1, 1)


def test_where_no_place_can_be_given_it_waits_first(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_lower")
    slot = clinic.slot(capacity=1)
    clinic.emergency(slot)
    _, second = clinic.book(slot), clinic.book(slot)
    done = clinic.escalate(second)
    assert (done.token.status, done.token.position) == ("WAITING", 1)
    assert violations(clinic.app, clinic.now) == []


@pytest.mark.parametrize(("order", "first"), [("fifo", 0), ("newest_first", 1)])
def test_among_emergencies_it_came_when_it_became_one(clinic: Clinic, order: str, first: int) -> None:
    clinic.department(emergency_order=order, tie_break="booked_at")
    slot = clinic.slot(capacity=3)
    token = clinic.book(slot)
    known = clinic.wait(seconds=60).emergency(slot).token
    clinic.wait(seconds=60).escalate(token)
    assert clinic.call_next().id == (known.id, token.id)[first]


def test_the_explanation_names_when_it_became_one(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    other, token = clinic.book(slot), clinic.book(slot)
    clinic.at("08:05").escalate(token)
    told = explanation.explain(other.id)
    assert told.summary == f"1 ahead: {token.number} (emergency, 08:05)."


@pytest.mark.parametrize("state", ["call", "start", "complete", "cancel"])
def test_who_is_called_or_gone_is_made_none(clinic: Clinic, state: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), state)
    with clinic.refuses("illegal_transition"):
        clinic.escalate(token)


def test_an_emergency_is_made_none_twice(clinic: Clinic) -> None:
    token = clinic.emergency(clinic.slot()).token
    with clinic.refuses("emergency_already"):
        clinic.escalate(token)


def test_a_policy_without_emergencies_makes_none(clinic: Clinic) -> None:
    clinic.department(emergency="off", classes=["FOLLOW_UP", "ONLINE", "WALK_IN"])
    token = clinic.book(clinic.slot())
    with clinic.refuses("unknown_class"):
        clinic.escalate(token)


def test_what_was_seen_before_a_change_escalates_nothing(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.call(token)
    with clinic.refuses("stale_version"):
        clinic.escalate(token, version=token.version)


@pytest.mark.parametrize("emergency", ["preempt_lower", "overflow"])
def test_it_is_taken_back_and_everybody_is_where_they_were(clinic: Clinic, emergency: str) -> None:
    clinic.department(emergency=emergency)
    slot = clinic.slot(capacity=1)
    placed, waiting = clinic.book(slot), clinic.book(slot)
    clinic.escalate(waiting)
    undone = clinic.undo(waiting)
    assert (undone.status, undone.class_, clinic.status(placed)) == ("WAITING", "WALK_IN", "BOOKED")
    assert violations(clinic.app, clinic.now) == []


@pytest.mark.parametrize("state", ["book", "hold"])
def test_a_placed_one_is_taken_back_in_its_place(clinic: Clinic, state: str) -> None:
    slot = clinic.slot(capacity=2)
    token = clinic.bring_to(clinic.book(slot), state)
    clinic.book(slot)
    clinic.escalate(token)
    undone = clinic.undo(token)
    assert (undone.status, undone.class_, undone.slot_id) == (token.status, "WALK_IN", slot)
    assert violations(clinic.app, clinic.now) == []
