"""Values of the engine, drawn by Hypothesis."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from opd_web.engine.model import Pool, PriorityKey, Request, Slot, Token, TokenStatus
from opd_web.engine.ordering import Queued, QueueKey, priority_key
from opd_web.engine.policy import CHOICES, Policy
from tests.support.engine import DAY, policy

CLASSES = ("EMERGENCY", "PAID", "FOLLOW_UP", "ONLINE", "WALK_IN")
numbers = st.integers(0, 20)
moments = st.integers(-1440, 1440).map(lambda minutes: DAY + timedelta(minutes=minutes))


@st.composite
def policies(draw: st.DrawFn, **fixed: Any) -> Policy:
    """Any mix of the options that the engine reads, but for those that are fixed."""
    options: dict[str, Any] = {name: draw(st.sampled_from(known)) for name, known in CHOICES.items()}
    options["classes"] = draw(st.permutations(CLASSES))
    options["overflow_limit"] = draw(st.none() | st.integers(0, 3))
    options["max_overtakes"] = draw(st.none() | st.integers(0, 3))
    options["time_bonus"] = draw(st.none() | st.fixed_dictionaries({"per_hour": numbers, "cap": numbers}))
    options["emergency"] = draw(st.sampled_from(["overflow", "preempt_lower", "preempt_always"]))
    return policy(**options | fixed)


@st.composite
def slots(draw: st.DrawFn, at_least: int = 0, *, full: bool = False) -> tuple[Slot, ...]:
    """Slots of one pool: empty, partly used, full and over-full, or full and over-full only."""
    made = []
    for number in range(1, draw(st.integers(at_least, 4)) + 1):
        starts_at = DAY + timedelta(hours=draw(st.integers(8, 10)))
        capacity = draw(st.integers(1, 3))
        used = draw(st.integers(capacity if full else 0, 5))
        made.append(Slot(number, starts_at, starts_at + timedelta(hours=1), capacity, used))
    return tuple(made)


@st.composite
def tokens(draw: st.DrawFn, rules: Policy, count: st.SearchStrategy[int]) -> list[Token]:
    """Tokens of any class in the order of their arrival."""
    made = []
    for number in range(1, draw(count) + 1):
        class_ = draw(st.sampled_from(CLASSES))
        made.append(Token(number, class_, priority_key(rules, class_, number, draw(moments))))
    return made


@st.composite
def queues(draw: st.DrawFn) -> list[Queued]:
    """One doctor's tokens, in two slots."""
    made = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        hour = draw(st.integers(9, 10))
        made.append(
            Queued(
                token_id=number,
                class_=draw(st.sampled_from(CLASSES)),
                status=draw(st.sampled_from([TokenStatus.BOOKED] * 3 + [TokenStatus.CALLED])),
                key=QueueKey(draw(st.integers(1, 3)), 0, number),
                slot_id=hour,
                slot_starts_at=DAY + timedelta(hours=hour),
                present=draw(st.booleans()),
                overtakes=draw(st.integers(0, 3)),
                passes_left=draw(st.sampled_from([0, 0, 0, 1, 2])),
            )
        )
    return made


@st.composite
def requests(draw: st.DrawFn, rules: Policy, places: tuple[Slot, ...]) -> tuple[Pool, Request, PriorityKey]:
    """A request that comes last to a pool, whose lowest token holds one of its places."""
    lowest = None
    used = [slot.id for slot in places if slot.used]
    if used:
        drawn = max(draw(tokens(rules, st.integers(1, 3))), key=lambda token: token.key)
        lowest = replace(drawn, slot_id=draw(st.sampled_from(used)))
    class_ = draw(st.sampled_from(CLASSES))
    return Pool(places, lowest), Request(class_), priority_key(rules, class_, 99, draw(moments))
