"""What tests of services ask for beside a clinic."""

import pytest
from flask import Flask

from opd_web.store.announcement import Announcement
from opd_web.store.unit_of_work import AFTER_COMMIT


@pytest.fixture
def announced(app: Flask) -> list[Announcement]:
    """What was announced, in order."""
    heard: list[Announcement] = []
    app.extensions[AFTER_COMMIT] = heard.extend
    return heard
