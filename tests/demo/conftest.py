"""Demo clinics, loaded once for a whole test run at each of several hours; tests only read them."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from opd_web.services import views
from opd_web.simulation.demo import load
from opd_web.simulation.demo.ground import Password
from opd_web.simulation.demo.load import Outcome
from opd_web.store.database import db
from opd_web.store.read_models import DeskView
from tests.support import run
from tests.support.clinic import ZONE, application
from tests.support.databases import fresh_postgres, fresh_sqlite

DAY = date(2025, 3, 3)
LOADS = [("sqlite", "00:00"), ("sqlite", "02:00"), ("sqlite", "10:30"), ("sqlite", "23:50"), ("postgres", "10:30")]
CODES = "KMNP"


@dataclass
class Demo:
    """One demo clinic, and the moment to look at it."""

    app: Flask
    now: datetime
    passwords: dict[str, str] = field(default_factory=dict)

    def load(self) -> Outcome:
        """Load it at its `now`, and keep what is told."""
        return load.load(ZONE.key, now=self.now, tell=self._tell)

    def desk(self, code: str) -> DeskView:
        return views.desk(code, now=self.now)

    @property
    def desks(self) -> list[DeskView]:
        return [self.desk(code) for code in CODES]

    def _tell(self, passwords: tuple[Password, ...]) -> None:
        self.passwords = {one.account.username: one.password for one in passwords}


def moment(hour: str, day: date = DAY) -> datetime:
    """Give the moment of an hour of the facility's clock."""
    return datetime.combine(day, time.fromisoformat(hour), ZONE).astimezone(UTC)


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Demo]]:
    """Give the clinic of a database and an hour; the first worker that asks loads it for all of them."""
    with ExitStack() as stack:

        @cache
        def give(kind: str, hour: str) -> Demo:
            url, passwords = json.loads(run.once(f"demo-{kind}-{hour.replace(':', '')}", lambda: _load(kind, hour)))
            app = stack.enter_context(application(url, tmp_path_factory.mktemp("demo")))
            return Demo(app, moment(hour), passwords)

        yield give


def _load(kind: str, hour: str) -> str:
    url = fresh_postgres() if kind == "postgres" else fresh_sqlite(run.folder())
    with application(url, run.folder()) as app, app.app_context():
        demo = Demo(app, moment(hour))
        assert demo.load() is Outcome.LOADED
        return json.dumps((url, demo.passwords))


@pytest.fixture(params=LOADS, ids=["-".join(load) for load in LOADS])
def demo(request: pytest.FixtureRequest, _loaded: Callable[[str, str], Demo]) -> Iterator[Demo]:
    """A loaded demo clinic, at each hour in turn."""
    found = _loaded(*request.param)
    with found.app.app_context():
        yield found


@pytest.fixture
def at_work(_loaded: Callable[[str, str], Demo]) -> Iterator[Demo]:
    """The demo clinic loaded at 10:30, on SQLite."""
    found = _loaded("sqlite", "10:30")
    with found.app.app_context():
        yield found


@pytest.fixture
def copy(_loaded: Callable[[str, str], Demo], tmp_path: Path) -> Iterator[Demo]:
    """A copy of the demo clinic loaded at 10:30, for the test to change."""
    original = _loaded("sqlite", "10:30")
    target = tmp_path / "opd.sqlite3"
    with original.app.app_context(), closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with application(f"sqlite:///{target}", tmp_path) as app, app.app_context():
        yield Demo(app, original.now, original.passwords)


@pytest.fixture
def empty(sqlite_url: str, tmp_path: Path) -> Iterator[Demo]:
    """A database of the test's own with nothing in it, at 10:30."""
    with application(sqlite_url, tmp_path) as app, app.app_context():
        yield Demo(app, moment("10:30"))
