"""What happened to a doctor's day as a whole, as its events tell it."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind, play, standing
from opd_web.store.event_rows import EventRow
from opd_web.store.history import LastStep
from opd_web.store.rows import SlotRow
from opd_web.store.unit_of_work import UnitOfWork

OF_THE_DAY = frozenset(
    {
        Kind.DELAYED,
        Kind.SESSION_PAUSED,
        Kind.SESSION_OPENED,
        Kind.SESSION_CLOSED,
        Kind.SESSION_REOPENED,
        Kind.UNDONE,
    }
)

BY_CLOSING = frozenset({Kind.SENT_BACK, Kind.DISPLACED, Kind.PROMOTED})
"""What the end of a session does to tokens, right after it."""

REMARKS = frozenset({Kind.NOTED})
"""What is said about a token changes nothing that could stand in the way."""


@dataclass(frozen=True)
class Closing:
    """The events of one end of a session: of its slots, and of the tokens that it sent away."""

    slots: tuple[EventRow, ...]
    tokens: tuple[EventRow, ...]

    @property
    def token_ids(self) -> list[int]:
        """Name who lost something by it, in that order; others only got a place that was left."""
        lost = (event.token_id for event in self.tokens if event.kind != Kind.PROMOTED)
        return list(dict.fromkeys(token_id for token_id in lost if token_id))


def last(session: Session, clinic_session_id: int, *, below_undone: bool) -> EventRow | None:
    """Give the latest event of the session as a whole.

    With `below_undone`, what was taken back, and the undo that did, count as if they had never been.
    """
    query = (
        select(EventRow)
        .join(SlotRow, SlotRow.id == EventRow.slot_id)
        .where(
            SlotRow.clinic_session_id == clinic_session_id,
            EventRow.token_id.is_(None),
            EventRow.kind.in_(tuple(OF_THE_DAY)),
        )
        .order_by(EventRow.position)
    )
    rows = session.scalars(query).all()
    stand = [rows[place] for place in standing((row.kind, row.rule) for row in rows)] if below_undone else rows
    return stand[-1] if stand else None


def facts(event: EventRow) -> dict[str, Any]:
    """Read an event's facts."""
    found: dict[str, Any] = json.loads(event.facts)
    return found


def same_delay(work: UnitOfWork, latest: EventRow) -> list[EventRow]:
    """Give the events of one delay, which may have moved several slots, from its last one."""
    cause = facts(latest)["because_of_slot"]
    return _run(work, latest, lambda one: one.kind == Kind.DELAYED and facts(one)["because_of_slot"] == cause, cause)


def closing(work: UnitOfWork, latest: EventRow) -> Closing:
    """Give the events of one end of a session, from the last one of its slots."""
    slots = _run(work, latest, lambda one: one.kind == Kind.SESSION_CLOSED, None)
    after = _of_day(work, latest.department_day_id, EventRow.position > latest.position)
    tokens = []
    for one in after:
        if one.kind not in BY_CLOSING or (one.at, one.actor) != (latest.at, latest.actor):
            break
        tokens.append(one)
    return Closing(tuple(slots), tuple(tokens))


def at(work: UnitOfWork, department_day_id: int, position: int) -> EventRow | None:
    """Give the event that stands at this position of a day."""
    query = select(EventRow).where(EventRow.department_day_id == department_day_id, EventRow.position == position)
    return work.session.scalars(query).one_or_none()


def promoted_by(work: UnitOfWork, department_day_id: int, step: LastStep) -> list[EventRow]:
    """Give the events of those who got a place by what one step gave up: they follow it, in its moment."""
    after = _of_day(work, department_day_id, EventRow.position > step.position, EventRow.at == step.at)
    found = []
    for one in after:
        if one.kind != Kind.PROMOTED or one.actor != step.actor:
            break
        found.append(one)
    return found


def touched_since(work: UnitOfWork, latest: EventRow, token_ids: Collection[int]) -> EventRow | None:
    """Give an event of one of these tokens that came later."""
    query = select(EventRow).where(
        EventRow.department_day_id == latest.department_day_id,
        EventRow.position > latest.position,
        EventRow.token_id.in_(token_ids),
        EventRow.kind.not_in(tuple(REMARKS)),
    )
    return work.session.scalars(query.limit(1)).one_or_none()


def slot_before(work: UnitOfWork, event: EventRow) -> dict[str, Any]:
    """Give what the event's slot was before it, as plain values."""
    earlier = select(EventRow.changes).where(
        EventRow.department_day_id == event.department_day_id,
        EventRow.slot_id == event.slot_id,
        EventRow.position < event.position,
    )
    rows = work.session.scalars(earlier.order_by(EventRow.position))
    return play(json.loads(changes) for changes in rows)[f"slot:{event.slot_id}"]


def token_before(work: UnitOfWork, token_id: int, position: int) -> dict[str, Any]:
    """Give what a token was before this position of its day, as plain values."""
    query = select(EventRow.changes).where(EventRow.token_id == token_id, EventRow.position < position)
    rows = work.session.scalars(query.order_by(EventRow.position))
    return play(json.loads(changes) for changes in rows)[f"token:{token_id}"]


def _run(work: UnitOfWork, latest: EventRow, belongs: Callable[[EventRow], bool], first: int | None) -> list[EventRow]:
    """Go back from an event over those of its moment and actor that belong to it, to that of the slot `first`."""
    found = []
    earlier = _of_day(work, latest.department_day_id, EventRow.position <= latest.position, EventRow.at == latest.at)
    for one in reversed(earlier):
        if one.actor != latest.actor or not belongs(one):
            break
        found.append(one)
        if one.slot_id == first:
            break
    return found


def _of_day(work: UnitOfWork, day_id: int, *narrowed: ColumnElement[bool]) -> Sequence[EventRow]:
    query = select(EventRow).where(EventRow.department_day_id == day_id, *narrowed).order_by(EventRow.position)
    return work.session.scalars(query).all()
