"""A migrated database of its own for each test, copied from a template that is made once for each run."""

import shutil
import sqlite3
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from opd_web.store.schema import migrate
from tests.support import postgres, run


def fresh_sqlite(folder: Path) -> str:
    """Give the address of a new database file in this folder."""
    return copy_sqlite(run.once("sqlite-template", _make_sqlite_template), folder)


def fresh_postgres() -> str:
    """Give the address of a new database on the run's server; drop_postgres takes it away again."""
    return _copied(run.once("postgres-template", _make_postgres_template))


def close_postgres(url: str) -> str:
    """Let nobody be connected to a database any more: it can be copied then. Give its address."""
    with _administration() as connection:
        _close(connection, _name(url))
    return url


def copy_postgres(url: str) -> str:
    """Give the address of a copy of a closed database; drop_postgres takes it away again."""
    return _copied(_name(url))


def copy_sqlite(url: str, folder: Path) -> str:
    """Give the address of a copy, in this folder, of a database that nobody has open."""
    copy = folder / f"opd-{token_hex(6)}.sqlite3"
    shutil.copyfile(url.removeprefix("sqlite:///"), copy)
    return f"sqlite:///{copy}"


def _copied(template: str) -> str:
    name = f"opd_{token_hex(6)}"
    with _administration() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return _address(name)


def drop_postgres(url: str) -> None:
    """Drop a database that fresh_postgres gave, whoever is still connected."""
    with _administration() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name(url))))


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _make_sqlite_template() -> str:
    template = run.folder() / "template.sqlite3"
    migrate(f"sqlite:///{template}")
    with sqlite3.connect(template) as connection:
        # What stands in the log beside the file would be missing from its copies.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return str(template)


def _make_postgres_template() -> str:
    with _administration() as connection:
        connection.execute("CREATE DATABASE opd_template")
        migrate(_address("opd_template"))
        _close(connection, "opd_template")
    return "opd_template"


def _close(connection: psycopg.Connection, name: str) -> None:
    """Make a template of a database: one that somebody is connected to cannot be copied."""
    connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
    # Five seconds for each to be gone: the server only asks them to end.
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
    connection.execute(ended, [name])


def _administration() -> psycopg.Connection:
    return psycopg.connect(postgres.shared().replace("+psycopg", ""), autocommit=True)


def _address(name: str) -> str:
    return postgres.shared().replace("/postgres?", f"/{name}?")
