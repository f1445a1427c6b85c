"""Leave and holidays: whom they touch, who is moved, who loses the place, and taking them back. DAY is a Monday."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

import pytest

from opd_web.engine.explanation import STORY
from opd_web.engine.model import SlotStatus
from opd_web.services import absences, displaced, leave, rebooking, schedule
from opd_web.services.leave import Span
from opd_web.services.schedule import Hours
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import ClinicSessionRow, SlotRow, TokenRow
from tests.support.clinic import ZONE, Clinic
from tests.support.invariants import violations


@pytest.fixture(autouse=True)
def _nothing_is_broken(clinic: Clinic) -> Iterator[None]:
    """Whatever a test does, what must always hold does."""
    yield
    assert violations(clinic.app, clinic.now) == []


def away(clinic: Clinic, first: int = 0, last: int | None = None, *hours: str, everybody: bool = False) -> Span:
    """Take days out, counted from DAY: of the first doctor, or of everybody."""
    doctor = None if everybody else clinic.first_doctor
    times = [time.fromisoformat(text) for text in hours] or [None, None]
    return Span(doctor, None, clinic.day(first), clinic.day(first if last is None else last), *times)


def who(clinic: Clinic) -> Mapping[str, Any]:
    return {"actor": clinic.actor, "now": clinic.now}


def put(clinic: Clinic, span: Span, choices: Mapping[int, int] | None = None) -> absences.Outcome:
    return absences.put(span, "Annual leave", choices or {}, **who(clinic))


def plan(clinic: Clinic) -> None:
    """Plan Monday from 9 to 11 in slots of an hour."""
    schedule.plan(clinic.first_doctor, [0], Hours(time(9), time(11), 60, 4), **who(clinic))


def open_times(clinic: Clinic) -> list[str]:
    rows = sorted(clinic.rows(SlotRow), key=lambda row: row.starts_at)
    return [f"{row.starts_at.astimezone(ZONE):%d %H}" for row in rows if row.status == SlotStatus.SCHEDULED]


def test_the_preview_names_slots_and_patients_and_changes_nothing(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot(), name="Asha", phone="+919812345678")
    before = clinic.everything()
    found = leave.preview(away(clinic), now=clinic.now)
    assert clinic.everything() == before
    assert (found.sessions, len(found.slots)) == (1, 1)
    assert [(one.number, one.patient_name, one.goes_on_waiting) for one in found.tokens] == [
        (token.number, "Asha", False)
    ]


def test_whoever_is_inside_is_not_affected(clinic: Clinic) -> None:
    clinic.bring_to(clinic.book(clinic.slot()), "start")
    assert leave.preview(away(clinic), now=clinic.now).tokens == ()


def test_where_another_slot_stands_for_them_they_keep_their_turn(clinic: Clinic) -> None:
    department = clinic.department(routing="least_loaded")
    token = clinic.book(clinic.slot("10:00"))
    other = clinic.slot("10:00", doctor=clinic.doctor(department, "Dr Das"))
    assert [one.goes_on_waiting for one in leave.preview(away(clinic), now=clinic.now).tokens] == [True]
    put(clinic, away(clinic))
    assert (clinic.status(token), clinic.token(token).slot_id) == ("BOOKED", other)


def test_without_a_choice_the_place_is_lost_and_listed(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    outcome = put(clinic, away(clinic))
    assert (outcome.slots, outcome.displaced, clinic.status(token)) == (1, ["K-001"], "DISPLACED")
    assert [one.number for one in displaced.by_leave(outcome.absence_id)] == ["K-001"]
    assert [one.open_cases for one in leave.listed(now=clinic.now)] == [1]


def test_each_leave_lists_only_those_who_lost_the_place_by_it(clinic: Clinic) -> None:
    """A holiday over a doctor's leave takes no further place, nor does the other half of a day."""
    clinic.book(clinic.slot("09:00"))
    clinic.book(clinic.slot("14:00"))
    made = [
        put(clinic.wait(minutes=1), away(clinic, 0, 0, *hours)) for hours in (("08:00", "12:00"), ("13:00", "18:00"))
    ]
    made.append(put(clinic.wait(minutes=1), away(clinic, everybody=True)))
    listed = [[one.number for one in displaced.by_leave(outcome.absence_id)] for outcome in made]
    assert listed == [["K-001"], ["K-002"], []]
    assert [one.open_cases for one in leave.listed(now=clinic.now)] == [1, 1, 0]


def test_to_another_doctor_the_same_day_the_token_stays_the_same(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    other = clinic.slot("11:00", doctor=clinic.doctor(name="Dr Das"))
    outcome = put(clinic, away(clinic), {token.id: other})
    assert [(one.number, one.new_number, one.doctor) for one in outcome.moved] == [("K-001", "K-001", "Dr Das")]
    assert (clinic.status(token), clinic.token(token).slot_id) == ("BOOKED", other)


def test_on_another_day_it_is_a_new_token_that_the_old_one_names(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    later = clinic.slot(days=7)
    outcome = put(clinic, away(clinic), {token.id: later})
    old, new = clinic.rows(TokenRow)
    assert [one.doctor for one in outcome.moved] == ["Dr Rao"]
    assert (old.status, old.moved_to_id, old.closed_at) == ("CANCELLED", new.id, clinic.now)
    assert (new.status, new.slot_id, new.patient_id, new.arrived_at) == ("BOOKED", later, old.patient_id, None)
    assert new.booked_at == old.booked_at


@pytest.mark.parametrize(
    ("days", "statuses"), [(0, ["DISPLACED", "BOOKED"]), (7, ["DISPLACED", "CANCELLED", "BOOKED"])]
)
def test_one_who_waits_is_moved_too(clinic: Clinic, days: int, statuses: list[str]) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = clinic.book(slot)
    other = clinic.slot("11:00", doctor=clinic.doctor(name="Dr Das"), days=days)
    assert len(leave.preview(away(clinic), now=clinic.now).tokens) == 2
    put(clinic, away(clinic), {waiting.id: other})
    assert [row.status for row in clinic.rows(TokenRow)] == statuses


def test_whoever_waits_for_the_whole_day_loses_it_with_the_last_slot(clinic: Clinic) -> None:
    clinic.department(routing="earliest")
    clinic.book(clinic.slot(capacity=1))
    waiting = clinic.book(department_id=clinic.first_department)
    assert clinic.status(waiting) == "WAITING"
    outcome = put(clinic, away(clinic))
    assert outcome.displaced == ["K-001", "K-002"]
    assert len(displaced.by_leave(outcome.absence_id)) == 2


def test_every_step_has_a_sentence(clinic: Clinic) -> None:
    token, other = clinic.book(clinic.slot()), clinic.book(clinic.slot("12:00"))
    put(clinic, away(clinic), {token.id: clinic.slot(days=7)})
    rebooking.rebook(other.id, clinic.slot("12:00", days=7), **who(clinic))
    told = {(event.kind, event.rule) for event in clinic.rows(EventRow) if event.token_id}
    assert told <= set(STORY)


def test_nobody_is_moved_into_a_slot_that_goes_too(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    goes_too = clinic.slot(days=1)
    with clinic.refuses("invalid") as caught:
        put(clinic, away(clinic, 0, 1), {token.id: goes_too})
    assert "The slot for K-001 has no free place any more." in str(caught.value)


def test_more_than_a_slot_holds_are_not_moved_into_it(clinic: Clinic) -> None:
    slot, later = clinic.slot(), clinic.slot(days=7, capacity=1)
    tokens = [clinic.book(slot), clinic.book(slot)]
    with clinic.refuses("invalid"):
        put(clinic, away(clinic), {token.id: later for token in tokens})


def test_a_patient_is_not_booked_twice_on_a_day(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    patient = clinic.patient()
    token = clinic.book(clinic.slot(), patient_id=patient)
    clinic.book(clinic.slot("12:00", days=7), patient_id=patient)
    later = clinic.slot(days=7)
    with clinic.refuses("invalid") as caught:
        put(clinic, away(clinic), {token.id: later})
    assert str(caught.value).startswith("The patient of K-001 already has K-001 on that day.")


def test_nobody_is_proposed_a_second_token_of_a_day(clinic: Clinic) -> None:
    clinic.department(duplicate_bookings="same_day")
    patient = clinic.patient()
    first = clinic.book(clinic.slot(), patient_id=patient)
    second = clinic.book(clinic.slot(days=1), patient_id=patient)
    next_day, day_after = clinic.slot(days=2), clinic.slot(days=3)
    chosen = leave.preview(away(clinic, 0, 1), now=clinic.now).propose("same_doctor")
    assert chosen == {first.id: next_day, second.id: day_after}


def test_a_slot_of_another_department_is_no_choice(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    elsewhere = clinic.slot("11:00", doctor=clinic.doctor(clinic.department("M"), "Dr Das"))
    with clinic.refuses("unknown_slot"):
        put(clinic, away(clinic), {token.id: elsewhere})


def test_all_are_proposed_to_the_same_doctor_later(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    tokens = [clinic.book(slot) for _ in range(3)]
    first, second = clinic.slot(days=1, capacity=2), clinic.slot(days=2, capacity=2)
    chosen = leave.preview(away(clinic), now=clinic.now).propose("same_doctor")
    assert chosen == {tokens[0].id: first, tokens[1].id: first, tokens[2].id: second}
    assert len(put(clinic, away(clinic), chosen).moved) == 3


def test_all_are_proposed_to_another_doctor_of_the_day(clinic: Clinic) -> None:
    tokens = [clinic.book(clinic.slot("10:00", capacity=2)) for _ in range(1)]
    other = clinic.doctor(name="Dr Das")
    clinic.slot("16:00", doctor=other)
    near = clinic.slot("11:00", doctor=other)
    clinic.slot("10:00", doctor=other, days=1)
    assert leave.preview(away(clinic), now=clinic.now).propose("other_doctor") == {tokens[0].id: near}


def test_one_who_left_meanwhile_is_left_out(clinic: Clinic) -> None:
    token, later = clinic.book(clinic.slot()), clinic.slot(days=7)
    clinic.cancel(token)
    assert put(clinic, away(clinic), {token.id: later}).moved == []


def test_the_plan_makes_no_slots_on_these_days(clinic: Clinic) -> None:
    put(clinic, away(clinic))
    plan(clinic)
    assert open_times(clinic) == ["10 09", "10 10"]


def test_a_part_of_a_day_leaves_the_rest(clinic: Clinic) -> None:
    plan(clinic)
    assert put(clinic, away(clinic, 0, 0, "10:00", "13:00")).slots == 1
    assert open_times(clinic) == ["03 09", "10 09", "10 10"]
    assert clinic.rows(ClinicSessionRow)[0].status == "planned"


def test_the_plan_leaves_a_part_of_a_day_out(clinic: Clinic) -> None:
    outcome = put(clinic, away(clinic, 0, 0, "10:00", "13:00"))
    plan(clinic)
    assert open_times(clinic) == ["03 09", "10 09", "10 10"]
    assert absences.take_back(outcome.absence_id, **who(clinic)).made == 1
    assert open_times(clinic) == ["03 09", "03 10", "10 09", "10 10"]


@pytest.mark.parametrize("first", ["plan", "leave"])
def test_taking_it_back_opens_the_days_again(clinic: Clinic, first: str) -> None:
    if first == "plan":
        plan(clinic)
    outcome = put(clinic, away(clinic))
    if first == "leave":
        plan(clinic)
    assert absences.take_back(outcome.absence_id, **who(clinic)).made == 2
    assert open_times(clinic) == ["03 09", "03 10", "10 09", "10 10"]
    assert {row.status for row in clinic.rows(ClinicSessionRow)} == {"planned"}
    assert leave.listed(now=clinic.now) == ()


def test_a_slot_cancelled_by_hand_stays_cancelled(clinic: Clinic) -> None:
    plan(clinic)
    clinic.cancel_slot(clinic.rows(SlotRow)[0].id)
    outcome = put(clinic, away(clinic))
    absences.take_back(outcome.absence_id, **who(clinic))
    assert open_times(clinic) == ["03 10", "10 09", "10 10"]


def test_hours_that_were_stopped_meanwhile_do_not_come_back(clinic: Clinic) -> None:
    plan(clinic)
    outcome = put(clinic, away(clinic))
    schedule.stop(schedule.of_doctor(clinic.first_doctor)[0].id, **who(clinic))
    assert absences.take_back(outcome.absence_id, **who(clinic)).made == 0


def test_another_leave_of_the_same_day_keeps_it_closed(clinic: Clinic) -> None:
    plan(clinic)
    own = put(clinic, away(clinic))
    put(clinic, away(clinic, everybody=True))
    assert absences.take_back(own.absence_id, **who(clinic)).made == 0


def test_a_holiday_is_everybodys(clinic: Clinic) -> None:
    clinic.slot(doctor=clinic.doctor(clinic.department("M"), "Dr Das"))
    clinic.slot()
    assert put(clinic, away(clinic, everybody=True)).slots == 2


def test_one_without_a_place_is_booked_again_and_leaves_the_list(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    outcome = put(clinic, away(clinic))
    assert rebooking.rebook(token.id, clinic.slot(days=7), **who(clinic)).number == "K-001"
    assert displaced.by_leave(outcome.absence_id) == ()


def test_one_booked_again_at_the_desk_leaves_the_list(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    outcome = put(clinic, away(clinic))
    clinic.book(clinic.slot("12:00", doctor=clinic.doctor(name="Dr Das")), patient_id=token.patient_id)
    assert displaced.by_leave(outcome.absence_id) == ()


def test_one_who_needs_no_other_place_leaves_the_list(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    outcome = put(clinic, away(clinic))
    rebooking.settle(token.id, **who(clinic))
    assert displaced.by_leave(outcome.absence_id) == ()


def test_what_was_done_is_told_afterwards(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=3)
    tokens = [clinic.book(slot) for _ in range(3)]
    other = clinic.slot("11:00", doctor=clinic.doctor(name="Dr Das"))
    later = clinic.slot(days=7)
    outcome = put(clinic, away(clinic), {tokens[0].id: other, tokens[1].id: later})
    assert [(one.kind, one.number, one.new_number, one.doctor) for one in leave.done(outcome.absence_id)] == [
        ("transferred", "K-001", None, "Dr Das"),
        ("rebooked", "K-002", "K-001", "Dr Rao"),
        ("displaced", "K-003", None, None),
    ]


def test_the_same_form_sent_twice_is_one(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    first = put(clinic, away(clinic))
    before = clinic.everything()
    again = put(clinic, away(clinic))
    assert (again.absence_id, again.repeated) == (first.absence_id, True)
    assert clinic.everything() == before


@pytest.mark.parametrize(
    ("days", "field"),
    [((1, 0), "last_day"), ((-2, -1), "first_day"), ((0, 400), "last_day"), ((0, 0, "13:00", "10:00"), "ends")],
)
def test_days_that_cannot_be_are_refused_at_their_field(clinic: Clinic, days: tuple[Any, ...], field: str) -> None:
    span = away(clinic, *days)
    with clinic.refuses("invalid") as caught:
        put(clinic, span)
    assert caught.value.refusal.field == field


def test_days_are_taken_out_once(clinic: Clinic) -> None:
    put(clinic, away(clinic, 0, 3))
    with clinic.refuses("invalid"):
        put(clinic, away(clinic, 3, 4))


def test_morning_and_afternoon_may_be_two(clinic: Clinic) -> None:
    put(clinic, away(clinic, 0, 0, "09:00", "10:00"))
    assert put(clinic, away(clinic, 0, 0, "10:00", "11:00")).absence_id


def test_what_was_taken_back_is_not_taken_back_again(clinic: Clinic) -> None:
    outcome = put(clinic, away(clinic))
    absences.take_back(outcome.absence_id, **who(clinic))
    with clinic.refuses("not_found"):
        absences.take_back(outcome.absence_id, **who(clinic))


def test_a_slot_added_by_hand_on_a_day_of_leave_takes_place(clinic: Clinic) -> None:
    clinic.slot()
    put(clinic, away(clinic))
    token = clinic.book(clinic.slot("15:00"))
    assert clinic.call(token).status == "CALLED"
