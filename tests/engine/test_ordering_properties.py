"""What holds of every order and of what is shown, however queues and policies are drawn."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from opd_web.engine.model import EMERGENCY, Slot
from opd_web.engine.ordering import (
    Queued,
    call_order,
    call_tier,
    choose_slot,
    end_of_class_key,
    priority_key,
    queue_key,
    slot_order,
)
from opd_web.engine.policy import Policy
from opd_web.engine.waiting_times import estimated_time, score
from tests.support.drawn import CLASSES, moments, policies, queues, slots, tokens
from tests.support.engine import DAY


@given(st.data())
def test_the_priority_order_is_total_and_class_first(data: st.DataObject) -> None:
    rules = data.draw(policies())
    one, other = data.draw(tokens(rules, st.just(2)))
    assert (one.key < other.key) != (other.key < one.key)
    assume(one.class_ != other.class_)
    assert (one.key < other.key) == (rules.rank(one.class_) < rules.rank(other.class_))


@given(policies(), st.sampled_from(CLASSES), moments)
def test_who_came_first_stays_first_in_a_class(rules: Policy, class_: str, at: Any) -> None:
    first, second = priority_key(rules, class_, 1, at), priority_key(rules, class_, 2, at)
    newest_first = class_ == EMERGENCY and rules.emergency_order == "newest_first"
    assert (first < second) != newest_first


@given(policies(), slots())
def test_the_routing_chooses_one_of_the_slots(rules: Policy, places: tuple[Slot, ...]) -> None:
    chosen = choose_slot(rules, places)
    assert chosen in places if places else chosen is None
    assert chosen == choose_slot(rules, reversed(places))


@given(st.data())
def test_the_queue_follows_priority_or_the_order_of_places(data: st.DataObject) -> None:
    rules = data.draw(policies())
    placed = data.draw(tokens(rules, st.integers(0, 6)))
    keys = {token.id: queue_key(rules, token.key, placement) for placement, token in enumerate(placed)}
    by_place = [token.id for token in placed]
    by_priority = [token.id for token in sorted(placed, key=lambda token: token.key)]
    expected = by_place if rules.queue_order == "assignment" else by_priority
    assert sorted(keys, key=lambda id_: keys[id_]) == expected


@given(st.data())
def test_the_end_of_a_class_is_behind_it(data: st.DataObject) -> None:
    rules, class_ = data.draw(policies()), data.draw(st.sampled_from(CLASSES))
    present = data.draw(tokens(rules, st.integers(1, 6)))
    back = end_of_class_key(rules, class_, 90, 90, DAY + timedelta(days=2))
    same = [queue_key(rules, token.key, token.id) for token in present if token.class_ == class_]
    assert all(key < back for key in same)


@given(queues(), st.randoms())
def test_a_queue_keeps_everybody_whatever_order_they_are_read_in(tokens: list[Queued], chance: Any) -> None:
    mixed = chance.sample(tokens, len(tokens))
    assert sorted(token.token_id for token in slot_order(mixed)) == [token.token_id for token in tokens]
    simple = [replace(token, passes_left=0) for token in mixed]
    assert slot_order(simple) == slot_order(reversed(simple))


@given(policies(), queues())
def test_calls_go_by_tier_then_slot_then_queue(rules: Policy, tokens: list[Queued]) -> None:
    order = call_order(rules, [replace(token, passes_left=0) for token in tokens])
    keys = [(call_tier(rules, token), token.slot_starts_at, token.key) for token in order]
    assert keys == sorted(keys)
    assert len(order) == len(tokens)


@given(policies(), queues())
def test_who_comes_back_late_goes_in_after_the_others_passed(rules: Policy, tokens: list[Queued]) -> None:
    order = call_order(rules, tokens)
    prompt = sum(1 for token in tokens if not token.passes_left)
    assert len(order) == len(tokens)
    assert all(order.index(token) >= min(token.passes_left, prompt) for token in tokens if token.passes_left)


@given(policies(), queues())
def test_the_order_that_is_shown_is_the_one_that_calling_takes(rules: Policy, tokens: list[Queued]) -> None:
    shown, called = [one for one in call_order(rules, tokens) if one.present], list[Queued]()
    while left := [token for token in tokens if token.present and token not in called]:
        now = call_order(rules, [replace(one, passes_left=max(0, one.passes_left - len(called))) for one in left])
        called += [one for one in left if one.token_id == now[0].token_id]
    assert shown == called


# What is shown.


@given(slots(at_least=1), st.integers(1, 30), policies())
def test_everybody_is_expected_one_consultation_after_who_is_ahead(
    places: tuple[Slot, ...], position: int, rules: Policy
) -> None:
    here, next_one = (estimated_time(places[0], number, rules) for number in (position, position + 1))
    assert next_one - here == timedelta(minutes=rules.consult_minutes)
    assert here >= places[0].starts_at


@given(policies(), st.sampled_from(CLASSES), moments, st.integers(0, 600), st.integers(0, 600))
def test_the_score_never_rises_with_waiting(rules: Policy, class_: str, at: Any, wait: int, more: int) -> None:
    early, late = (score(rules, class_, at, at + timedelta(minutes=minutes)) for minutes in (wait, wait + more))
    cap = Decimal(int(rules.time_bonus.cap)) if rules.time_bonus else Decimal(0)
    assert rules.rank(class_) - cap <= late <= early <= rules.rank(class_)
