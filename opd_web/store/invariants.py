"""Invariants: what stands in the tables, held against the rules, the events and their chain."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.events import Link, day_genesis, first_break, plain, play
from opd_web.engine.invariants import DayFacts, SlotFacts, TokenFacts, broken
from opd_web.engine.model import OPEN_SLOT, SlotStatus, TokenStatus
from opd_web.engine.policy import Policy
from opd_web.store import pools
from opd_web.store.days import read_policy
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import (
    DepartmentDayRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import audit_key, sealed_part

Row = TypeVar("Row", SlotRow, TokenRow)


@dataclass
class Followed:
    """How far one day's chain was followed, and what its events so far say stands."""

    position: int
    head: str
    last_id: int = 0
    state: dict[str, dict[str, object]] = field(default_factory=dict)


@dataclass
class Memory:
    """What earlier checks have seen, so that each event is hashed and played once."""

    days: dict[int, Followed] = field(default_factory=dict)


def violations(session: Session, memory: Memory, now: datetime, *, everything: bool) -> list[str]:
    """Check the days that have new events, or every day; say what does not hold.

    A day without a new event cannot have begun to break a rule, unless it was changed without one: `everything`
    finds that too.
    """
    query = (
        select(DepartmentDayRow, PolicyVersionRow.options)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .order_by(DepartmentDayRow.id)
    )
    found = []
    for day, options in session.execute(query):
        known = memory.days.get(day.id)
        if everything or known is None or (known.position, known.head) != (day.event_count, day.head):
            found += [f"day {day.id}: {sentence}" for sentence in _of_day(session, memory, day, options, now)]
    return found


def _of_day(session: Session, memory: Memory, day: DepartmentDayRow, options: str, now: datetime) -> Iterator[str]:
    followed = memory.days.setdefault(day.id, _from_the_beginning(day))
    yield from _follow(session, followed, day)
    slots, tokens = _rows(session, SlotRow, day.id), _rows(session, TokenRow, day.id)
    yield from _unrecorded(followed, (*slots, *tokens))
    policy = read_policy(options)
    facts = DayFacts(
        policy=policy,
        last_number=day.last_number,
        last_arrival=day.last_arrival,
        slots=tuple(_slot_facts(row, policy, now) for row in slots),
        tokens=tuple(_token_facts(row) for row in tokens),
    )
    yield from broken(facts)


def _from_the_beginning(day: DepartmentDayRow) -> Followed:
    return Followed(0, day_genesis(day.department_id, day.service_day, audit_key()))


def _follow(session: Session, followed: Followed, day: DepartmentDayRow) -> Iterator[str]:
    """Follow the chain from where it was last seen, and play its new events."""
    query = select(EventRow).where(EventRow.department_day_id == day.id, EventRow.position > followed.position)
    rows = session.scalars(query.order_by(EventRow.position)).all()
    links = [Link(row.id, row.position, sealed_part(row), row.previous_hash, row.hash) for row in rows]
    found = first_break(
        links, audit_key(), start=followed.head, after=followed.position, count=day.event_count, head=day.head
    )
    if found:
        yield f"event {found.event_id} at position {found.position} {found.problem}"
    if rows and rows[0].id <= followed.last_id:
        yield f"event {rows[0].id} is older than the one before it"
    play((json.loads(row.changes) for row in rows), followed.state)
    followed.position, followed.head = day.event_count, day.head
    followed.last_id = rows[-1].id if rows else followed.last_id


def _rows(session: Session, model: type[Row], day_id: int) -> Sequence[Row]:
    return session.scalars(select(model).where(model.department_day_id == day_id).order_by(model.id)).all()


def _unrecorded(followed: Followed, rows: Iterable[SlotRow | TokenRow]) -> Iterator[str]:
    """Find a token or slot that stands otherwise than the events alone say, or that only they know."""
    stands = {f"{row.__tablename__}:{row.id}": _columns(row) for row in rows}
    for name in sorted(followed.state.keys() | stands.keys()):
        if name not in stands:
            yield f"{name} is gone"
        elif stands[name] != followed.state.get(name):
            yield f"{name} stands otherwise than its events say"


def _columns(row: SlotRow | TokenRow) -> dict[str, object]:
    return {attribute.key: plain(getattr(row, attribute.key)) for attribute in type(row).__mapper__.column_attrs}


def _slot_facts(row: SlotRow, policy: Policy, now: datetime) -> SlotFacts:
    return SlotFacts(
        id=row.id,
        doctor_id=row.doctor_id,
        pool=str(pools.key_of_slot(policy, row)),
        capacity=row.capacity,
        taken=row.taken,
        overflow=row.overflow,
        emergencies=row.emergencies,
        completed=row.completed,
        last_sequence=row.last_sequence,
        is_cancelled=row.status == SlotStatus.CANCELLED,
        takes_tokens=row.status in OPEN_SLOT and not pools.is_over(row, now),
    )


def _token_facts(row: TokenRow) -> TokenFacts:
    return TokenFacts(
        id=row.id,
        number=row.number,
        arrival=row.arrival,
        class_=row.class_,
        status=TokenStatus(row.status),
        pool=row.pool,
        doctor_id=row.doctor_id,
        slot_id=row.slot_id,
        sequence=row.sequence,
        in_grace=row.grace_ends_at is not None,
    )
