"""Seal made-up events as the product does: one chain for each department's day."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

import psycopg
from psycopg.rows import dict_row

from opd_web.engine.events import day_genesis, seal

DAYS_AT_ONCE = 200
SEALED = (
    "department_day_id, position, at, actor, kind, token_id, slot_id, status_before, status_after, rule, facts, changes"
)
MADE = f"SELECT {SEALED} FROM made WHERE department_day_id = ANY(%s) ORDER BY department_day_id, position"  # noqa: S608  from above
KEPT = f"COPY event ({SEALED}, previous_hash, hash) FROM STDIN"

Event = dict[str, Any]


def chain(connection: psycopg.Connection[Any]) -> None:
    """Bring the events of the table `made` into `event`, with their hashes, and the heads into their days."""
    days = connection.execute("SELECT id, department_id, service_day FROM department_day ORDER BY id").fetchall()
    for first in range(0, len(days), DAYS_AT_ONCE):
        _chain_some(connection, days[first : first + DAYS_AT_ONCE])


def _chain_some(connection: psycopg.Connection[Any], days: list[tuple[int, int, date]]) -> None:
    starts = {key: day_genesis(department, on, None) for key, department, on in days}
    made = connection.cursor(row_factory=dict_row).execute(MADE, [list(starts)])
    heads: list[tuple[int, str, int]] = []
    with connection.cursor().copy(KEPT) as copy:
        for day, events in groupby(made, key=lambda event: int(event["department_day_id"])):
            rows = list(_sealed(events, starts[day]))
            for row in rows:
                copy.write_row(row)
            heads.append((len(rows), str(rows[-1][-1]), day))
    connection.cursor().executemany("UPDATE department_day SET event_count = %s, head = %s WHERE id = %s", heads)


def _sealed(events: Iterable[Event], previous: str) -> Iterator[list[object]]:
    for event in events:
        own = seal(event, previous, None)
        yield [*event.values(), previous, own]
        previous = own
