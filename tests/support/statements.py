"""What a use case asks of the database: its statements, counted and explained as they are sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from opd_web.store.database import db

FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""Beginning and ending a transaction is no question."""


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Give the statements that are sent meanwhile."""
    seen: list[str] = []
    with _listening(lambda _cursor, statement, _parameters: seen.append(statement)):
        yield seen


@contextmanager
def explained() -> Iterator[list[str]]:
    """Give the database's plans of the statements that are sent meanwhile, one text each."""
    plans: list[str] = []
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"

    def note(cursor: Any, statement: str, parameters: object) -> None:
        cursor.execute(f"{explain} {statement}", parameters)
        plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    with _listening(note):
        yield plans


@contextmanager
def _listening(note: Callable[[Any, str, object], object]) -> Iterator[None]:
    def heard(_connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if not statement.startswith(FRAME):
            note(cursor, statement, parameters)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
