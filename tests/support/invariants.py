"""What must always hold, recounted from the rows: each function says in words what is wrong."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from opd_web.engine.events import Kind, Link, day_genesis, first_break, plain, play
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import DISPLACEABLE, EMERGENCY, LIVE, OPEN_SLOT, PLACED, TokenStatus
from opd_web.engine.policy import Policy
from opd_web.store.database import db
from opd_web.store.days import read_policy
from opd_web.store.event_rows import EventRow
from opd_web.store.pools import PoolKey, is_over, key_of_slot
from opd_web.store.rows import (
    CallRow,
    DepartmentDayRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import audit_key, sealed_part

Row = TypeVar("Row", SlotRow, TokenRow, EventRow, CallRow)

PLACING = {Kind.BOOKED, Kind.PROMOTED, Kind.TRANSFERRED}


@dataclass(frozen=True)
class Day:
    """Everything of one department's day."""

    row: DepartmentDayRow
    policy: Policy
    slots: Sequence[SlotRow]
    tokens: Sequence[TokenRow]
    events: Sequence[EventRow]
    calls: Sequence[CallRow]


def violations(app: Flask, now: datetime) -> list[str]:
    """Check everything that must hold at this moment; an empty list is what is wanted."""
    with app.app_context():
        return [problem for day in _days() for check in CHECKS for problem in check(day, now)]


def _days() -> list[Day]:
    """Read every table once, however many days there are."""
    policies = {row.id: read_policy(row.options) for row in db.session.scalars(select(PolicyVersionRow))}
    slots, tokens = _by_day(SlotRow, SlotRow.id), _by_day(TokenRow, TokenRow.id)
    events, calls = _by_day(EventRow, EventRow.position), _by_day(CallRow, CallRow.sequence)
    return [
        Day(row, policies[row.policy_version_id], slots[row.id], tokens[row.id], events[row.id], calls[row.id])
        for row in db.session.scalars(select(DepartmentDayRow))
    ]


def _by_day(kind: type[Row], order: object) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in db.session.scalars(select(kind).order_by(order)):
        found[row.department_day_id].append(row)
    return found


def counters_equal_a_recount(day: Day, now: datetime) -> Iterator[str]:
    for slot in day.slots:
        users = [token for token in day.tokens if token.slot_id == slot.id and _uses_a_place(token, day.policy)]
        emergencies = sum(token.class_ == EMERGENCY for token in users)
        completed = sum(token.slot_id == slot.id and token.status == TokenStatus.COMPLETED for token in day.tokens)
        recount = (len(users), emergencies, completed, max(0, len(users) - slot.capacity))
        counted = (slot.taken, slot.emergencies, slot.completed, slot.overflow)
        if recount != counted:
            yield f"slot {slot.id} counts {counted} (taken, emergencies, completed, overflow), its tokens {recount}"


def _uses_a_place(token: TokenRow, policy: Policy) -> bool:
    if token.status == TokenStatus.COMPLETED:
        return policy.completed_holds_place
    return token.status in PLACED or token.grace_ends_at is not None


def only_emergencies_overflow(day: Day, now: datetime) -> Iterator[str]:
    limit = day.policy.overflow_limit
    for slot in day.slots:
        if slot.overflow > slot.emergencies or (slot.overflow and day.policy.emergency != "overflow"):
            yield f"slot {slot.id} overflows by {slot.overflow} with {slot.emergencies} emergencies"
        if limit is not None and slot.overflow > limit:
            yield f"slot {slot.id} overflows by {slot.overflow}, past its limit of {limit}"


def nobody_waits_beside_a_free_place(day: Day, now: datetime) -> Iterator[str]:
    free: dict[str, list[int]] = defaultdict(list)
    for slot in day.slots:
        if slot.status in OPEN_SLOT and not is_over(slot, now) and slot.taken < slot.capacity:
            free[str(key_of_slot(day.policy, slot))].append(slot.id)
    for token in day.tokens:
        if token.status == TokenStatus.WAITING and free[token.pool]:
            yield f"token {token.number} waits in {token.pool} beside free places of slots {free[token.pool]}"


def every_waiting_token_can_be_promoted(day: Day, now: datetime) -> Iterator[str]:
    pools = {str(key_of_slot(day.policy, slot)) for slot in day.slots if slot.status in OPEN_SLOT}
    for token in day.tokens:
        key = PoolKey.parse(token.pool)
        if token.status == TokenStatus.WAITING and key.slot_id is not None and token.pool not in pools:
            yield f"token {token.number} waits in {token.pool}, which is closed"


def numbers_are_unique_and_none_is_lost(day: Day, now: datetime) -> Iterator[str]:
    numbers = [token.number for token in day.tokens]
    if sorted(numbers) != list(range(1, day.row.last_number + 1)):
        yield f"numbers are {sorted(numbers)}, the counter says {day.row.last_number}"


def placements_use_a_new_sequence_number_each(day: Day, now: datetime) -> Iterator[str]:
    given: dict[object, list[object]] = defaultdict(list)
    state: dict[str, dict[str, object]] = {}
    for event in day.events:
        play([_changes(event)], state)
        token = state.get(f"token:{event.token_id}", {})
        if event.kind in PLACING or (event.kind == Kind.ESCALATED and event.status_before != event.status_after):
            given[token["slot_id"]].append(token["sequence"])
    for slot in day.slots:
        if given[slot.id] != list(range(1, slot.last_sequence + 1)):
            yield f"slot {slot.id} gave {given[slot.id]}, its counter says {slot.last_sequence}"


def nobody_is_displaced_who_was_called(day: Day, now: datetime) -> Iterator[str]:
    for event in day.events:
        if event.rule in {Action.DISPLACE, Action.CLOSE_DISPLACED} and event.status_before not in DISPLACEABLE:
            yield f"token {event.token_id} lost its place while {event.status_before}"


def no_patient_has_two_tokens_of_a_day_where_one_is_allowed(day: Day, now: datetime) -> Iterator[str]:
    """Only `same_day` holds at every moment: under `same_slot` two slots' tokens meet in one when the other is shut."""
    live = Counter(token.patient_id for token in day.tokens if token.status in LIVE)
    for patient, many in live.items():
        if many > 1 and day.policy.duplicate_bookings == "same_day":
            yield f"patient {patient} has {many} live tokens"


def one_policy_decides_a_day(day: Day, now: datetime) -> Iterator[str]:
    for token in day.tokens:
        if token.policy_version_id != day.row.policy_version_id:
            yield f"token {token.number} was decided by version {token.policy_version_id}, the day by another"


def events_alone_give_the_rows(day: Day, now: datetime) -> Iterator[str]:
    state = play(_changes(event) for event in day.events)
    rows = {f"{row.__tablename__}:{row.id}": _plain(row) for row in (*day.tokens, *day.slots)}
    for name in sorted(state.keys() | rows.keys()):
        if state.get(name) != rows.get(name):
            yield f"{name} is {rows.get(name)}, its events say {state.get(name)}"


def the_chain_is_intact(day: Day, now: datetime) -> Iterator[str]:
    """Positions without gaps, each event sealed with the one before it, the day's own row naming the last."""
    links = (Link(row.id, row.position, sealed_part(row), row.previous_hash, row.hash) for row in day.events)
    start = day_genesis(day.row.department_id, day.row.service_day, audit_key())
    found = first_break(links, audit_key(), start=start, count=day.row.event_count, head=day.row.head)
    if found:
        yield f"event at {found.position} {found.problem}"


def versions_rise_by_one(day: Day, now: datetime) -> Iterator[str]:
    known: Counter[str] = Counter()
    for event in day.events:
        for name, columns in _changes(event).items():
            if name.startswith("token:") and columns.get("version") != known[name] + 1:
                yield f"{name} went from version {known[name]} to {columns.get('version')}"
            known[name] += 1


def statuses_agree_with_what_belongs_to_them(day: Day, now: datetime) -> Iterator[str]:
    for token in day.tokens:
        live = token.status in PLACED | {TokenStatus.WAITING}
        if token.status in PLACED and (token.slot_id is None or token.sequence is None or token.doctor_id is None):
            yield f"token {token.number} is {token.status} without a place"
        if live is (token.closed_at is not None):
            yield f"token {token.number} is {token.status} and closed at {token.closed_at}"
        if token.grace_ends_at is not None and token.status != TokenStatus.NO_SHOW:
            yield f"token {token.number} is {token.status} in a grace"


def calls_are_in_order(day: Day, now: datetime) -> Iterator[str]:
    if [call.sequence for call in day.calls] != list(range(1, day.row.last_call + 1)):
        yield f"calls are {[call.sequence for call in day.calls]}, the counter says {day.row.last_call}"


def _changes(event: EventRow) -> Mapping[str, Mapping[str, object]]:
    return json.loads(event.changes)


def _plain(row: TokenRow | SlotRow) -> dict[str, object]:
    return {attribute.key: plain(getattr(row, attribute.key)) for attribute in type(row).__mapper__.column_attrs}


CHECKS = (
    counters_equal_a_recount,
    only_emergencies_overflow,
    nobody_waits_beside_a_free_place,
    every_waiting_token_can_be_promoted,
    numbers_are_unique_and_none_is_lost,
    placements_use_a_new_sequence_number_each,
    nobody_is_displaced_who_was_called,
    no_patient_has_two_tokens_of_a_day_where_one_is_allowed,
    one_policy_decides_a_day,
    events_alone_give_the_rows,
    the_chain_is_intact,
    versions_rise_by_one,
    statuses_agree_with_what_belongs_to_them,
    calls_are_in_order,
)
