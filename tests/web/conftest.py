"""Pages are tried on SQLite; what they call is tried on both databases in tests/services."""

import pytest
from flask import Flask

from tests.support.clinic import Clinic


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite."""
    return sqlite_app


@pytest.fixture(autouse=True)
def _same_clock(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages read the clock that the test moves."""
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)
