"""Why: each token tells who is ahead and for which reason, and its own story, from events alone."""

import re

import pytest
from sqlalchemy import update

from opd_web.engine.explanation import REASONS, STORY
from opd_web.services import explanation
from opd_web.store.database import db
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic


def ahead(token: TokenView) -> list[tuple[str, str]]:
    return [(one.number, one.reason) for one in explanation.explain(token.id).ahead]


def story(token: TokenView) -> list[str]:
    return [told.sentence for told in explanation.explain(token.id).story]


def test_the_summary_names_who_is_ahead_and_why(clinic: Clinic) -> None:
    slot = clinic.slot("10:00", capacity=5)
    clinic.at("08:05").emergency(slot)
    clinic.at("08:06").book(slot, class_="PAID")
    mine = clinic.at("08:07").book(slot)
    summary = explanation.explain(mine.id).summary
    assert summary == "2 ahead: K-001 (emergency, 08:05), K-002 (class paid goes before walk-in)."


def test_nobody_is_ahead_of_the_first(clinic: Clinic) -> None:
    assert explanation.explain(clinic.book(clinic.slot()).id).summary == "Nobody is ahead."


def test_whoever_is_inside_or_called_is_ahead(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=5)
    first, second, mine = (clinic.book(slot) for _ in range(3))
    clinic.bring_to(first, "start")
    clinic.call(second)
    assert ahead(mine) == [("K-001", "inside"), ("K-002", "called")]


@pytest.mark.parametrize("step", ["hold", "complete", "cancel"])
def test_nobody_is_ahead_of_whoever_is_out_of_the_order(clinic: Clinic, step: str) -> None:
    slot = clinic.slot(capacity=5)
    other, mine = clinic.book(slot), clinic.book(slot)
    clinic.arrive(other)
    assert ahead(clinic.bring_to(mine, step)) == []


def test_an_earlier_slot_goes_first(clinic: Clinic) -> None:
    early, late = clinic.slot("10:00"), clinic.slot("11:00")
    mine = clinic.book(late, class_="PAID")
    clinic.book(early)
    assert ahead(mine) == [("K-002", "earlier_slot")]


def test_the_same_class_goes_by_arrival(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    assert ahead(clinic.book(slot)) == [("K-001", "came_earlier")]


def test_the_same_class_goes_by_the_time_of_asking(clinic: Clinic) -> None:
    clinic.department(tie_break="booked_at")
    slot = clinic.slot()
    mine = clinic.book(slot)
    clinic.book(slot, booked_at=clinic.moment("06:00"))
    assert ahead(mine) == [("K-002", "asked_earlier")]


def test_the_order_of_getting_the_place_counts_under_assignment(clinic: Clinic) -> None:
    clinic.department(queue_order="assignment")
    slot = clinic.slot()
    clinic.book(slot)
    assert ahead(clinic.book(slot, class_="PAID")) == [("K-001", "placed_earlier")]


def test_newer_emergencies_go_first_where_the_policy_says_so(clinic: Clinic) -> None:
    clinic.department(emergency_order="newest_first")
    slot = clinic.slot()
    mine = clinic.emergency(slot).token
    clinic.emergency(slot)
    assert ahead(mine) == [("K-002", "newer_emergency")]


def test_an_absent_patient_is_not_ahead(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot, source="ONLINE")
    assert ahead(clinic.book(slot)) == []


def test_one_who_was_overtaken_too_often_goes_first(clinic: Clinic) -> None:
    clinic.department(max_overtakes=1)
    slot = clinic.slot(capacity=5)
    passed = clinic.book(slot)
    paid, mine = clinic.book(slot, class_="PAID"), clinic.book(slot, class_="PAID")
    clinic.see(paid)
    assert ahead(mine) == [(passed.number, "overtaken")]


def test_a_late_return_lets_others_pass(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=1)
    slot = clinic.slot(capacity=5)
    mine = clinic.book(slot)
    clinic.book(slot)
    clinic.bring_to(mine, "hold")
    clinic.arrive(mine)
    assert ahead(mine) == [("K-002", "late_return")]


def test_a_late_return_does_not_go_before_a_higher_class_on_paper(clinic: Clinic) -> None:
    clinic.department(late_return="after_n", late_return_after=1)
    slot = clinic.slot(capacity=5)
    late, emergency = clinic.book(slot), clinic.emergency(slot).token
    mine = clinic.book(slot, class_="PAID")
    clinic.bring_to(late, "hold")
    clinic.arrive(late)
    assert ahead(mine) == [(emergency.number, "emergency")]
    assert ahead(late) == [(emergency.number, "emergency"), (mine.number, "higher_class")]


@pytest.mark.parametrize("queue_order", ["priority", "assignment"])
@pytest.mark.parametrize("tie_break", ["sequence", "booked_at"])
def test_who_came_back_late_stands_behind_those_who_were_here(clinic: Clinic, queue_order: str, tie_break: str) -> None:
    clinic.department(late_return="end_of_class", queue_order=queue_order, tie_break=tie_break)
    slot = clinic.slot(capacity=5)
    mine, other = clinic.book(slot), clinic.book(slot)
    clinic.bring_to(mine, "hold")
    clinic.arrive(mine)
    assert ahead(mine) == [(other.number, "returned_late")]
    assert ahead(other) == []


def test_the_waiting_list_goes_by_class_and_then_by_arrival(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    clinic.book(slot, class_="PAID")
    clinic.book(slot)
    mine = clinic.book(slot)
    assert ahead(mine) == [("K-002", "higher_class"), ("K-003", "came_earlier")]


def test_the_story_says_who_took_the_place(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    mine = clinic.book(slot)
    clinic.emergency(slot)
    told = [
        "Booked as walk-in: there was room.",
        "Lost its place to K-002 (emergency) and went back to the waiting list.",
    ]
    assert story(mine) == told


def test_the_story_of_a_visit_is_told_to_its_end(clinic: Clinic) -> None:
    mine = clinic.book(clinic.slot())
    clinic.see(mine)
    told = [
        "Booked as walk-in: there was room.",
        "Called to room 3.",
        "The consultation began.",
        "The consultation ended.",
    ]
    assert story(mine) == told


def test_the_answer_is_read_from_the_events_alone(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    mine = clinic.book(slot)
    before = explanation.explain(mine.id)
    with db.engine.begin() as connection:
        connection.execute(update(TokenRow).values(class_="PAID", rank=1, queue_rank=1, call_count=9))
    assert explanation.explain(mine.id) == before


def test_an_unknown_token_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        explanation.explain(99)


@pytest.mark.parametrize("template", [*REASONS.values(), *STORY.values()])
def test_no_sentence_asks_for_a_fact_that_nobody_gives(template: str) -> None:
    given = {
        *("number", "own_number", "class", "own_class", "booked_at", "called_at", "started_at", "slot_starts_at"),
        *("overtakes", "passes_left", "by_number", "by_class", "room", "minutes", "to_number", "to_day"),
    }
    assert set(re.findall(r"{(\w+)}", template)) <= given


def test_every_event_of_a_token_has_a_sentence(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=9)
    for step in ("call", "hold", "start", "complete", "cancel", "no_show"):
        clinic.bring_to(clinic.book(slot), step)
    told = {(event.kind, event.rule) for event in clinic.rows(EventRow) if event.token_id}
    assert told <= set(STORY)
