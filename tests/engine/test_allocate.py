"""Who gets which place, who loses one, who waits and who is refused."""

from typing import Any

import pytest

from opd_web.engine.allocation import Outcome, allocate
from opd_web.engine.model import Placed, Pool, PriorityKey, Request, Slot, Token, Waiting
from opd_web.engine.refusals import Refusal
from tests.support.engine import policy, slot, token

WITH_EMERGENCY = ["overflow", "preempt_lower", "preempt_always"]
FULL = slot(1, used=2, of=2)
WALK_IN, PAID = token(1, "WALK_IN"), token(2, "PAID")
EMERGENCY = token(3, "EMERGENCY")


def ask(class_: str, *slots: Slot, lowest: Token | None = None, named: int | None = None, **options: Any) -> Outcome:
    """Give the outcome of a request that comes last, in a pool with these slots."""
    rules = policy(**options)
    return allocate(Pool(slots, lowest), Request(class_, named), PriorityKey(rules.rank(class_), 0, 99), rules)


@pytest.mark.parametrize("class_", ["EMERGENCY", "PAID", "WALK_IN"])
@pytest.mark.parametrize("emergency", WITH_EMERGENCY)
def test_whoever_finds_room_is_placed(class_: str, emergency: str) -> None:
    free = slot(1, used=1, of=2)
    assert ask(class_, free, lowest=WALK_IN, emergency=emergency) == Placed(free, "has_room")


EARLY, LATE = slot(2, used=1, of=3, start="09:00"), slot(1, used=0, of=3, start="10:00")


@pytest.mark.parametrize(
    ("routing", "slots", "chosen"),
    [
        ("earliest", (LATE, EARLY), EARLY),
        ("earliest", (LATE, slot(2, used=3, of=3)), LATE),
        ("earliest", (slot(5), slot(4)), slot(4)),
        ("least_loaded", (EARLY, LATE), LATE),
        ("least_loaded", (slot(1, used=2, of=9), slot(2, used=1, of=2)), slot(2, used=1, of=2)),
        ("least_loaded", (slot(1, used=1, of=1), slot(2, used=2, of=3)), slot(2, used=2, of=3)),
        ("least_loaded", (slot(5), slot(4)), slot(4)),
        ("slot", (EARLY,), EARLY),
    ],
)
def test_the_routing_chooses_among_slots_with_room(routing: str, slots: tuple[Slot, ...], chosen: Slot) -> None:
    assert ask("PAID", *slots, routing=routing) == Placed(chosen, "has_room")


@pytest.mark.parametrize("routing", ["least_loaded", "earliest"])
def test_a_named_slot_is_taken_while_it_has_room(routing: str) -> None:
    full = slot(3, used=2, of=2)
    assert ask("PAID", EARLY, LATE, named=EARLY.id, routing=routing) == Placed(EARLY, "has_room")
    assert ask("PAID", LATE, full, named=full.id, routing=routing) == Placed(LATE, "has_room")


@pytest.mark.parametrize(
    ("when_full", "class_", "lowest", "outcome"),
    [
        ("wait", "PAID", WALK_IN, Waiting("full")),
        ("preempt_or_wait", "PAID", WALK_IN, Placed(FULL, "preempt", displaces=WALK_IN)),
        ("preempt_or_wait", "PAID", PAID, Waiting("full")),
        ("preempt_or_wait", "WALK_IN", PAID, Waiting("full")),
        ("preempt_or_wait", "PAID", EMERGENCY, Waiting("full")),
        ("preempt_or_wait", "PAID", None, Waiting("full")),
        ("preempt_or_reject", "PAID", WALK_IN, Placed(FULL, "preempt", displaces=WALK_IN)),
        ("preempt_or_reject", "PAID", PAID, Refusal("full", "slot")),
        ("preempt_or_reject", "PAID", None, Refusal("full", "slot")),
    ],
)
def test_a_full_pool(when_full: str, class_: str, lowest: Token | None, outcome: Outcome) -> None:
    assert ask(class_, FULL, lowest=lowest, when_full=when_full) == outcome


@pytest.mark.parametrize(
    ("emergency", "lowest", "outcome"),
    [
        ("overflow", WALK_IN, Placed(FULL, "emergency_overflow", overflows=True)),
        ("overflow", None, Placed(FULL, "emergency_overflow", overflows=True)),
        ("preempt_lower", WALK_IN, Placed(FULL, "emergency_preempt", displaces=WALK_IN)),
        ("preempt_lower", EMERGENCY, Waiting("full")),
        ("preempt_lower", None, Waiting("full")),
        ("preempt_always", WALK_IN, Placed(FULL, "emergency_preempt", displaces=WALK_IN)),
        ("preempt_always", EMERGENCY, Placed(FULL, "emergency_preempt", displaces=EMERGENCY)),
        ("preempt_always", None, Waiting("full")),
    ],
)
@pytest.mark.parametrize("when_full", ["wait", "preempt_or_wait"])
def test_an_emergency_in_a_full_pool(when_full: str, emergency: str, lowest: Token | None, outcome: Outcome) -> None:
    assert ask("EMERGENCY", FULL, lowest=lowest, emergency=emergency, when_full=when_full) == outcome


@pytest.mark.parametrize("emergency", ["preempt_lower", "preempt_always"])
def test_an_emergency_is_refused_where_nobody_waits(emergency: str) -> None:
    outcome = ask("EMERGENCY", FULL, emergency=emergency, when_full="preempt_or_reject")
    assert outcome == Refusal("full", "slot")


@pytest.mark.parametrize(
    ("routing", "slots", "chosen"),
    [
        ("earliest", (slot(1, used=2, of=2, start="10:00"), slot(2, used=5, of=2)), slot(2, used=5, of=2)),
        ("least_loaded", (slot(1, used=4, of=2), slot(2, used=3, of=3)), slot(2, used=3, of=3)),
        ("least_loaded", (slot(2, used=2), slot(1, used=2)), slot(1, used=2)),
    ],
)
def test_an_emergency_overflows_where_the_routing_would_have_put_it(
    routing: str, slots: tuple[Slot, ...], chosen: Slot
) -> None:
    outcome = ask("EMERGENCY", *slots, routing=routing, emergency="overflow")
    assert outcome == Placed(chosen, "emergency_overflow", overflows=True)


@pytest.mark.parametrize(
    ("limit", "used", "rule"),
    [
        (None, 12, "emergency_overflow"),
        (0, 2, "emergency_preempt"),
        (1, 2, "emergency_overflow"),
        (1, 3, "emergency_preempt"),
        (2, 3, "emergency_overflow"),
        (2, 4, "emergency_preempt"),
    ],
)
def test_the_overflow_limit(limit: int | None, used: int, rule: str) -> None:
    outcome = ask("EMERGENCY", slot(1, used=used, of=2), lowest=WALK_IN, emergency="overflow", overflow_limit=limit)
    assert isinstance(outcome, Placed)
    assert outcome.rule == rule


@pytest.mark.parametrize(
    ("when_full", "outcome"), [("wait", Waiting("full")), ("preempt_or_reject", Refusal("full", "slot"))]
)
def test_past_the_overflow_limit_no_emergency_loses_its_place(when_full: str, outcome: Outcome) -> None:
    over = slot(1, used=3, of=2)
    limits = {"emergency": "overflow", "overflow_limit": 1, "when_full": when_full}
    assert ask("EMERGENCY", over, lowest=EMERGENCY, **limits) == outcome


@pytest.mark.parametrize("emergency", WITH_EMERGENCY)
@pytest.mark.parametrize("class_", ["EMERGENCY", "PAID"])
@pytest.mark.parametrize(
    ("when_full", "outcome"),
    [
        ("wait", Waiting("no_slots")),
        ("preempt_or_wait", Waiting("no_slots")),
        ("preempt_or_reject", Refusal("no_slots", "slot")),
    ],
)
def test_a_pool_without_slots(emergency: str, class_: str, when_full: str, outcome: Outcome) -> None:
    assert ask(class_, emergency=emergency, when_full=when_full) == outcome


def test_the_place_taken_over_is_where_the_lowest_stood() -> None:
    first, second = slot(1, used=2, of=2), slot(2, used=2, of=2, start="10:00")
    lowest = token(7, "WALK_IN", slot_id=2)
    outcome = ask("PAID", first, second, lowest=lowest, when_full="preempt_or_wait")
    assert outcome == Placed(second, "preempt", displaces=lowest)


def test_a_class_above_emergency_takes_its_place_too() -> None:
    lowest = Token(3, "EMERGENCY", PriorityKey(2, 0, 3), slot_id=1)
    outcome = ask("PAID", FULL, lowest=lowest, when_full="preempt_or_wait", classes=["PAID", "EMERGENCY"])
    assert outcome == Placed(FULL, "preempt", displaces=lowest)
