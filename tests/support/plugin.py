"""The fixtures that give tests real servers, and the lines at the end of a run that say what it ran against."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import chromium, postgres, run
from tests.support.redis import RedisServer
from tests.support.server import LiveServer

PARTS = ("SQLite", "PostgreSQL", "Redis", "Chromium")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        run.begin()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser: one worker waits for its pages while the others have the processors."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every part, that which no test used too: a run that left one out shall not look whole."""
    used = run.all_ran_against()
    terminalreporter.write_line("ran against: " + ", ".join(f"{part} {used[part]}" for part in PARTS if part in used))
    unused = [part for part in PARTS if part not in used]
    if unused:
        terminalreporter.write_line("used by no test that ran: " + ", ".join(unused))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop()
        run.end()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address for administration of the PostgreSQL that all workers share."""
    return postgres.shared()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """The worker's own Redis."""
    server = RedisServer()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The worker's own Chromium; a test opens a context of its own in it."""
    with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def live_server() -> Iterator[Callable[..., LiveServer]]:
    """Start the product with these settings, as often as a test asks: `live_server(DATABASE_URL=…)`."""
    started: list[LiveServer] = []

    def start(**settings: str) -> LiveServer:
        server = LiveServer(settings)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def sqlite_url() -> Iterator[str]:
    """A migrated SQLite database of the test's own."""
    from tests.support.databases import fresh_sqlite

    with tempfile.TemporaryDirectory(dir=run.folder()) as folder:
        yield fresh_sqlite(Path(folder))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A migrated PostgreSQL database of the test's own."""
    from tests.support.databases import drop_postgres, fresh_postgres

    url = fresh_postgres()
    yield url
    drop_postgres(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own; the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
