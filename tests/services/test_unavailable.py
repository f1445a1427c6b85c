"""A lock that is not to be had, and a database that is not there: each has its own word, and nothing is half done."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from opd_web.services import views
from opd_web.services.refused import Refused
from opd_web.store import days, locking
from opd_web.store.database import MOST_CONNECTIONS, db
from opd_web.store.errors import Busy, Unavailable
from opd_web.store.unit_of_work import unit_of_work
from tests.support.clinic import NURSE, Clinic, application, moment

on_postgres = pytest.mark.parametrize("app", ["postgres"], indirect=True)

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_elsewhere(app: Flask) -> Iterator[Callable[[], None]]:
    """Hold the lock that every booking needs: in another process (SQLite), in another session (PostgreSQL)."""
    with app.app_context(), ExitStack() as stack:
        if db.engine.dialect.name == "postgresql":
            connection = stack.enter_context(db.engine.connect())
            connection.execute(text("SELECT id FROM department_day FOR UPDATE"))
            yield connection.rollback
            return
        command = [sys.executable, "-c", HOLDER, db.engine.url.database]
        holder = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert holder.stdout.readline() == b"locked\n"
        yield holder.stdin.close
        holder.stdin.close()


@pytest.fixture
def impatient(app: Flask) -> Iterator[None]:
    """Wait a moment for each lock, where the product waits for seconds."""

    def shorten(connection: object, *_: object) -> None:
        short = "SET lock_timeout = 20" if db.engine.dialect.name == "postgresql" else "PRAGMA busy_timeout = 20"
        connection.execute(short)
        connection.commit()

    event.listen(db.engine, "checkout", shorten)
    yield
    event.remove(db.engine, "checkout", shorten)
    db.engine.dispose()


def test_a_lock_that_is_held_too_long_is_busy_and_nothing_is_changed(clinic: Clinic, impatient: None) -> None:
    slot = clinic.slot()
    before = clinic.everything()
    with held_elsewhere(clinic.app), pytest.raises(Busy):
        clinic.book(slot)
    assert clinic.everything() == before


def test_after_the_lock_is_free_the_same_request_is_taken(clinic: Clinic, impatient: None) -> None:
    request = clinic.ask(clinic.slot())
    with held_elsewhere(clinic.app), pytest.raises(Busy):
        clinic.send(request, key="form-1")
    assert clinic.send(request, key="form-1").token.number == "K-001"


def test_pages_are_read_while_somebody_else_writes(clinic: Clinic, impatient: None) -> None:
    token = clinic.book(clinic.slot())
    with held_elsewhere(clinic.app):
        assert views.desk("K", now=clinic.now).doctors[0].queue[0].number == token.number


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("class_", ["WALK_IN", "of no clinic"])
def test_the_turn_is_handed_on_after_the_end_of_the_transaction(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, class_: str
) -> None:
    slot, found = clinic.slot(), []
    hand_on = locking._SQLITE_TURN.release
    monkeypatch.setattr(locking._SQLITE_TURN, "release", lambda: (found.append(can_write()), hand_on()))
    with suppress(Refused):
        clinic.book(slot, class_=class_)
    assert found == [True]


def can_write() -> bool:
    """Tell whether nobody holds the database's write lock."""
    with closing(sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
    return True


@on_postgres
def test_a_lock_is_asked_for_again_before_it_is_busy(
    clinic: Clinic, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = clinic.slot()
    with held_elsewhere(clinic.app) as release:
        monkeypatch.setattr(days.time, "sleep", lambda _seconds: release())
        assert clinic.book(slot).number == "K-001"


@on_postgres
def test_a_session_that_the_server_ends_in_the_middle_leaves_nothing_half_done(clinic: Clinic) -> None:
    slot = clinic.slot()
    before = clinic.everything()
    with pytest.raises(Unavailable), unit_of_work(NURSE, clinic.now) as work:
        work.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert clinic.everything() == before
    assert clinic.book(slot).number == "K-001"


@on_postgres
def test_connections_that_the_server_closed_are_replaced(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    assert clinic.book(slot).number == "K-001"


def test_without_a_free_connection_the_house_is_busy(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with application(database_url, tmp_path, threads=1) as app, app.app_context(), db.engine.connect():
        monkeypatch.setattr(db.engine.pool, "_timeout", 0.01)
        with pytest.raises(Busy):
            Clinic(app).department()


ANSWERS = [
    (errors.LockNotAvailable, Busy),
    (errors.DeadlockDetected, Busy),
    (errors.SerializationFailure, Busy),
    (errors.TooManyConnections, Busy),
    (errors.AdminShutdown, Unavailable),
    (errors.CannotConnectNow, Unavailable),
    (errors.DiskFull, Unavailable),
]


@pytest.mark.parametrize(("answer", "word"), ANSWERS)
def test_what_passes_is_told_from_what_does_not(clinic: Clinic, answer: type[Exception], word: type[Exception]) -> None:
    slot = clinic.slot()
    with pytest.raises(word), unit_of_work(NURSE, clinic.now):
        raise OperationalError("SELECT 1", None, answer())
    assert clinic.book(slot).number == "K-001"


def test_one_process_leaves_connections_for_others(tmp_path: Path, postgres_url: str) -> None:
    with application(postgres_url, tmp_path, threads=300) as app, app.app_context():
        assert db.engine.pool.size() + db.engine.pool._max_overflow == MOST_CONNECTIONS


@pytest.fixture(params=["no folder", "no database file", "no server", "no such database"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: str) -> Iterator[Flask]:
    """An application whose database cannot be opened."""
    (tmp_path / "text.sqlite3").write_text("no database " * 100, encoding="utf-8")
    urls = {
        "no folder": "sqlite:////nowhere/at/all.sqlite3",
        "no database file": f"sqlite:///{tmp_path / 'text.sqlite3'}",
        "no server": "postgresql+psycopg://opd:secret@127.0.0.1:9/opd",
        "no such database": postgres_server.replace("/postgres?", "/no_such_database?"),
    }
    with application(urls[request.param], tmp_path) as app:
        yield app


WHICH = r"(all\.sqlite3|text\.sqlite3|127\.0\.0\.1:9/opd|no_such_database).* cannot be used \("


def test_writing_to_a_database_that_cannot_be_opened_says_which(nowhere: Flask) -> None:
    with nowhere.app_context(), pytest.raises(Unavailable, match=WHICH) as caught:
        Clinic(nowhere).department()
    assert "secret" not in str(caught.value)


def test_reading_from_a_database_that_cannot_be_opened_says_which(nowhere: Flask) -> None:
    with nowhere.app_context(), pytest.raises(Unavailable, match=WHICH):
        views.desk("K", now=moment("08:00"))


def test_after_a_failure_others_can_write(clinic: Clinic, nowhere: Flask) -> None:
    with nowhere.app_context(), pytest.raises(Unavailable):
        Clinic(nowhere).department()
    assert clinic.book(clinic.slot()).number == "K-001"
