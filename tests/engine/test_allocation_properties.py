"""What holds of every allocation and promotion, however pools and policies are drawn."""

from dataclasses import replace
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from opd_web.engine.allocation import Outcome, allocate, promote
from opd_web.engine.model import EMERGENCY, Placed, Pool, PriorityKey, Request, Slot, Token, Waiting
from opd_web.engine.policy import Policy
from opd_web.engine.refusals import Refusal
from tests.support.drawn import policies, requests, slots, tokens

Case: TypeAlias = tuple[Policy, Pool, Request, Outcome]


@st.composite
def cases(draw: st.DrawFn, *, full: bool) -> Case:
    """A request to a pool, and what the engine answers."""
    rules, places = draw(policies()), draw(slots(full=full))
    pool, request, key = draw(requests(rules, places))
    return rules, pool, request, allocate(pool, request, key, rules)


def rank(case: Case) -> int:
    rules, _, request, _ = case
    return rules.rank(request.class_)


@given(cases(full=False))
def test_who_finds_room_takes_it_and_nobody_else_does(case: Case) -> None:
    _, pool, _, outcome = case
    placed_in_room = isinstance(outcome, Placed) and outcome.rule == "has_room" and outcome.slot.has_room
    assert placed_in_room == any(slot.has_room for slot in pool.slots)


@given(cases(full=True))
def test_in_a_full_pool_a_place_is_somebody_elses_or_an_emergencys_beyond(case: Case) -> None:
    rules, _, request, outcome = case
    taken_over = isinstance(outcome, Placed) and outcome.displaces is not None
    beyond = isinstance(outcome, Placed) and outcome.overflows
    assert taken_over + beyond + (not isinstance(outcome, Placed)) == 1
    assert not beyond or (request.class_ == EMERGENCY and rules.emergency == "overflow")


@given(cases(full=True))
def test_overflow_stays_within_its_limit(case: Case) -> None:
    rules, _, _, outcome = case
    within = (
        rules.overflow_limit is None or not isinstance(outcome, Placed) or outcome.slot.overflow < rules.overflow_limit
    )
    assert within or not outcome.overflows


@given(cases(full=True))
def test_only_the_lowest_loses_its_place_to_an_emergency_or_a_higher_class(case: Case) -> None:
    _, pool, request, outcome = case
    victim = outcome.displaces if isinstance(outcome, Placed) else None
    assert victim in {None, pool.lowest}
    assert victim is None or outcome.slot.id == victim.slot_id
    assert victim is None or request.class_ == EMERGENCY or rank(case) < victim.key.rank


@given(cases(full=True))
def test_who_gets_no_place_waits_unless_the_policy_rejects(case: Case) -> None:
    rules, _, _, outcome = case
    assert isinstance(outcome, (Placed, Refusal if rules.when_full == "preempt_or_reject" else Waiting))


@given(st.data())
def test_promotion_fills_free_places_in_order_and_no_others(data: st.DataObject) -> None:
    rules, places = data.draw(policies()), data.draw(slots())
    waiting = sorted(data.draw(tokens(rules, st.integers(0, 8))), key=lambda token: token.key)
    moves = promote(places, waiting, rules)
    free = {slot.id: max(0, slot.capacity - slot.used) for slot in places}
    given = {slot.id: sum(move.slot.id == slot.id for move in moves) for slot in places}
    assert [move.token for move in moves] == waiting[: len(moves)]
    assert len(moves) == min(len(waiting), sum(free.values()))
    assert all(given[slot] <= free[slot] for slot in free)


@given(policies(), slots(), st.integers(1, 5))
def test_promotion_of_many_is_promotion_one_by_one(rules: Policy, places: tuple[Slot, ...], count: int) -> None:
    waiting = [Token(number, "PAID", PriorityKey(2, 0, number)) for number in range(count)]
    one_by_one, left = [], {slot.id: slot for slot in places}
    for token in waiting:
        for move in promote(tuple(left.values()), [token], rules):
            one_by_one.append((move.token, move.slot))
            left[move.slot.id] = replace(move.slot, used=move.slot.used + 1)
    assert [(move.token, move.slot) for move in promote(places, waiting, rules)] == one_by_one
