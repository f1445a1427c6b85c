"""The audit: is every event as it was written?"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from opd_web.engine.events import Break, Link, canonical, day_genesis, first_break
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import DepartmentDayRow, DepartmentRow
from opd_web.store.unit_of_work import audit_key, sealed_part

UNREADABLE = (TypeError, ValueError, DBAPIError)
"""What reading a row raises that holds what its columns cannot: SQLite stores anything in any column."""


@dataclass(frozen=True)
class DayHead:
    """Where the chain of a department's day ends."""

    department_day_id: int
    department_id: int
    code: str
    service_day: date
    count: int
    head: str


def heads(session: Session) -> Sequence[DayHead]:
    """Give the end of every day's chain, in the order in which the days were begun."""
    return [_head(day, code) for day, code in session.execute(_days().order_by(DepartmentDayRow.id))]


def head_of(session: Session, department_day_id: int) -> DayHead | None:
    """Give the end of one day's chain."""
    row = session.execute(_days().where(DepartmentDayRow.id == department_day_id)).one_or_none()
    return _head(*row) if row else None


def _days() -> Select[DepartmentDayRow, str]:
    query = select(DepartmentDayRow, DepartmentRow.code)
    return query.join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)


def _head(day: DepartmentDayRow, code: str) -> DayHead:
    return DayHead(day.id, day.department_id, code, day.service_day, day.event_count, day.head)


def last_event(session: Session) -> int:
    """Give the id of the newest event, 0 where there is none."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def last_event_at(session: Session) -> datetime | None:
    """Give the moment of the latest event."""
    return session.scalar(select(func.max(EventRow.at)))


def links(session: Session, department_day_id: int) -> Generator[Link]:
    """Read one chain in order."""
    query = select(EventRow).where(EventRow.department_day_id == department_day_id).order_by(EventRow.position)
    with session.scalars(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield Link(row.id, row.position, sealed_part(row), row.previous_hash, row.hash)
            session.expunge(row)


def day_break(session: Session, day: DayHead) -> Break | None:
    """Find the first bad event of one day."""
    try:
        return _first_break(session, day, links)
    except UNREADABLE:
        return _first_break(session, day, _links_one_by_one)


def _first_break(session: Session, day: DayHead, read: Callable[[Session, int], Generator[Link]]) -> Break | None:
    key = audit_key()
    start = day_genesis(day.department_id, day.service_day, key)
    # A break ends the reading early: the cursor is closed there and then.
    with closing(read(session, day.department_day_id)) as chain:
        return first_break(chain, key, start=start, count=day.count, head=day.head)


def _links_one_by_one(session: Session, department_day_id: int) -> Generator[Link]:
    """Read one chain in order, so that a row which cannot be read stands in it as one that was changed."""
    query = select(EventRow.id, EventRow.position, EventRow.previous_hash, EventRow.hash)
    own = query.where(EventRow.department_day_id == department_day_id).order_by(EventRow.position)
    for key, position, previous_hash, hash_ in session.execute(own).all():
        yield Link(key, position, _part(session, key), previous_hash, hash_)


def _part(session: Session, event_id: int) -> Mapping[str, object]:
    """Give what the hash of an event covers; nothing where it cannot be read, which no hash covers."""
    try:
        part = sealed_part(session.get_one(EventRow, event_id, populate_existing=True))
        canonical(part)
    except UNREADABLE:
        return {}
    return part


def orphan(session: Session) -> str | None:
    """Find an event whose day is gone, or a day whose department is: no chain would be looked at."""
    event = select(func.min(EventRow.id)).where(EventRow.department_day_id.not_in(select(DepartmentDayRow.id)))
    if found := session.scalar(event):
        return f"event {found}: its day is gone"
    day = select(func.min(DepartmentDayRow.id)).where(DepartmentDayRow.department_id.not_in(select(DepartmentRow.id)))
    found = session.scalar(day)
    return f"day {found}: its department is gone" if found else None


class Exported(Protocol):
    """One line of an exported head."""

    @property
    def department(self) -> str:
        """The department's code."""

    @property
    def day(self) -> date:
        """The service day."""

    @property
    def count(self) -> int:
        """How many events the day had."""

    @property
    def head(self) -> str:
        """The hash of the last of them."""


def cut(session: Session, present: Sequence[DayHead], exported: Sequence[Exported]) -> str | None:
    """Find a day whose tail was cut off, or written anew, since its head was given away."""
    by_name = {(day.code, day.service_day): day for day in present}
    for line in exported:
        day = by_name.get((line.department, line.day))
        if day is None:
            return f"the whole day {line.department} {line.day} is gone"
        if line.count and hash_at(session, day.department_day_id, line.count) != line.head:
            where = f"{line.department} {line.day}, position {line.count}"
            return f"{where}: the event of the exported head is gone or was changed"
    return None


def hash_at(session: Session, department_day_id: int, position: int) -> str | None:
    """Give the hash of one event."""
    return session.scalar(
        select(EventRow.hash).where(EventRow.department_day_id == department_day_id, EventRow.position == position)
    )
