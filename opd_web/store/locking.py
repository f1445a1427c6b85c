"""Who writes first: a fair turn inside the process, and row locks in the database."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

_Row = TypeVar("_Row")


class _Switch:
    """Locks are on. Tests switch them off to show that they are needed."""

    on = True


class FairLock:
    """A lock that is given in the order of asking.

    SQLite's own busy handler is unfair: under load a writer may wait for seconds while others pass it.
    """

    def __init__(self) -> None:
        """Start unlocked, with nobody in the line."""
        self._guard = threading.Lock()
        self._line: deque[threading.Event] = deque()
        self._taken = False

    def acquire(self) -> None:
        """Wait for the turn."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            self._line.append(turn)
        turn.wait()

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._line:
                self._line.popleft().set()
            else:
                self._taken = False


_SQLITE_TURN = FairLock()


@contextmanager
def turn(session: Session) -> Iterator[None]:
    """Hold the process's turn to write where the database is SQLite; PostgreSQL has its own."""
    if session.get_bind().dialect.name != "sqlite" or not _Switch.on:
        yield
        return
    _SQLITE_TURN.acquire()
    try:
        yield
    finally:
        _SQLITE_TURN.release()


# FOR NO KEY UPDATE on PostgreSQL, not FOR UPDATE: a second change of a row in one transaction lets the database look
# at the rows that it refers to, with FOR KEY SHARE. That goes beside this lock, but waits for the stronger one, and so
# whoever held a department and wanted its day met whoever held the day and had to look at the department.
_HELD = {"key_share": True}


def for_update(query: Select[_Row], *, of: type[Any]) -> Select[_Row]:
    """Lock the rows of this table that the query finds; SQLite holds the whole database already."""
    return query.with_for_update(of=of, **_HELD) if _Switch.on else query


def held() -> dict[str, bool] | None:
    """Give the lock of `for_update` as `Session.get` takes it."""
    return _HELD if _Switch.on else None


def for_share(query: Select[_Row], *, of: type[Any]) -> Select[_Row]:
    """Hold these rows still beside others who do the same, against whoever locks them to change them."""
    return query.with_for_update(of=of, read=True) if _Switch.on else query


def are_on() -> bool:
    """Tell whether locks are on."""
    return _Switch.on


@contextmanager
def switched_off() -> Iterator[None]:
    """Run without any lock: for the twins of the concurrency tests, which must then fail."""
    _Switch.on = False
    try:
        yield
    finally:
        _Switch.on = True
