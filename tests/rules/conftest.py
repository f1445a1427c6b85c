"""Rules about pages are tried on SQLite."""

import pytest
from flask import Flask


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite."""
    return sqlite_app
