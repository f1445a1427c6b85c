"""What nobody may do is tried on SQLite: what the pages refuse does not depend on the kind of database."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from opd_web import running
from tests.support.clinic import Clinic


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite."""
    return sqlite_app


@pytest.fixture(autouse=True)
def _still(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages read the clock of the test, and start nothing that runs on beside it."""
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)
    monkeypatch.setattr(running, "launch", lambda *_: None)


def methods(rule: Rule) -> list[str]:
    """Give what an address can be asked for, but for what every address answers by itself."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def address(rule: Rule) -> str:
    """Fill an address in: the first of everything."""
    filled = re.sub(r"<(id|key):[^>]*>", "1", re.sub(r"<day:[^>]*>", "2025-03-03", rule.rule))
    for name, value in (("<code>", "K"), ("<action>", "call"), ("<kind>", "doctors"), ("<path:clip>", "en/x.mp3")):
        filled = filled.replace(name, value)
    return re.sub(r"<[^>]*>", "x", filled)
