"""The handle on the database, and how a connection begins its work."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, MetaData, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.types import TypeDecorator

WRITE = "opd_write"
"""Execution option of a connection that is going to write."""

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: takes and gives zoned values only, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody can say what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the name is SQLAlchemy's
        """Give the zone back that SQLite does not keep."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What every row inherits."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime()})


db = SQLAlchemy(model_class=Base, session_options={"autoflush": False, "expire_on_commit": False})


def engine_options(url: str, connections: int) -> Mapping[str, Any]:
    """Give the engine's options for this database; `connections` is how many requests run at once."""
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "connect_args": {"timeout": 10, "check_same_thread": False},
            "poolclass": QueuePool,
            **_pool(connections),
        }
    return {
        "connect_args": {"options": "-c lock_timeout=2000 -c timezone=UTC", "connect_timeout": 5},
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        **_pool(connections),
    }


KEPT_CONNECTIONS = 20
MOST_CONNECTIONS = 40
"""Of one process: most of its threads hold an open board, and PostgreSQL gives all processes 100 as it comes."""


def _pool(connections: int) -> dict[str, Any]:
    kept, most = min(connections, KEPT_CONNECTIONS), min(connections, MOST_CONNECTIONS)
    return {"pool_size": kept, "max_overflow": most - kept, "pool_timeout": 10}


def script_engine_options(url: str) -> Mapping[str, Any]:
    """Give the options of an engine that one short script uses."""
    options = {key: value for key, value in engine_options(url, 1).items() if not key.startswith(("pool_", "max_"))}
    return options | {"poolclass": NullPool}


QUICK = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit=off"}


@contextmanager
def quick_commits() -> Iterator[None]:
    """Let commits return before the disk has them, for data that can be made again, in a process of its own.

    The database stays whole whatever happens; a power cut may lose the last commits. The next ordinary commit
    waits for these too.
    """
    engine, statement = db.engine, QUICK[db.engine.dialect.name]

    def hurry(connection: DBAPIConnection, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(engine, "checkout", hurry)
        # Connections keep their setting; those that are opened after this have the ordinary one.
        db.session.remove()
        engine.dispose()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: object) -> None:
    """Take the transaction out of the driver's hands, and switch on what SQLite leaves off."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Begin in write mode from the start where the work is going to write: a later upgrade cannot be waited for."""
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
