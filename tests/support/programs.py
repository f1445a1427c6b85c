"""A program that calls the HTTP API with a key."""

from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import api_keys
from tests.support.clinic import moment

V1 = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str | None:
        """Give the problem's code; None where the call was done."""
        return self.body["code"] if self.status >= 400 else None

    @property
    def fields(self) -> set[str]:
        """Give the fields that the problem names."""
        return set(self.body["errors"])


@dataclass
class Program:
    """Calls the API; each POST has an idempotency key of its own where the test gives none."""

    app: Flask
    key: str | None = None
    _numbers: Any = field(default_factory=lambda: count(1))

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: object) -> Answer:
        return self.send("GET", path, headers=headers, **({"query_string": query} if query else {}))

    def post(self, path: str, body: object = None, *, once: str | None = None) -> Answer:
        headers = {"Idempotency-Key": once or f"test-{next(self._numbers)}"}
        return self.send("POST", path, json={} if body is None else body, headers=headers)

    def put(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("PUT", path, json=body, headers=headers)

    def delete(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("DELETE", path, headers=headers)

    def send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> Answer:
        """Make one call in a context of its own, as a server does."""
        known = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        address = path if path.startswith("/") and path.startswith("/api") else V1 + path
        return Context().run(self._send, method, address, headers={**known, **(headers or {})}, **options)

    def _send(self, method: str, address: str, **options: Any) -> Answer:
        response: TestResponse = self.app.test_client().open(address, method=method, **options)
        return Answer(response.status_code, response.headers, response.get_json(silent=True))


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a test say what time it is: `wall("09:30")`; 08:00 of the clinic's day until then."""
    current: list[datetime] = [moment("08:00")]
    monkeypatch.setattr(clock, "now", lambda: current[0])

    def at(wall_time: str, days: int = 0) -> None:
        current[0] = moment(wall_time, days)

    return at


@pytest.fixture
def program(app: Flask, wall: Callable[[str], None]) -> Program:
    """A program with an administrator's key, on an empty clinic whose clock stands at 08:00."""
    return with_key(app, Role.ADMINISTRATOR)


def with_key(app: Flask, role: Role, **scope: Any) -> Program:
    """Give a program with a new key."""
    made = api_keys.create(f"{role} in tests", role, **scope, actor=SYSTEM, now=moment("07:00"))
    return Program(app, made.secret)


@pytest.fixture
def nobody(app: Flask) -> Program:
    """A program without a key."""
    return Program(app)
