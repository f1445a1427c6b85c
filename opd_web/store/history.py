"""History: the events of a token or a day, and what they say stands now."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind, play, standing
from opd_web.engine.explanation import Chapter, Standing
from opd_web.engine.model import EMERGENCY, LIVE, PriorityKey, TokenStatus
from opd_web.engine.ordering import Queued, QueueKey
from opd_web.store.database import UtcDateTime
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    PolicyVersionRow,
    TokenRow,
)

Columns = Mapping[str, Any]
State = Mapping[str, Columns]


@dataclass(frozen=True)
class Subject:
    """The token that is asked about, with what its sentences need."""

    token_id: int
    number: str
    code: str
    department_id: int
    department_day_id: int
    doctor_id: int | None
    policy_options: str


def subject(session: Session, token_id: int) -> Subject | None:
    """Find the token that is asked about."""
    query = (
        select(TokenRow.number, TokenRow.doctor_id, DepartmentDayRow, DepartmentRow.code, PolicyVersionRow.options)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == TokenRow.policy_version_id)
        .where(TokenRow.id == token_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    number, doctor_id, day, code, options = row
    return Subject(token_id, f"{code}-{number:03d}", code, day.department_id, day.id, doctor_id, options)


def story(session: Session, about: Subject) -> list[Chapter]:
    """Tell the token's events in their order."""
    query = select(EventRow).where(EventRow.token_id == about.token_id).order_by(EventRow.position)
    return [_chapter(row, about.code) for row in session.scalars(query)]


@dataclass(frozen=True)
class LastStep:
    """An event of a token that stands; `position` is its place in the day's chain, `at` is UTC."""

    kind: str
    position: int
    at: datetime
    actor: str
    facts: Mapping[str, Any]


def step_of(row: EventRow) -> LastStep:
    """Give what an undo needs of an event."""
    return LastStep(row.kind, row.position, row.at, row.actor, json.loads(row.facts))


def last_step(session: Session, token_id: int, *, below_undone: bool) -> tuple[LastStep, Columns]:
    """Give the token's latest event, and the columns that it had before it.

    With `below_undone`, what was taken back, and the undo that did, count as if they had never been.
    """
    query = select(EventRow).where(EventRow.token_id == token_id).order_by(EventRow.position)
    rows = session.scalars(query).all()
    stand = standing((row.kind, row.rule) for row in rows) if below_undone else []
    last = stand[-1] if stand else len(rows) - 1
    earlier = play(json.loads(row.changes) for row in rows[:last])
    return step_of(rows[last]), earlier.get(f"token:{token_id}", {})


def restore(token: TokenRow, columns: Columns) -> None:
    """Give the token back what it was; its version goes on rising."""
    for name, value in columns.items():
        if name not in {"id", "version"}:
            setattr(token, name, column_value(TokenRow, name, value))


def column_value(model: type[Any], column: str, value: object) -> object:
    """Turn a plain value of an event back into what the column holds."""
    is_moment = isinstance(model.__mapper__.columns[column].type, UtcDateTime)
    return datetime.fromisoformat(value) if is_moment and isinstance(value, str) else value


def _chapter(row: EventRow, code: str) -> Chapter:
    facts = json.loads(row.facts)
    for name in ("by_number", "to_number"):
        if name in facts:
            facts[name] = f"{code}-{facts[name]:03d}"
    return Chapter(row.at, row.actor, (row.kind, row.rule), facts)


def standings(session: Session, about: Subject) -> list[Standing]:
    """Rebuild the live tokens of the token's day from the day's events alone."""
    query = (
        select(EventRow.kind, EventRow.changes, EventRow.token_id, EventRow.at)
        .where(EventRow.department_day_id == about.department_day_id)
        .order_by(EventRow.position)
    )
    rows = session.execute(query).all()
    state = play(json.loads(changes) for _, changes, _, _ in rows)
    calls = _calls(((kind, token_id) for kind, _, token_id, _ in rows), state)
    tokens = {int(key[6:]): columns for key, columns in state.items() if key.startswith("token:")}
    for kind, _, token_id, at in rows:
        # Whoever became an emergency stands among the emergencies as one that was asked for then.
        if kind == Kind.ESCALATED and token_id and tokens[token_id]["class_"] == EMERGENCY:
            tokens[token_id]["booked_at"] = at.isoformat()
    return [
        _standing(token_id, token, state, about.code, _overtakes(token, tokens.values()), calls)
        for token_id, token in tokens.items()
        if token["status"] in LIVE
    ]


def _calls(events: Iterable[tuple[str, int | None]], state: State) -> Counter[int]:
    """Count each doctor's calls of the day; a recall is none."""
    called = [state[f"token:{token_id}"]["doctor_id"] for kind, token_id in events if kind == Kind.CALLED]
    return Counter(called)


def _overtakes(token: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> int:
    since = token.get("arrived_event")
    if since is None:
        return 0
    return sum(
        1
        for other in others
        if other.get("first_called_event")
        and other["class_"] != EMERGENCY
        and other["doctor_id"] == token["doctor_id"]
        and other["arrival"] > token["arrival"]
        and other["first_called_event"] > since
    )


def _standing(
    token_id: int, token: Mapping[str, Any], state: State, code: str, overtakes: int, calls: Mapping[int, int]
) -> Standing:
    booked_at = datetime.fromisoformat(token["booked_at"])
    slot = state.get(f"slot:{token['slot_id']}") if token["status"] != TokenStatus.WAITING else None
    returns = token.get("returns_after_call")
    queued = Queued(
        token_id=token_id,
        class_=token["class_"],
        status=TokenStatus(token["status"]),
        key=QueueKey(token["queue_rank"] or 0, token["queue_first"] or 0, token["queue_second"] or 0),
        slot_id=token["slot_id"] or 0,
        slot_starts_at=datetime.fromisoformat(slot["starts_at"]) if slot else booked_at,
        present=token["arrived_at"] is not None,
        overtakes=overtakes,
        passes_left=max(0, returns - calls[token["doctor_id"]]) if returns is not None else 0,
    )
    return Standing(
        number=f"{code}-{token['number']:03d}",
        queued=queued,
        priority=PriorityKey(token["rank"], token["order_first"], token["order_second"]),
        pool=token["pool"],
        booked_at=booked_at,
        called_at=_moment(token["called_at"]),
        started_at=_moment(token["started_at"]),
        doctor_id=token["doctor_id"],
        sequence=token["sequence"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
