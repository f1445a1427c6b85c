"""A throw-away database: the services on empty tables of their own, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from sqlite3 import Connection as SqliteConnection
from typing import Any

from flask import Flask
from sqlalchemy import URL, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from opd_web.store.database import db, engine_options
from opd_web.store.errors import Unavailable
from opd_web.store.schema import migrate

IN_MEMORY = Path("/dev/shm")  # noqa: S108  what is made there gets a name that nobody can guess
UNSAVED = "-c synchronous_commit=off"
"""PostgreSQL's option for not waiting for the disk: what is thrown away need not survive a power cut."""


@dataclass(frozen=True)
class _Place:
    """Where the tables lie: the address that makes them, and the engine's options."""

    url: str
    options: dict[str, Any]


@contextmanager
def scratch(near: str | None = None) -> Iterator[None]:
    """Give every service an empty database of the newest schema while this lasts.

    It lies in memory, or beside the database of the URL `near`, which is neither read nor changed: in the same folder,
    or on the same PostgreSQL in a schema of its own. Raise Unavailable where it cannot be made.
    """
    with _place(near) as place:
        with _translated():
            migrate(place.url)
        with _bound(place):
            yield


def _place(near: str | None) -> AbstractContextManager[_Place]:
    with _translated():
        url = make_url(near or "sqlite://")
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        if url.get_backend_name() == "postgresql":
            return _postgres(url)
    raise Unavailable(f"No throw-away database can be made on {url.get_backend_name()}: name SQLite or PostgreSQL.")


@contextmanager
def _sqlite(near: URL) -> Iterator[_Place]:
    named = near.database if near.database and near.database != ":memory:" else None
    folder = Path(named).absolute().parent if named else _memory()
    with _translated():
        place = tempfile.TemporaryDirectory(prefix="opd-scratch-", dir=folder)
    with place as path:
        url = f"sqlite:///{path}/opd.sqlite3"
        yield _Place(url, dict(engine_options(url, 1)))


def _memory() -> Path | None:
    """Give a folder that is memory where the machine has one; None is the temporary folder."""
    return IN_MEMORY if os.access(IN_MEMORY, os.W_OK | os.X_OK) else None


@contextmanager
def _postgres(near: URL) -> Iterator[_Place]:
    schema = f"opd_scratch_{token_hex(6)}"
    administration = create_engine(near, poolclass=NullPool)
    with _translated(), administration.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        path = f"-c search_path={schema}"
        url = near.update_query_dict({"options": path}).render_as_string(hide_password=False)
        options = dict(engine_options(url, 1))
        arguments = options["connect_args"] | {"options": f"{options['connect_args']['options']} {path} {UNSAVED}"}
        yield _Place(url, options | {"connect_args": arguments})
    finally:
        with administration.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@contextmanager
def _bound(place: _Place) -> Iterator[None]:
    """Bind the services to this database: they find it through the program in whose context they run."""
    program = Flask(__name__)
    program.config.update(SQLALCHEMY_DATABASE_URI=place.url, SQLALCHEMY_ENGINE_OPTIONS=place.options)
    db.init_app(program)
    with program.app_context():
        event.listen(db.engine, "connect", _do_not_save)
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _do_not_save(connection: object, _record: object) -> None:
    if isinstance(connection, SqliteConnection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise Unavailable(f"No throw-away database can be made: {str(error).strip().splitlines()[0]}") from error
