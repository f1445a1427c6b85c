"""Booking: who gets a place, who waits, who loses one, who is refused."""

import pytest

from opd_web.store.event_rows import EventRow
from opd_web.store.rows import NoteRow
from tests.support.clinic import Clinic


def test_a_free_place_is_given_at_once(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.book(slot)
    assert (token.number, token.status, token.position, token.sequence) == ("K-001", "BOOKED", 1, 1)
    assert (token.doctor_name, token.room, token.slot_id) == ("Dr Rao", "3", slot)


def test_a_full_slot_lets_the_next_one_wait(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    late = clinic.book(slot)
    assert (late.number, late.status, late.position, late.slot_id) == ("K-002", "WAITING", 1, None)


def test_the_waiting_list_is_in_the_order_of_classes_then_of_coming(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    waiting = [clinic.book(slot, class_=class_) for class_ in ("WALK_IN", "PAID", "WALK_IN", "PAID")]
    assert [clinic.token(one).position for one in waiting] == [3, 1, 4, 2]


def test_the_expected_time_follows_the_position(clinic: Clinic) -> None:
    clinic.department(consult_minutes=10)
    slot = clinic.slot("10:00", capacity=3)
    tokens = [clinic.book(slot, class_=class_) for class_ in ("WALK_IN", "ONLINE", "PAID")]
    times = [clinic.token(one).estimated_time for one in tokens]
    assert times == [clinic.moment(text) for text in ("10:20", "10:10", "10:00")]


def test_a_higher_class_takes_the_place_of_the_lowest_token(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_wait")
    slot = clinic.slot(capacity=2)
    earlier, later = clinic.book(slot), clinic.book(slot)
    paid = clinic.send(clinic.ask(slot, class_="PAID"))
    assert (paid.token.status, paid.displaced.number) == ("BOOKED", later.number)
    assert (clinic.status(earlier), clinic.status(later)) == ("BOOKED", "WAITING")


def test_an_equal_class_takes_nobody_s_place(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_wait")
    slot = clinic.slot(capacity=1)
    clinic.book(slot, class_="PAID")
    assert clinic.book(slot, class_="PAID").status == "WAITING"


def test_the_displaced_wait_with_their_original_arrival(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_wait")
    slot = clinic.slot(capacity=1)
    displaced, waiting = clinic.book(slot), clinic.book(slot)
    clinic.book(slot, class_="PAID")
    assert [clinic.token(one).position for one in (displaced, waiting)] == [1, 2]


def test_the_displaced_are_closed_where_the_policy_says_so(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_wait", displaced="terminal")
    slot = clinic.slot(capacity=1)
    displaced = clinic.book(slot)
    clinic.book(slot, class_="PAID")
    assert clinic.status(displaced) == "DISPLACED"


@pytest.mark.parametrize("step", ["call", "start"])
def test_nobody_loses_a_place_who_is_called_or_inside(clinic: Clinic, step: str) -> None:
    clinic.department(when_full="preempt_or_wait")
    slot = clinic.slot(capacity=1)
    clinic.bring_to(clinic.book(slot), step)
    assert clinic.book(slot, class_="PAID").status == "WAITING"


def test_a_token_on_hold_can_lose_its_place(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_wait")
    slot = clinic.slot(capacity=1)
    absent = clinic.bring_to(clinic.book(slot), "hold")
    clinic.book(slot, class_="PAID")
    assert clinic.status(absent) == "WAITING"


def test_a_full_slot_refuses_where_nobody_may_wait(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_reject")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    with clinic.refuses("full") as caught:
        clinic.book(slot)
    assert caught.value.refusal.code == "full"


def test_a_refusal_offers_the_same_doctor_later_then_others_then_next_days(clinic: Clinic) -> None:
    clinic.department(when_full="preempt_or_reject")
    full = clinic.slot("10:00", capacity=1)
    tomorrow, other = clinic.slot("10:00", days=1), clinic.slot("10:00", doctor=clinic.doctor(name="Dr Das"))
    later = clinic.slot("12:00")
    clinic.book(full)
    with clinic.refuses("full") as caught:
        clinic.book(full)
    assert [one.id for one in caught.value.alternatives] == [later, other, tomorrow]


def test_an_emergency_overflows_a_full_slot(clinic: Clinic) -> None:
    clinic.department(emergency="overflow")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    assert clinic.emergency(slot).token.position == 1
    assert (clinic.slot_row(slot).taken, clinic.slot_row(slot).overflow) == (2, 1)


def test_past_its_overflow_limit_an_emergency_takes_the_place_of_the_lowest(clinic: Clinic) -> None:
    clinic.department(emergency="overflow", overflow_limit=1)
    slot = clinic.slot(capacity=1)
    walk_in, first = clinic.book(slot), clinic.emergency(slot)
    second = clinic.emergency(slot)
    assert (first.displaced, second.displaced.number) == (None, walk_in.number)
    assert (clinic.slot_row(slot).taken, clinic.slot_row(slot).overflow) == (2, 1)


def test_an_emergency_takes_the_place_of_the_lowest(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    walk_in = clinic.book(slot)
    assert clinic.emergency(slot).displaced.id == walk_in.id


def test_an_emergency_waits_among_emergencies(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.emergency(slot)
    assert clinic.emergency(slot).token.status == "WAITING"


PATHS = [
    ("overflow", "book", "BOOKED"),
    ("overflow", "start", "BOOKED"),
    ("preempt_lower", "book", "BOOKED"),
    ("preempt_lower", "start", "WAITING"),
    ("preempt_always", "book", "BOOKED"),
    ("preempt_always", "start", "WAITING"),
]


@pytest.mark.parametrize(("emergency", "state", "status"), PATHS)
def test_an_emergency_finds_a_path_when_all_is_full(clinic: Clinic, emergency: str, state: str, status: str) -> None:
    clinic.department(emergency=emergency)
    slot = clinic.slot(capacity=1)
    clinic.bring_to(clinic.book(slot), state)
    assert clinic.emergency(slot).token.status == status


@pytest.mark.parametrize("when_full", ["wait", "preempt_or_wait"])
@pytest.mark.parametrize("emergency", ["overflow", "preempt_lower", "preempt_always"])
def test_an_emergency_without_any_slot_waits(clinic: Clinic, emergency: str, when_full: str) -> None:
    department = clinic.department(routing="earliest", emergency=emergency, when_full=when_full)
    assert clinic.emergency(department_id=department).token.status == "WAITING"


def test_the_newest_emergency_takes_the_place_of_an_older_one_where_the_policy_always_preempts(clinic: Clinic) -> None:
    clinic.department(emergency="preempt_always")
    slot = clinic.slot(capacity=1)
    older = clinic.emergency(slot)
    assert clinic.emergency(slot).displaced.id == older.token.id


def test_a_class_that_the_department_does_not_use_is_refused(clinic: Clinic) -> None:
    clinic.department(classes=["EMERGENCY", "WALK_IN"])
    slot = clinic.slot()
    with clinic.refuses("unknown_class") as caught:
        clinic.book(slot, class_="PAID")
    assert str(caught.value) == "This department does not use the class PAID. Choose one of: EMERGENCY, WALK_IN."


@pytest.mark.parametrize(("source", "class_"), [("WALK_IN", "WALK_IN"), ("ONLINE", "ONLINE"), ("APP", "ONLINE")])
def test_the_class_of_a_new_patient_comes_from_the_source(clinic: Clinic, source: str, class_: str) -> None:
    assert clinic.book(clinic.slot(), class_=None, source=source).class_ == class_


def test_a_patient_who_was_seen_lately_comes_as_a_follow_up(clinic: Clinic) -> None:
    clinic.department(follow_up_days=7)
    visit = clinic.see(clinic.at("10:00").book(clinic.slot()))
    slot = clinic.at("09:00", days=7).slot(days=7)
    assert clinic.book(slot, class_=None, patient_id=visit.patient_id).class_ == "FOLLOW_UP"


def test_a_follow_up_is_counted_in_days_of_the_facility_not_in_hours(clinic: Clinic) -> None:
    clinic.department(follow_up_days=7)
    visit = clinic.see(clinic.at("10:00").book(clinic.slot()))
    slot = clinic.at("11:30", days=7).slot("11:00", days=7)
    assert clinic.book(slot, class_=None, patient_id=visit.patient_id).class_ == "FOLLOW_UP"


def test_without_follow_up_days_nobody_is_a_follow_up(clinic: Clinic) -> None:
    clinic.department(follow_up_days=0)
    slot = clinic.slot()
    visit = clinic.see(clinic.at("10:00").book(slot))
    assert clinic.book(slot, class_=None, patient_id=visit.patient_id).class_ == "WALK_IN"


def test_a_visit_that_is_too_long_ago_makes_no_follow_up(clinic: Clinic) -> None:
    clinic.department(follow_up_days=7)
    visit = clinic.see(clinic.at("10:00").book(clinic.slot()))
    slot = clinic.at("10:30", days=8).slot(days=8)
    assert clinic.book(slot, class_=None, patient_id=visit.patient_id).class_ == "WALK_IN"


def test_a_visit_to_another_department_makes_no_follow_up(clinic: Clinic) -> None:
    clinic.department()
    visit = clinic.see(clinic.at("10:00").book(clinic.slot()))
    elsewhere = clinic.slot(doctor=clinic.doctor(clinic.department("E")))
    assert clinic.book(elsewhere, class_=None, patient_id=visit.patient_id).class_ == "WALK_IN"


def test_a_class_from_history_that_the_department_does_not_use_becomes_its_lowest(clinic: Clinic) -> None:
    clinic.department(classes=["EMERGENCY", "PAID", "NORMAL"])
    assert clinic.book(clinic.slot(), class_=None).class_ == "NORMAL"


def test_an_earlier_request_stands_before_a_later_one_where_the_policy_looks_at_it(clinic: Clinic) -> None:
    clinic.department(tie_break="booked_at")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    later, earlier = (clinic.book(slot, booked_at=clinic.moment(text)) for text in ("07:50", "07:40"))
    assert [clinic.token(one).position for one in (earlier, later)] == [1, 2]


def test_a_walk_in_is_present_at_once_and_others_are_not(clinic: Clinic) -> None:
    slot = clinic.slot()
    assert clinic.book(slot).arrived_at == clinic.now
    assert clinic.book(slot, source="ONLINE").arrived_at is None


def test_a_reason_is_kept_apart_from_the_events(clinic: Clinic) -> None:
    token = clinic.emergency(clinic.slot(), reason="Chest pain").token
    assert [(note.token_id, note.text) for note in clinic.rows(NoteRow)] == [(token.id, "Chest pain")]
    assert not [event for event in clinic.rows(EventRow) if "Chest" in event.facts + event.changes]
