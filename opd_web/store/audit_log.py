"""The record as an auditor searches it: events of every day, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from opd_web.store import actors
from opd_web.store.event_rows import DaySealRow, EventRow
from opd_web.store.paging import Asked, Page, page
from opd_web.store.people_rows import AccountRow
from opd_web.store.program_rows import ApiKeyRow
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, TokenRow


@dataclass(frozen=True)
class WantedEvents:
    """Which events; None is any. `code` and `number` name a token together; `day` is its service day; times are UTC."""

    code: str | None = None
    number: int | None = None
    day: date | None = None
    actor: str | None = None
    kind: str | None = None
    rule: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class EventLine:
    """One event: when (UTC), to which token or slot, and who did it; `number` is None for a slot's."""

    id: int
    at: datetime
    day: date
    department: str
    position: int
    token_id: int | None
    number: str | None
    slot_id: int | None
    kind: str
    rule: str
    who: str
    hash: str


def listed(session: Session, asked: Asked, wanted: WantedEvents, scope: frozenset[int] | None) -> Page[EventLine]:
    """List events, the latest first."""
    order = (EventRow.at, EventRow.id)
    query = _joined().where(*_conditions(wanted)).order_by(*(column.desc() for column in order))
    if scope is not None:
        query = query.where(DepartmentDayRow.department_id.in_(scope))
    if asked.after:
        query = query.where(tuple_(*order) < tuple_(*asked.after))
    rows = session.execute(query.limit(asked.limit + 1)).all()
    return page(rows, asked, lambda row: (row[0].at, row[0].id), lambda shown: _lines(session, shown))


def _joined() -> Select[EventRow, date, str, int]:
    return (
        select(EventRow, DepartmentDayRow.service_day, DepartmentRow.code, TokenRow.number)
        .join(DepartmentDayRow, DepartmentDayRow.id == EventRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(TokenRow, TokenRow.id == EventRow.token_id)
    )


def _conditions(wanted: WantedEvents) -> list[ColumnElement[bool]]:
    equal = {
        DepartmentRow.code: wanted.code,
        TokenRow.number: wanted.number,
        DepartmentDayRow.service_day: wanted.day,
        EventRow.actor: wanted.actor,
        EventRow.kind: wanted.kind,
        EventRow.rule: wanted.rule,
    }
    found = [column == value for column, value in equal.items() if value is not None]
    if wanted.since is not None:
        found.append(EventRow.at >= wanted.since)
    if wanted.until is not None:
        found.append(EventRow.at < wanted.until)
    return found


def _lines(session: Session, rows: Sequence[Any]) -> list[EventLine]:
    names = actors.names(session, [row[0].actor for row in rows])
    return [_line(event, day, code, number, names[event.actor]) for event, day, code, number in rows]


def _line(event: EventRow, day: date, code: str, number: int | None, who: str) -> EventLine:
    return EventLine(
        id=event.id,
        at=event.at,
        day=day,
        department=code,
        position=event.position,
        token_id=event.token_id,
        number=None if number is None else f"{code}-{number:03d}",
        slot_id=event.slot_id,
        kind=event.kind,
        rule=event.rule,
        who=who,
        hash=event.hash,
    )


def everybody(session: Session) -> tuple[tuple[str, str], ...]:
    """List everyone who can have acted, users and then programs: the id that events hold, and the name."""
    users = session.execute(select(AccountRow.id, AccountRow.name).order_by(AccountRow.name)).all()
    programs = session.execute(select(ApiKeyRow.id, ApiKeyRow.name).order_by(ApiKeyRow.name)).all()
    return (*((f"user:{key}", name) for key, name in users), *((f"key:{key}", name) for key, name in programs))


@dataclass(frozen=True)
class LastSeal:
    """The newest link of the chain of days: it covers every day that was sealed up to it."""

    position: int
    hash: str
    sealed_at: datetime


def last_seal(session: Session) -> LastSeal | None:
    """Give the newest seal, None where no day was over yet."""
    row = session.scalars(select(DaySealRow).order_by(DaySealRow.position.desc()).limit(1)).one_or_none()
    return LastSeal(row.position, row.hash, row.sealed_at) if row else None


def sealed_counts(session: Session) -> dict[int, int]:
    """Give how many events of each department's day are under a seal."""
    query = select(DaySealRow.department_day_id, DaySealRow.event_count).order_by(DaySealRow.position)
    return dict(session.execute(query).all())
