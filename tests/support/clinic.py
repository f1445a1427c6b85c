"""A small clinic for tests of services: a database of the test's own, builders, and a clock that the test moves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event, select, text, update
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from opd_web.app import create_app
from opd_web.config import Settings
from opd_web.engine.roles import Actor, Role
from opd_web.services import _password, accounts, booking, clinic, closing, escalation, queue, ticking, transfer, undo
from opd_web.services.booked import BookedToken
from opd_web.services.booking import BookingRequest
from opd_web.services.refused import Refused
from opd_web.store import days, locking, patients, token_views
from opd_web.store.database import Base, db
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import SlotView, TokenView
from opd_web.store.rows import PolicyVersionRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import AFTER_COMMIT, unit_of_work
from tests.support import run
from tests.support.databases import fresh_postgres, fresh_sqlite

ZONE = ZoneInfo("Asia/Kolkata")
DAY = date(2025, 3, 3)
NURSE = Actor("key:1", Role.NURSE)
PATIENCE = 60
"""Seconds that a thread waits where only the machine's load keeps it waiting."""

PLAIN = {"when_full": "wait", "duplicate_bookings": "allow", "max_calls": 1}
"""What differs from the preset `preemptive`: nobody loses a place but to an emergency, and nothing waits for time."""

_WAY: Mapping[str, tuple[str, ...]] = {
    "book": (),
    "call": ("call",),
    "hold": ("call", "hold"),
    "start": ("call", "start"),
    "complete": ("call", "start", "complete"),
    "cancel": ("cancel",),
    "no_show": ("no_show",),
}

Row = TypeVar("Row", bound=Base)
Snapshot = Mapping[str, Sequence[tuple[object, ...]]]


def moment(text: str, days: int = 0) -> datetime:
    """Give the moment (UTC) of a wall time "10:20" in the facility, so many days after DAY."""
    return datetime.combine(DAY + timedelta(days), time.fromisoformat(text), ZONE).astimezone(UTC)


@dataclass
class Clinic:
    """Calls the services at its own `now`; makes department K with Dr Rao where a test names no other."""

    app: Flask
    now: datetime = field(default_factory=lambda: moment("08:00"))
    actor: Actor = NURSE
    _counter: Iterator[int] = field(default_factory=lambda: count(1))
    _first: tuple[int, int] | None = None

    def at(self, wall_time: str, days: int = 0) -> "Clinic":
        """Move the clock."""
        self.now = moment(wall_time, days)
        return self

    def wait(self, **how_long: float) -> "Clinic":
        """Move the clock on: `seconds=61`."""
        self.now += timedelta(**how_long)
        return self

    @staticmethod
    def moment(wall_time: str, days: int = 0) -> datetime:
        """Give the moment of a wall time of the facility, as the module's `moment` does."""
        return moment(wall_time, days)

    @staticmethod
    def day(days: int = 0) -> date:
        """Give the facility's date so many days after DAY."""
        return DAY + timedelta(days)

    # What there is.

    def department(self, code: str = "K", *, preset: str = "preemptive", **options: object) -> int:
        """Add a department with the plain policy, single options changed; the first one is the clinic's own."""
        overrides = (PLAIN if preset == "preemptive" else {}) | options
        department_id = clinic.add_department(
            code, f"Department {code}", f"Clinic {code}", preset_name=preset, overrides=overrides, **self.who
        )
        if self._first is None:
            self._first = (department_id, self.doctor(department_id))
        return department_id

    def doctor(self, department: int | None = None, name: str = "Dr Rao", room: str = "3") -> int:
        """Add a doctor."""
        return clinic.add_doctor(department or self.first_department, name, room, **self.who)

    @property
    def first_department(self) -> int:
        """Give the clinic's own department."""
        return self._made[0]

    @property
    def first_doctor(self) -> int:
        """Give the doctor whose slots a test gets that names no other."""
        return self._made[1]

    def slot(
        self,
        start: str = "10:00",
        end: str | None = None,
        *,
        capacity: int = 2,
        doctor: int | None = None,
        days: int = 0,
    ) -> int:
        """Add a slot, an hour long where no end is given, and give its id."""
        return self.add_slot(start, end, capacity=capacity, doctor=doctor, days=days).id

    def slot_of(self, capacity: int) -> int:
        """Give the first slot, with this capacity where it has to be added."""
        slots = self.rows(SlotRow)
        return slots[0].id if slots else self.slot(capacity=capacity)

    def add_slot(
        self, start: str, end: str | None = None, *, capacity: int = 2, doctor: int | None = None, days: int = 0
    ) -> SlotView:
        """Add a slot, an hour long where no end is given."""
        starts_at = moment(start, days)
        ends_at = moment(end, days) if end else starts_at + timedelta(hours=1)
        return clinic.add_slot(clinic.NewSlot(doctor or self.first_doctor, starts_at, ends_at, capacity), **self.who)

    def patient(self) -> int:
        """Register somebody who was never here, and give the id."""
        with unit_of_work(**self.who) as work:
            return patients.register(work, **self._somebody()).id

    # What is done.

    def ask(self, slot: int | None = None, *, class_: str | None = "WALK_IN", **asked: Any) -> BookingRequest:
        """Build a request of a patient who was never here, unless the test says who."""
        if not {"patient_id", "phone"} & set(asked):
            asked |= self._somebody()
        return BookingRequest(slot_id=slot, class_=class_, **asked)

    def book(self, slot: int | None = None, *, class_: str | None = "WALK_IN", **asked: Any) -> TokenView:
        """Book a walk-in, who is present at once."""
        return self.send(self.ask(slot, class_=class_, **asked)).token

    def send(self, request: BookingRequest, key: str | None = None) -> BookedToken:
        """Book what the request says, each with an idempotency key of its own."""
        return booking.book(request, key=key or f"key-{next(self._counter)}", **self.who)

    def emergency(self, slot: int | None = None, **asked: Any) -> BookedToken:
        """Book an emergency, and give the whole answer."""
        return booking.emergency(self.ask(slot, **asked), key=f"key-{next(self._counter)}", **self.who)

    def escalate(self, token: TokenView, version: int | None = None, reason: str = "") -> BookedToken:
        """Make a token an emergency, and give the whole answer."""
        return escalation.escalate(token.id, version=version, reason=reason, **self.who)

    def arrive(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.arrive(token.id, version=version, **self.who)

    def call(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.call(token.id, version=version, **self.who)

    def call_next(self, doctor: int | None = None) -> TokenView:
        return queue.call_next(doctor or self.first_doctor, **self.who)

    def recall(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.recall(token.id, version=version, **self.who)

    def hold(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.hold(token.id, version=version, **self.who)

    def start(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.start(token.id, version=version, **self.who)

    def complete(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.complete(token.id, version=version, **self.who)

    def cancel(self, token: TokenView, version: int | None = None, reason: str = "") -> TokenView:
        return queue.cancel(token.id, version=version, reason=reason, **self.who)

    def no_show(self, token: TokenView, version: int | None = None) -> TokenView:
        return queue.no_show(token.id, version=version, **self.who)

    def see(self, token: TokenView) -> TokenView:
        """Call, start and complete a token: a whole visit."""
        self.call(token)
        self.start(token)
        return self.complete(token)

    def bring_to(self, token: TokenView, step: str) -> TokenView:
        """Bring a booked token as far as this step of its way: call, hold, start, complete, cancel or no_show."""
        for one in _WAY[step]:
            token = getattr(self, one)(token)
        return token

    def seen_next(self, doctor: int | None = None) -> str:
        """Call whoever is next, see them, and give their number."""
        called = self.call_next(doctor)
        self.start(called)
        return self.complete(called).number

    def undo(self, token: TokenView, version: int | None = None) -> TokenView:
        return undo.undo(token.id, version=version, **self.who)

    def transfer(self, token: TokenView, slot: int, version: int | None = None) -> TokenView:
        return transfer.transfer(token.id, slot, version=version, **self.who)

    def cancel_slot(self, slot: int) -> closing.Left:
        return closing.cancel_slot(slot, **self.who)[1]

    def close_session(self, doctor: int | None = None) -> closing.Left:
        return closing.close_session(doctor or self.first_doctor, **self.who)

    def numbers_called(self, doctor: int | None = None) -> list[str]:
        """See everybody who is present, one after the other, and give their numbers in the order of the calls."""
        present = sum(row.status == "BOOKED" and row.arrived_at is not None for row in self.rows(TokenRow))
        return [self.seen_next(doctor) for _ in range(present)]

    def delay(self, slot: int, minutes: int) -> SlotView:
        return clinic.delay(slot, minutes, **self.who)

    def tick(self, wall_time: str, days: int = 0) -> "Clinic":
        """Let the clock reach a time of day, and what it ends end."""
        return self.at(wall_time, days).tick_now()

    def tick_now(self) -> "Clinic":
        """Let end what the clock has ended by now."""
        ticking.end_graces(**self.who)
        ticking.close_absent(**self.who)
        return self

    def account(self, name: str) -> Actor:
        """Add a nurse, and give who acts when this nurse does."""
        account_id = accounts.add(name, name, "correct horse battery staple", Role.NURSE, **self.who)
        return Actor(f"user:{account_id}", Role.NURSE)

    def execute(self, statement: str, **values: object) -> None:
        """Run SQL past every service."""
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(text(statement), values)

    def move_slot(self, slot: int, starts_at: datetime) -> None:
        """Let a slot begin at another time, past every service."""
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(update(SlotRow).where(SlotRow.id == slot).values(starts_at=starts_at))

    # What is true afterwards.

    def token(self, token: TokenView) -> TokenView:
        """Read a token as it is now."""
        with self.app.app_context():
            version_id = db.session.get_one(TokenRow, token.id).policy_version_id
            policy = days.read_policy(db.session.get_one(PolicyVersionRow, version_id).options)
            found = token_views.one(db.session(), token.id, policy, self.now)
        assert found is not None
        return found

    def status(self, token: TokenView) -> str:
        return self.token(token).status

    @staticmethod
    def without_row(token: TokenView) -> TokenView:
        """Give a token that the database does not know."""
        return replace(token, id=999_999)

    def statuses(self) -> dict[int, str]:
        """Give the status of every token by its number within its day."""
        return {row.number: row.status for row in self.rows(TokenRow)}

    def slot_row(self, slot: int) -> SlotRow:
        return next(row for row in self.rows(SlotRow) if row.id == slot)

    def rows(self, kind: type[Row]) -> Sequence[Row]:
        """Read every row of a table, by its key."""
        with self.app.app_context():
            return db.session.scalars(select(kind).order_by(*kind.__table__.primary_key)).all()

    def events(self, token: TokenView | None = None) -> list[str]:
        """Give what happened, in order: everything, or to one token."""
        return [row.kind for row in self.rows(EventRow) if token is None or row.token_id == token.id]

    def everything(self) -> Snapshot:
        """Read the whole database."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: tuple(tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key)))
                for table in Base.metadata.sorted_tables
            }

    @contextmanager
    def refuses(self, reason: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
        """Expect a refusal for this reason, that leaves the whole database as it was."""
        before = self.everything()
        with pytest.raises(Refused) as caught:
            yield caught
        assert (caught.value.refusal.reason, self.everything()) == (reason, before)

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    @property
    def _made(self) -> tuple[int, int]:
        if self._first is None:
            self.department()
        assert self._first is not None
        return self._first

    def _somebody(self) -> dict[str, str]:
        number = next(self._counter)
        return {"name": f"Patient {number}", "phone": f"+9198{number:08d}"}


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """A hash that is meant to be slow would be the slowest part of every test that makes an account."""
    _password.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def _applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """One application for each kind of database, made when it is first asked for, kept for the worker's whole run."""
    with ExitStack() as stack:

        @cache
        def make(kind: str) -> Flask:
            url = fresh_postgres() if kind == "postgres" else fresh_sqlite(run.folder())
            app = stack.enter_context(application(url, tmp_path_factory.mktemp(kind)))
            _be_patient(app)
            return app

        yield make


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, _applications: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application on an empty migrated database, once on SQLite and once on PostgreSQL.

    Emptied rather than made anew for each test: a new engine would compile every statement again.
    """
    app = _applications(request.param)
    own_hook = app.extensions.get(AFTER_COMMIT)
    with app.app_context():
        begin_anew()
        yield app
    app.extensions[AFTER_COMMIT] = own_hook


def _be_patient(app: Flask) -> None:
    """Let whoever waits for a lock or a connection wait for long: many at once on a busy machine take their time."""
    with app.app_context():
        assert isinstance(db.engine.pool, QueuePool)
        db.engine.pool._timeout = PATIENCE
        if db.engine.dialect.name == "postgresql":
            event.listen(db.engine, "checkout", _wait_for_locks)


def _wait_for_locks(connection: psycopg.Connection, record: ConnectionPoolEntry, _pooled: object) -> None:
    # Threads that meet without locks may stand in each other's way, and then as long as the product lets them.
    wanted = f"{PATIENCE}s" if locking.are_on() else "2s"
    if record.info.get("patience") != wanted:
        connection.execute(f"SET lock_timeout = '{wanted}'")
        connection.commit()
        record.info["patience"] = wanted


@contextmanager
def application(url: str, folder: Path, threads: int = 80) -> Iterator[Flask]:
    """Build the application, and close its connections in the end."""
    app = create_app(
        Settings(
            instance=folder, database_url=url, secret_key="s" * 32, threads=threads, api_calls=1_000_000, idle_minutes=0
        )
    )
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def begin_anew() -> None:
    """Leave nothing but the hospital itself."""
    empty()
    clinic.set_facility("Hospital", ZONE.key, actor=NURSE, now=moment("06:00"))


def empty() -> None:
    """Take every row away, and let keys begin from 1 again."""
    tables = Base.metadata.sorted_tables
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)} RESTART IDENTITY"))
        return
    raw = db.engine.raw_connection()
    # Whatever refers to a row goes too, so that nothing has to be looked up.
    raw.execute("PRAGMA foreign_keys=OFF")
    for table in tables:
        raw.execute(f"DELETE FROM {table.name}")  # the names are the models' own
    raw.execute("PRAGMA foreign_keys=ON")
    raw.close()


@pytest.fixture(name="clinic")
def _clinic(app: Flask) -> Clinic:
    """A clinic whose clock stands at 08:00 of DAY."""
    return Clinic(app)
