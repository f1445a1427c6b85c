"""The pages of boards are tried on SQLite; what they call is tried on both databases beside."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite."""
    return sqlite_app


@pytest.fixture(autouse=True)
def _same_clock(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages read the clock that the test moves."""
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """The browser of an administrator."""
    return signed_in(app, Role.ADMINISTRATOR, "Anita")
