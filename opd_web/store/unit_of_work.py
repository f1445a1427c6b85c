"""One transaction: in write mode from the start, an event with every change, announced after the commit."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from opd_web.engine import events
from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import Actor
from opd_web.store import locking
from opd_web.store.announcement import Announcement, Change
from opd_web.store.database import WRITE, db
from opd_web.store.errors import Busy, Collision, Unavailable, Unrecorded
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow

AFTER_COMMIT = "opd_after_commit"
"""Key of the application's hook: a function that takes the announcements of one committed transaction."""

AUDIT_KEY = "OPD_AUDIT_KEY"

BUSY = frozenset({"55P03", "40P01", "40001", "53300"})
"""What PostgreSQL answers when a lock, a deadlock, another transaction or the number of connections is in the way."""

RECORDING = "opd_recording"
"""Mark on a session, which a whole answer and its parts share: what is flushed now is being written into an event."""

_whole: ContextVar["UnitOfWork | None"] = ContextVar("whole_answer", default=None)

Hook = Callable[[tuple[Change, ...]], None]
Sealed = TokenRow | SlotRow


@dataclass
class UnitOfWork:
    """What one service function works with: the session, who acts, and when (UTC)."""

    session: Session
    actor: Actor
    now: datetime
    days: dict[int, DepartmentDayRow] = field(default_factory=dict)
    joined: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch every flush of the session, wherever it comes from."""
        event.listen(self.session, "before_flush", self._refuse_unrecorded)

    def record(
        self,
        kind: events.Kind,
        *,
        rule: str,
        token: TokenRow | None = None,
        slot: SlotRow | None = None,
        before: TokenStatus | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """Write the event of the changes made since the last one, with `before` as the token's earlier status."""
        changes = self._write_changes()
        about = token or slot
        if about is None:
            raise ValueError("an event is about a token or a slot")
        self._seal(
            EventRow(
                department_day_id=about.department_day_id,
                at=self.now,
                actor=self.actor.id,
                kind=kind,
                token_id=token.id if token else None,
                slot_id=slot.id if slot else token.slot_id if token else None,
                status_before=before,
                status_after=token.status if token else None,
                rule=rule,
                facts=events.canonical({**(facts or {}), **self._where()}),
                changes=events.canonical(changes),
            )
        )

    def _where(self) -> dict[str, object]:
        """Give the enrolled PC where it was done: a colleague who was quicker is found by the desk."""
        return {"desk": self.actor.desk} if self.actor.desk else {}

    def next_position(self, department_day_id: int) -> int:
        """Give the position that the day's next event will have."""
        return self.days[department_day_id].event_count + 1

    def finish(self) -> tuple[Change, ...]:
        """Write what is left, and give what there is to announce; raise Unrecorded for a change without event."""
        self.session.flush()
        own = (Announcement(day.department.code, day.event_count, day.department_id) for day in self.days.values())
        return (*self.joined, *own)

    def _write_changes(self) -> dict[str, dict[str, object]]:
        dirty: list[tuple[Sealed, list[str]]] = [
            (row, _changed(row)) for row in self.session.dirty if isinstance(row, (TokenRow, SlotRow))
        ]
        new = [row for row in self.session.new if isinstance(row, (TokenRow, SlotRow))]
        for row, _ in dirty:
            if isinstance(row, TokenRow):
                row.version += 1
        self.session.info[RECORDING] = True
        self.session.flush()
        self.session.info[RECORDING] = False
        touched = [(row, [*columns, "version"] if isinstance(row, TokenRow) else columns) for row, columns in dirty]
        touched += [(row, _columns(row)) for row in new]
        return {f"{row.__tablename__}:{row.id}": _values(row, columns) for row, columns in touched if columns}

    def _refuse_unrecorded(self, session: Session, *_: object) -> None:
        """Raise Unrecorded for a token or slot that is written, or deleted, outside an event."""
        changed = () if self.session.info.get(RECORDING) else (*session.new, *session.dirty)
        for row in changed:
            if isinstance(row, (TokenRow, SlotRow)) and _changed(row):
                raise Unrecorded(f"{row.__tablename__} {row.id}: {sorted(_changed(row))}")
        for row in session.deleted:
            if isinstance(row, (TokenRow, SlotRow)):
                raise Unrecorded(f"{row.__tablename__} {row.id}: deleted")

    def _seal(self, row: EventRow) -> None:
        day = self.days[row.department_day_id]
        row.position, row.previous_hash = day.event_count + 1, day.head
        row.hash = events.seal(sealed_part(row), day.head, audit_key())
        day.event_count, day.head = row.position, row.hash
        self.session.add(row)


def audit_key() -> bytes | None:
    """Give the secret of the event chains, None where none is set; it never stands in the database."""
    key: bytes | None = current_app.config.get(AUDIT_KEY)
    return key


def sealed_part(row: EventRow) -> dict[str, object]:
    """Give what the hash covers: everything but the row's own key and the two hashes."""
    return {name: getattr(row, name) for name in _columns(row) if name not in {"id", "hash", "previous_hash"}}


def _columns(row: Sealed | EventRow) -> list[str]:
    return [attribute.key for attribute in type(row).__mapper__.column_attrs]


def _changed(row: Sealed) -> list[str]:
    attributes = instance_state(row).attrs
    return [name for name in _columns(row) if attributes[name].history.has_changes()]


def _values(row: Sealed, columns: list[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in columns}


@contextmanager
def unit_of_work(actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
    """Run one use case as one transaction, and announce it once it is committed.

    Raise Busy, Collision or Unavailable in place of the database's own errors; whatever is raised, nothing is kept.
    Inside `whole_answer` it is a part of that transaction.
    """
    whole = _whole.get()
    if whole is not None:
        with _part_of(whole, actor, now) as part:
            yield part
        return
    # The request's read snapshot goes first: what is read after this must be what is committed.
    db.session.rollback()
    session: Session = db.session.session_factory()
    announcements: tuple[Change, ...] = ()
    # Closed before the turn is handed on: whoever is next would wait in SQLite's own, unfair line for the rollback.
    with locking.turn(session), closing(session), translated():
        session.connection(execution_options={WRITE: locking.are_on()})
        work = UnitOfWork(session, actor, now)
        yield work
        announcements = work.finish()
        session.commit()
    hook: Hook | None = current_app.extensions.get(AFTER_COMMIT)
    if hook and announcements:
        hook(announcements)


@contextmanager
def whole_answer(actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
    """Run a service and what is kept of its answer as one transaction: either both are there afterwards or neither."""
    with unit_of_work(actor, now) as work:
        before = _whole.set(work)
        try:
            yield work
        finally:
            _whole.reset(before)


@contextmanager
def _part_of(whole: UnitOfWork, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
    """Run one use case up to a savepoint, so that it can be tried again after a Collision."""
    part = UnitOfWork(whole.session, actor, now)
    try:
        with translated(), whole.session.begin_nested():
            yield part
            whole.joined += part.finish()
    except BaseException:
        # The locks that were taken since the savepoint are gone: what was read under them counts no more.
        whole.session.expire_all()
        raise


@contextmanager
def translated() -> Iterator[None]:
    """Raise Busy, Collision or Unavailable in place of the database's own errors."""
    try:
        yield
    except IntegrityError as error:
        raise Collision(str(error.orig)) from error
    except PoolTimeout as error:
        raise Busy("every connection is in use") from error
    except DBAPIError as error:
        # Its own class and no other: a mistake in a statement is the program's, not the database's.
        if type(error) not in {OperationalError, InterfaceError, DatabaseError}:
            raise
        raise translate(error) from error


def translate(error: DBAPIError) -> Exception:
    """Tell a lock that was not to be had from a database that is not there."""
    original = error.orig
    state = getattr(original, "sqlstate", None)
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    if state in BUSY or code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Busy(str(original))
    return Unavailable(f"{db.engine.url!r} cannot be used ({original})")
