"""Who is promoted first, who loses a place first, and who stands where in a slot."""

from typing import Any

import pytest

from opd_web.engine.model import PriorityKey, TokenStatus
from opd_web.engine.ordering import choose_slot, end_of_class_key, priority_key, queue_key, slot_order
from tests.support.engine import moment, policy, queued, slot

# Name: class, number of arrival, time of the request.
REQUESTS = {
    "walk_in": ("WALK_IN", 1, "07:00"),
    "paid": ("PAID", 2, "08:00"),
    "online": ("ONLINE", 3, "08:00"),
    "earlier_online": ("ONLINE", 4, "07:30"),
    "same_online": ("ONLINE", 5, "08:00"),
    "emergency": ("EMERGENCY", 6, "08:30"),
    "next_emergency": ("EMERGENCY", 7, "08:10"),
}
BY_ARRIVAL = ["paid", "online", "earlier_online", "same_online", "walk_in"]
BY_TIME = ["paid", "earlier_online", "online", "same_online", "walk_in"]


def ordered(**options: Any) -> list[str]:
    """Give the names in priority order under these options."""
    rules = policy(**options)
    keys = {name: priority_key(rules, class_, arrival, moment(at)) for name, (class_, arrival, at) in REQUESTS.items()}
    return sorted(keys, key=lambda name: keys[name])


@pytest.mark.parametrize(
    ("tie_break", "emergency_order", "order"),
    [
        ("sequence", "fifo", ["emergency", "next_emergency", *BY_ARRIVAL]),
        ("sequence", "newest_first", ["next_emergency", "emergency", *BY_ARRIVAL]),
        ("booked_at", "fifo", ["next_emergency", "emergency", *BY_TIME]),
        ("booked_at", "newest_first", ["next_emergency", "emergency", *BY_TIME]),
    ],
)
def test_priority_order(tie_break: str, emergency_order: str, order: list[str]) -> None:
    assert ordered(tie_break=tie_break, emergency_order=emergency_order) == order


def test_classes_stand_as_the_policy_lists_them() -> None:
    classes = ["WALK_IN", "ONLINE", "EMERGENCY", "PAID"]
    assert ordered(classes=classes)[:2] == ["walk_in", "online"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [((1, 9, 9), (2, 0, 0)), ((1, 1, 9), (1, 2, 0)), ((1, 1, 1), (1, 1, 2)), ((1, -5, 0), (1, 0, -5))],
)
def test_keys_compare_class_first(lower: tuple[int, int, int], higher: tuple[int, int, int]) -> None:
    assert PriorityKey(*lower) < PriorityKey(*higher)
    assert not PriorityKey(*higher) < PriorityKey(*lower)


@pytest.mark.parametrize("routing", ["slot", "least_loaded", "earliest"])
def test_no_slot_is_chosen_where_there_is_none(routing: str) -> None:
    assert choose_slot(policy(routing=routing), []) is None


def test_the_delay_of_a_slot_does_not_move_it() -> None:
    late, next_one = slot(1, delay_minutes=90), slot(2, start="10:00")
    assert choose_slot(policy(routing="earliest"), [next_one, late]) == late


@pytest.mark.parametrize(("queue_order", "first"), [("priority", "paid"), ("assignment", "walk_in")])
def test_a_queue_stands_by_priority_or_by_getting_the_place(queue_order: str, first: str) -> None:
    rules = policy(queue_order=queue_order)
    keys = {
        "walk_in": queue_key(rules, PriorityKey(5, 0, 2), placement=1),
        "paid": queue_key(rules, PriorityKey(2, 0, 1), placement=2),
    }
    assert min(keys, key=lambda name: keys[name]) == first


def test_a_slot_shows_who_is_inside_then_who_is_called_then_the_queue() -> None:
    tokens = [
        queued(1, "EMERGENCY"),
        queued(2, "WALK_IN"),
        queued(3, "WALK_IN", status=TokenStatus.CALLED),
        queued(4, "WALK_IN", status=TokenStatus.IN_CONSULTATION),
    ]
    assert [token.token_id for token in slot_order(tokens)] == [4, 3, 1, 2]


@pytest.mark.parametrize("emergency_order", ["fifo", "newest_first"])
@pytest.mark.parametrize("class_", ["EMERGENCY", "PAID", "WALK_IN"])
def test_the_end_of_a_class_is_behind_all_of_it_and_before_the_next(class_: str, emergency_order: str) -> None:
    rules = policy(tie_break="booked_at", emergency_order=emergency_order)
    rank = rules.rank(class_)
    here = [queue_key(rules, priority_key(rules, class_, number, moment("09:00")), number) for number in (1, 2, 3)]
    back = end_of_class_key(rules, class_, 9, 4, moment("09:30"))
    assert max(here) < back < queue_key(rules, PriorityKey(rank + 1, 0, 0), 10)
