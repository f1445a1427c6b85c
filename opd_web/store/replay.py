"""Replay: do the events alone give what stands in the tables?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from opd_web.engine.events import Changes, plain, play
from opd_web.store.audit import UNREADABLE, heads
from opd_web.store.event_rows import EventRow
from opd_web.store.history import column_value
from opd_web.store.rows import SlotRow, TokenRow

SEALED_TABLES: dict[str, type[TokenRow] | type[SlotRow]] = {"token": TokenRow, "slot": SlotRow}

FORGED = (*UNREADABLE, AttributeError, LookupError, OverflowError, SQLAlchemyError)
"""What playing an event raises that no service wrote."""

Columns = ReadOnlyColumnCollection[str, Column[Any]]

Rows = Mapping[int, Mapping[str, Any] | None]
"""Id → column → plain value; None for a row that cannot be read, or cannot be rebuilt."""


def replay(session: Session, scratch: Engine) -> list[str]:
    """Rebuild every token and slot from the events in a scratch database, and name each row that differs."""
    metadata = MetaData()
    tables = {name: _bare(model, metadata) for name, model in SEALED_TABLES.items()}
    differences: list[str] = []
    with scratch.begin() as rebuilt:
        metadata.create_all(rebuilt)
        lost = [
            row
            for day in heads(session)
            for row in _rebuild(rebuilt, tables, play(_history(session, day.department_day_id, differences)))
        ]
        for name, table in tables.items():
            again = {**_all_rows(rebuilt, table.c), **{key: None for of, key in lost if of == name}}
            differences += _differences(name, _all_rows(session, SEALED_TABLES[name].__mapper__.columns), again)
    return differences


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


def _history(session: Session, department_day_id: int, forged: list[str]) -> Iterator[Changes]:
    """Give what each event of the day wrote, in order; one that cannot be played is named and passed over."""
    query = (
        select(EventRow.id, EventRow.changes)
        .where(EventRow.department_day_id == department_day_id)
        .order_by(EventRow.position)
        .execution_options(yield_per=1000)
    )
    for key, text in session.execute(query):
        try:
            yield _changes(text)
        except FORGED:
            forged.append(f"event {key} cannot be played: it changes what no table has")


def _changes(text: str) -> Changes:
    """Read what one event wrote. Raise one of FORGED where that is no column of a token or slot."""
    changes: Changes = json.loads(text)
    for name, columns in changes.items():
        table, _, key = name.partition(":")
        int(key)
        for column, value in columns.items():
            column_value(SEALED_TABLES[table], column, value)
    return changes


def _rebuild(rebuilt: Connection, tables: Mapping[str, Table], state: Changes) -> Iterator[tuple[str, int]]:
    """Write each row as its events leave it, and name those that no table can hold."""
    for name, columns in state.items():
        table, _, key = name.partition(":")
        values = {column: column_value(SEALED_TABLES[table], column, value) for column, value in columns.items()}
        try:
            rebuilt.execute(insert(tables[table]).values(values | {"id": int(key)}))
        except FORGED:
            yield table, int(key)


def _all_rows(place: Session | Connection, columns: Columns) -> Rows:
    """Read a whole table; where one of its rows cannot be read, row by row."""
    try:
        return dict(_rows(place, columns))
    except UNREADABLE:
        keys = place.execute(select(columns["id"])).scalars().all()
        return {key: _row(place, columns, key) for key in keys}


def _row(place: Session | Connection, columns: Columns, key: int) -> Mapping[str, Any] | None:
    try:
        return dict(_rows(place, columns, columns["id"] == key))[key]
    except UNREADABLE:
        return None


def _rows(
    place: Session | Connection, columns: Columns, *narrowed: ColumnElement[bool]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    query = select(*(column.label(key) for key, column in columns.items())).where(*narrowed)
    for row in place.execute(query):
        yield row.id, {key: plain(value) for key, value in row._mapping.items()}  # noqa: SLF001  # its public name


def _differences(name: str, real: Rows, again: Rows) -> Iterator[str]:
    for key in sorted(real.keys() | again.keys()):
        if said := _difference(key, real, again):
            yield f"{name} {key} {said}"


def _difference(key: int, real: Rows, again: Rows) -> str | None:
    """Say how one row differs from what its events make of it."""
    if key not in again:
        return "stands in no event"
    if key not in real:
        return "is gone"
    stands, played = real[key], again[key]
    if stands is None:
        return "cannot be read"
    if played is None:
        return "cannot be rebuilt from its events"
    columns = [column for column in stands if stands[column] != played[column]]
    return f"differs from its events in {', '.join(columns)}" if columns else None
