"""The audit: is every event as it was written, and do the events alone give what stands in the tables?"""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Column, Connection, Engine, MetaData, Result, Select, Table, create_engine, func, insert, select
from sqlalchemy.orm import Session

from opd_web.engine.events import GENESIS, Break, Changes, Link, day_genesis, first_break, plain, play, seal
from opd_web.store.history import column_value
from opd_web.store.rows import DaySealRow, DepartmentDayRow, DepartmentRow, EventRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, audit_key, sealed_part

SEALED_TABLES: dict[str, type[TokenRow] | type[SlotRow]] = {"token": TokenRow, "slot": SlotRow}


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


def links(session: Session, department_day_id: int) -> Generator[Link, None, None]:
    """Read one chain in order."""
    query = select(EventRow).where(EventRow.department_day_id == department_day_id).order_by(EventRow.position)
    with session.scalars(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield Link(row.id, row.position, sealed_part(row), row.previous_hash, row.hash)
            session.expunge(row)


def day_break(session: Session, day: DayHead) -> Break | None:
    """Find the first bad event of one day."""
    key = audit_key()
    start = day_genesis(day.department_id, day.service_day, key)
    # A break ends the reading early: the cursor is closed there and then.
    with closing(links(session, day.department_day_id)) as chain:
        return first_break(chain, key, start=start, count=day.count, head=day.head)


def orphan(session: Session) -> str | None:
    """Find an event whose day is gone."""
    query = select(func.min(EventRow.id)).where(EventRow.department_day_id.not_in(select(DepartmentDayRow.id)))
    found = session.scalar(query)
    return f"event {found}: its day is gone" if found else None


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


def seals(session: Session) -> Sequence[DaySealRow]:
    """Read the seals of the days' heads, in order."""
    return session.scalars(select(DaySealRow).order_by(DaySealRow.position)).all()


def seal_break(session: Session) -> str | None:
    """Check the chain of the days' heads, and that every sealed event is still there."""
    previous, key = GENESIS, audit_key()
    for position, row in enumerate(seals(session), 1):
        part = _seal_part(row)
        if row.position != position or row.previous_hash != previous or row.hash != seal(part, previous, key):
            return f"day seal {row.position} was changed, removed, added or moved"
        if hash_at(session, row.department_day_id, row.event_count) != row.head:
            return f"day seal {row.position} says that its day had {row.event_count} events; they are gone or changed"
        previous = row.hash
    return None


def hash_at(session: Session, department_day_id: int, position: int) -> str | None:
    """Give the hash of one event."""
    return session.scalar(
        select(EventRow.hash).where(EventRow.department_day_id == department_day_id, EventRow.position == position)
    )


def _seal_part(row: DaySealRow) -> dict[str, object]:
    return {
        "position": row.position,
        "department_day_id": row.department_day_id,
        "event_count": row.event_count,
        "head": row.head,
        "sealed_at": row.sealed_at,
    }


def seal_days(work: UnitOfWork, today: date) -> int:
    """Chain the heads of the days that are over and not sealed as they stand; give how many."""
    key = audit_key()
    known = {row.department_day_id: row for row in seals(work.session)}
    last = max(known.values(), key=lambda row: row.position, default=None)
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    sealed = 0
    for day in heads(work.session):
        earlier = known.get(day.department_day_id)
        if not day.count or day.service_day >= today or (earlier and earlier.event_count == day.count):
            continue
        position, sealed = position + 1, sealed + 1
        row = DaySealRow(
            position=position,
            department_day_id=day.department_day_id,
            event_count=day.count,
            head=day.head,
            sealed_at=work.now,
            previous_hash=previous,
        )
        row.hash = previous = seal(_seal_part(row), previous, key)
        work.session.add(row)
    return sealed


def replay(session: Session, scratch: Engine) -> list[str]:
    """Rebuild every token and slot from the events in a scratch database, and name each row that differs."""
    metadata = MetaData()
    tables = {name: _bare(model, metadata) for name, model in SEALED_TABLES.items()}
    with scratch.begin() as rebuilt:
        metadata.create_all(rebuilt)
        for day in heads(session):
            _rebuild(session, rebuilt, tables, day.department_day_id)
        return [difference for name in tables for difference in _differences(session, rebuilt, tables, name)]


def scratch_engine(path: str) -> Engine:
    """Open a scratch database in this file."""
    return create_engine(f"sqlite:///{path}")


def _bare(model: type[TokenRow] | type[SlotRow], metadata: MetaData) -> Table:
    """Give a table of the same columns that takes whatever the events say: forged ones keep no constraint."""
    columns = [
        Column(column.name, column.type, key=attribute.key, primary_key=column.primary_key)
        for attribute in model.__mapper__.column_attrs
        for column in attribute.columns
    ]
    return Table(model.__tablename__, metadata, *columns)


def _rebuild(session: Session, rebuilt: Connection, tables: Mapping[str, Table], department_day_id: int) -> None:
    for name, columns in play(_history(session, department_day_id)).items():
        table, _, key = name.partition(":")
        values = {column: column_value(SEALED_TABLES[table], column, value) for column, value in columns.items()}
        rebuilt.execute(insert(tables[table]).values(values | {"id": int(key)}))


def _history(session: Session, department_day_id: int) -> Iterator[Changes]:
    query = (
        select(EventRow.changes)
        .where(EventRow.department_day_id == department_day_id)
        .order_by(EventRow.position)
        .execution_options(yield_per=1000)
    )
    for text in session.scalars(query):
        yield json.loads(text)


def _differences(session: Session, rebuilt: Connection, tables: Mapping[str, Table], name: str) -> Iterator[str]:
    attributes = [attribute.key for attribute in SEALED_TABLES[name].__mapper__.column_attrs]
    real = _rows(session.execute(select(*(getattr(SEALED_TABLES[name], key) for key in attributes))), attributes)
    again = _rows(rebuilt.execute(select(*(tables[name].c[key] for key in attributes))), attributes)
    for key in sorted(real.keys() | again.keys()):
        if key not in again:
            yield f"{name} {key} stands in no event"
        elif key not in real:
            yield f"{name} {key} is gone"
        elif real[key] != again[key]:
            columns = [column for column in real[key] if real[key][column] != again[key][column]]
            yield f"{name} {key} differs from its events in {', '.join(columns)}"


def _rows(found: Result[Any], attributes: Sequence[str]) -> dict[int, dict[str, Any]]:
    return {row.id: {key: plain(value) for key, value in zip(attributes, row, strict=True)} for row in found}
