"""The life of a token is one table: complete, without a way back to life, and drawn as it is."""

from itertools import product

import pytest

from opd_web.engine.lifecycle import STEPS, WORDS, Action, Step, after, legal_actions
from opd_web.engine.model import ACTIVE, CLOSED, DISPLACEABLE, LIVE, PLACED, TokenStatus
from opd_web.engine.refusals import Refusal
from tools.lifecycle import PAGE, drawn

S = TokenStatus
LEGAL = {(step.action, step.before) for step in STEPS}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.action}-{step.before}")
def test_a_legal_step_leads_where_the_table_says(step: Step) -> None:
    assert after(step.action, step.before, "K-012") is step.after


@pytest.mark.parametrize(("action", "before"), sorted(set(product(Action, S)) - LEGAL))
def test_any_other_step_is_refused(action: Action, before: S) -> None:
    refusal = after(action, before, "K-012")
    assert isinstance(refusal, Refusal)
    words = before.replace("_", " ").lower()
    assert (refusal.code, refusal.field) == ("illegal_transition", "token")
    assert refusal.sentence == f"K-012 is {words}. It cannot be {WORDS[action]}."


def test_no_step_stands_twice() -> None:
    assert len(LEGAL) == len(STEPS)


def test_every_action_and_every_status_is_used() -> None:
    assert {action for action, _ in LEGAL} == set(Action) == set(WORDS)
    assert {step.after for step in STEPS} | {S.WAITING} == set(S)


@pytest.mark.parametrize("closed", sorted(CLOSED))
def test_what_is_closed_stays_closed(closed: S) -> None:
    assert legal_actions(closed) == frozenset()


@pytest.mark.parametrize("live", sorted(LIVE))
def test_what_lives_can_come_to_an_end(live: S) -> None:
    ends = {step.after for step in STEPS if step.before is live}
    assert ends & CLOSED


def test_every_status_can_be_reached_from_a_request() -> None:
    reached = {S.WAITING, S.BOOKED}
    for _ in S:
        reached |= {step.after for step in STEPS if step.before in reached}
    assert reached == set(S)


@pytest.mark.parametrize(
    ("group", "statuses"),
    [
        (ACTIVE, {S.BOOKED, S.CALLED, S.IN_CONSULTATION}),
        (PLACED, {S.BOOKED, S.CALLED, S.IN_CONSULTATION, S.ON_HOLD}),
        (DISPLACEABLE, {S.BOOKED, S.ON_HOLD}),
        (LIVE, {S.WAITING, S.BOOKED, S.CALLED, S.IN_CONSULTATION, S.ON_HOLD}),
        (CLOSED, {S.COMPLETED, S.DISPLACED, S.CANCELLED, S.NO_SHOW}),
    ],
)
def test_the_groups(group: frozenset[S], statuses: set[S]) -> None:
    assert group == statuses


def test_only_who_is_neither_called_nor_inside_can_be_displaced() -> None:
    assert {step.before for step in STEPS if step.action is Action.DISPLACE} == DISPLACEABLE


def test_who_is_inside_can_only_be_completed() -> None:
    assert legal_actions(S.IN_CONSULTATION) == {Action.COMPLETE}


def test_the_page_shows_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page
    assert page.count(" --> ") == len(STEPS)
