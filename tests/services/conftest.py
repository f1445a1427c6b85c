"""What tests of services ask for beside a clinic."""

from collections.abc import Iterator

import pytest
from flask import Flask

from opd_web.store.announcement import Announcement
from opd_web.store.unit_of_work import AFTER_COMMIT


@pytest.fixture(autouse=True)
def _own_hook(app: Flask) -> Iterator[None]:
    """Give the application its own hook back: it outlives the test."""
    kept = app.extensions.get(AFTER_COMMIT)
    yield
    app.extensions[AFTER_COMMIT] = kept


@pytest.fixture
def announced(app: Flask) -> list[Announcement]:
    """What was announced, in order."""
    heard: list[Announcement] = []
    app.extensions[AFTER_COMMIT] = heard.extend
    return heard
