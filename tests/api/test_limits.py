"""Bounds: calls a minute, sizes, depths, origins; and every failure is a problem with a code."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flask import Flask

from opd_web.app import create_app
from opd_web.config import InvalidSettings, Settings, from_environment
from opd_web.engine.roles import Role
from opd_web.store.database import db
from opd_web.store.errors import Busy, Collision, Unavailable
from tests.api.conftest import Setting
from tests.support.databases import fresh_sqlite
from tests.support.programs import Program, with_key
from tests.support.redis import RedisServer
from tests.support.server import LiveServer

FRIEND = "https://kiosk.example"
STRANGER = "https://stranger.example"


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is tried here does not depend on the kind of database."""
    return sqlite_app


@pytest.fixture
def three_calls(tmp_path: Path, wall: Callable[..., None]) -> Iterator[Flask]:
    """An application whose keys have three calls a minute."""
    settings = Settings(instance=tmp_path, database_url=fresh_sqlite(tmp_path), secret_key="s" * 32, api_calls=3)
    app = create_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def friendly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application that lists one origin."""
    listed = replace(app.config["OPD_SETTINGS"], cors_origins=frozenset({FRIEND}))
    monkeypatch.setitem(app.config, "OPD_SETTINGS", listed)
    return app


def test_the_fourth_of_three_calls_is_refused(three_calls: Flask) -> None:
    program = with_key(three_calls, Role.NURSE)
    answers = [program.get("/departments") for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[3].code == "rate_limited"
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60


def test_every_answer_says_what_is_left(three_calls: Flask) -> None:
    program = with_key(three_calls, Role.NURSE)
    headers = [program.get("/departments").headers for _ in range(2)]
    assert [one["RateLimit-Limit"] for one in headers] == ["3", "3"]
    assert [one["RateLimit-Remaining"] for one in headers] == ["2", "1"]
    assert 0 < int(headers[0]["RateLimit-Reset"]) <= 60
    assert (headers[0]["X-RateLimit-Remaining"], "Retry-After" in headers[0]) == ("2", False)


def test_every_key_has_calls_of_its_own(three_calls: Flask) -> None:
    first, second = (with_key(three_calls, Role.NURSE) for _ in range(2))
    assert [program.get("/departments").status for program in (first, first, first, second)] == [200] * 4


def test_calls_without_a_key_are_counted_by_address(three_calls: Flask) -> None:
    keys = [f"opd_guess{number}" for number in range(4)]
    assert [Program(three_calls, key).get("/departments").status for key in keys] == [401, 401, 401, 429]


def test_pages_are_not_counted(three_calls: Flask) -> None:
    client = three_calls.test_client()
    assert [client.get("/healthz").status_code for _ in range(5)] == [200] * 5
    assert [client.get("/api/openapi.json").status_code for _ in range(5)] == [200] * 5


def test_a_page_of_another_origin_is_refused(setting: Setting) -> None:
    answer = setting.program.get("/departments", headers={"Origin": STRANGER})
    assert (answer.status, answer.code) == (403, "forbidden")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert setting.program.send("OPTIONS", "/departments", headers={"Origin": STRANGER}).status == 403


def test_our_own_page_is_not(setting: Setting) -> None:
    assert setting.program.get("/departments", headers={"Origin": "http://localhost"}).status == 200


def test_a_page_of_a_listed_origin_may_call(friendly: Flask, wall: Callable[..., None]) -> None:
    program = with_key(friendly, Role.NURSE)
    asked = Program(friendly).send(
        "OPTIONS", "/tokens", headers={"Origin": FRIEND, "Access-Control-Request-Method": "POST"}
    )
    answer = program.get("/departments", headers={"Origin": FRIEND})
    assert (asked.status, "POST" in asked.headers["Access-Control-Allow-Methods"]) == (204, True)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, FRIEND)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert program.get("/departments", headers={"Origin": STRANGER}).status == 403


@pytest.mark.parametrize("origin", ["*", "kiosk.example", "https://kiosk.example/path", "https://Kiosk.example"])
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, origin: str) -> None:
    with pytest.raises(InvalidSettings, match="OPD_CORS_ORIGINS"):
        from_environment({"OPD_INSTANCE": str(tmp_path), "OPD_CORS_ORIGINS": f"{FRIEND} {origin}"})


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"{", 400),
        (b"nonsense", 400),
        (b"\xff\xfe", 400),
        (b'{"name": NaN}', 400),
        (b'{"name": "a", "name": "b"}', 400),
        (b'{"capacity": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 60_000, 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
        (b'{"policy":' * 20 + b"1" + b"}" * 20, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"1", 422),
        (b'{"name": "' + b"x" * 70_000 + b'"}', 413),
    ],
    ids=repr,
)
def test_what_is_no_body_is_refused(setting: Setting, text: bytes, status: int) -> None:
    answer = setting.program.send("POST", "/doctors", data=text, content_type="application/json")
    assert (answer.status, answer.code) == (status, "invalid")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "body" in answer.fields


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_taken(setting: Setting, kind: str) -> None:
    answer = setting.program.send("POST", "/doctors", data=b"name=x", headers={"Content-Type": kind})
    assert (answer.status, answer.code, answer.fields) == (415, "invalid", {"body"})


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/departments/", 404, "not_found"),
        ("GET", "/tokens/1/2/3", 404, "not_found"),
        ("PATCH", "/departments", 405, "invalid"),
        ("DELETE", "/departments", 405, "invalid"),
        ("GET", "/tokens/1/arrive", 405, "invalid"),
        ("PUT", "/tokens/1", 405, "invalid"),
    ],
)
def test_an_address_that_there_is_not(setting: Setting, method: str, path: str, status: int, code: str) -> None:
    answer = setting.program.send(method, path)
    assert (answer.status, answer.code) == (status, code)
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("error", "status"),
    [(Busy("locked"), 409), (Collision("uq"), 409), (Unavailable("gone"), 503), (ZeroDivisionError("secret"), 500)],
)
def test_a_failure_inside_tells_nothing_of_the_inside(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("opd_web.services.catalogue.list_departments", fail)
    answer = setting.program.get("/departments")
    assert (answer.status, answer.code) == (status, "busy")
    assert not [word for word in ("locked", "uq", "gone", "secret", "Traceback") if word in repr(answer.body)]


def test_a_busy_system_says_when_to_come_again(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Busy("locked")

    monkeypatch.setattr("opd_web.services.catalogue.list_departments", fail)
    assert setting.program.get("/departments").headers["Retry-After"] == "1"


def test_no_call_gives_a_cookie(setting: Setting) -> None:
    assert "Set-Cookie" not in setting.program.get("/departments").headers


def test_processes_count_together_in_redis_and_alone_without_it(
    live_server: Callable[..., LiveServer], redis_server: RedisServer, sqlite_url: str
) -> None:
    settings = {"DATABASE_URL": sqlite_url, "REDIS_URL": redis_server.url, "OPD_API_CALLS": "3"}
    first, second = live_server(**settings), live_server(**settings)
    key = first.command("api-keys", "create", "Two", "--role", "nurse").splitlines()[-1]

    def call(server: LiveServer) -> int:
        header = {"Authorization": f"Bearer {key}"}
        return requests.get(f"{server.url}/api/v1/departments", headers=header, timeout=20).status_code

    assert [call(server) for server in (first, second, first, second)] == [200, 200, 200, 429]
    redis_server.stop()
    try:
        assert [call(second) for _ in range(4)] == [200, 200, 200, 429]
    finally:
        redis_server.start()
