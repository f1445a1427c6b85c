"""Every change is one event row of the same transaction, and is announced after the commit only."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from opd_web.engine.events import Kind
from opd_web.services import audit
from opd_web.store.announcement import Announcement
from opd_web.store.errors import Unrecorded
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import AFTER_COMMIT, UnitOfWork, unit_of_work
from tests.support.clinic import NURSE, Clinic

STEPS = [
    ("arrive", "book", ["arrived"]),
    ("call", "book", ["called"]),
    ("recall", "call", ["recalled"]),
    ("hold", "call", ["held"]),
    ("arrive", "hold", ["returned"]),
    ("start", "call", ["started"]),
    ("complete", "start", ["completed"]),
    ("cancel", "book", ["cancelled", "promoted"]),
    ("no_show", "book", ["no_show", "promoted"]),
    ("undo", "call", ["undone"]),
]


@pytest.mark.parametrize(("action", "state", "kinds"), STEPS)
def test_each_step_writes_its_events(clinic: Clinic, action: str, state: str, kinds: list[str]) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.bring_to(clinic.book(slot, source="ONLINE"), state)
    clinic.book(slot)
    before = len(clinic.events())
    getattr(clinic, action)(token)
    assert clinic.events()[before:] == kinds


@pytest.mark.parametrize(("capacity", "kinds"), [(2, ["booked"]), (1, ["displaced", "booked"])])
def test_a_booking_writes_its_events(clinic: Clinic, capacity: int, kinds: list[str]) -> None:
    slot = clinic.slot(capacity=capacity)
    clinic.book(slot)
    clinic.emergency(slot)
    assert clinic.events() == ["slot_added", "booked", *kinds]


def test_a_delay_writes_an_event_for_each_slot_that_it_moves(clinic: Clinic) -> None:
    clinic.department(delay_scope="doctor_day")
    slots = [clinic.slot(start) for start in ("10:00", "11:00")]
    clinic.delay(slots[0], 10)
    moved = [(event.kind, event.slot_id) for event in clinic.rows(EventRow)][2:]
    assert moved == [("delayed", slots[0]), ("delayed", slots[1])]


def test_an_event_says_who_when_from_to_and_by_which_rule(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.at("10:42").call(token)
    event = clinic.rows(EventRow)[-1]
    assert (event.actor, event.at, event.rule) == (NURSE.id, clinic.moment("10:42"), "called")
    assert (event.status_before, event.status_after) == ("BOOKED", "CALLED")


def test_events_hold_ids_and_never_a_name_or_a_phone(clinic: Clinic) -> None:
    clinic.cancel(clinic.book(clinic.slot(), name="Asha Devi", phone="+919812345678"), reason="Asha is well again")
    written = json.dumps([[event.facts, event.changes, event.rule, event.actor] for event in clinic.rows(EventRow)])
    assert not [word for word in ("Asha", "Devi", "9812345678") if word in written]


def test_positions_have_no_gaps_and_the_day_knows_the_last(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    clinic.cancel(clinic.book(slot))
    events, day = clinic.rows(EventRow), clinic.rows(DepartmentDayRow)[0]
    assert [event.position for event in events] == list(range(1, day.event_count + 1))
    assert (day.head, audit.verify().problem, audit.replay()) == (events[-1].hash, None, ())


def cancels(work: UnitOfWork) -> None:
    work.session.scalars(select(TokenRow)).one().status = "CANCELLED"


def cancels_and_flushes(work: UnitOfWork) -> None:
    cancels(work)
    work.session.flush()


def widens(work: UnitOfWork) -> None:
    work.session.scalars(select(SlotRow)).one().capacity = 99


def deletes(work: UnitOfWork) -> None:
    work.session.delete(work.session.scalars(select(TokenRow)).one())


@pytest.mark.parametrize("change", [cancels, cancels_and_flushes, widens, deletes])
def test_a_change_without_an_event_is_never_committed(clinic: Clinic, change: Callable[[UnitOfWork], None]) -> None:
    clinic.book(clinic.slot())
    before = clinic.everything()
    with pytest.raises(Unrecorded):
        in_unit_of_work(change, clinic)
    assert clinic.everything() == before


def in_unit_of_work(change: Callable[[UnitOfWork], None], clinic: Clinic) -> None:
    with unit_of_work(NURSE, clinic.now) as work:
        change(work)


def test_an_event_is_about_a_token_or_a_slot(clinic: Clinic) -> None:
    clinic.slot()
    with pytest.raises(ValueError, match="about a token or a slot"), unit_of_work(NURSE, clinic.now) as work:
        work.record(Kind.BOOKED, rule="has_room")


def test_a_change_is_announced_with_its_queue_and_version(clinic: Clinic, announced: list[Announcement]) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    department = clinic.first_department
    assert announced == [Announcement("K", 1, department), Announcement("K", 2, department)]


def test_a_refused_change_is_not_announced(clinic: Clinic, announced: list[Announcement]) -> None:
    clinic.slot()
    announced.clear()
    with clinic.refuses("unknown_slot"):
        clinic.book(999_999)
    assert announced == []


def test_what_is_announced_is_committed_already(clinic: Clinic) -> None:
    seen: list[list[str]] = []
    slot = clinic.slot()
    clinic.app.extensions[AFTER_COMMIT] = lambda _announcements: seen.append(clinic.events())
    clinic.book(slot)
    assert seen == [["slot_added", "booked"]]


def test_a_moment_without_a_zone_is_never_stored(clinic: Clinic) -> None:
    before = clinic.everything()
    clinic.now = clinic.now.replace(tzinfo=None)
    with pytest.raises(StatementError, match="a moment without a time zone"):
        clinic.account("Desk 2")
    assert clinic.everything() == before
