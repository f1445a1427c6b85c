"""Two processes of the real server on one database, with a real Redis between them."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import socketio

from opd_web import clock
from opd_web.engine.roles import Role
from opd_web.services import accounts, clinic
from tests.support.clinic import NURSE, Clinic, application
from tests.support.pages import PASSWORD, add_board
from tests.support.redis import RedisServer
from tests.support.server import LiveServer

BOARD = 1
PATIENCE = 30
"""Seconds for what comes at once where the machine is not busy, and never where it does not come."""


@dataclass
class Desk:
    """A nurse's browser at one of the servers."""

    server: LiveServer

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self._post("/sign-in", {"username": "Sister Mary", "password": PASSWORD})

    def call_next(self) -> int:
        """Press the button, and give the status of the answer; a refusal announces nothing."""
        return self._post("/desk/K/doctors/1/call-next")

    def _post(self, path: str, fields: dict[str, str] | None = None) -> int:
        page = self.session.get(f"{self.server.url}/sign-in", timeout=PATIENCE).text
        found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
        assert found is not None
        filled = {"csrf_token": found[1], **(fields or {})}
        return self.session.post(self.server.url + path, filled, timeout=PATIENCE, allow_redirects=False).status_code


@dataclass
class Board:
    """A TV at one of the servers, that listens."""

    server: LiveServer

    def __post_init__(self) -> None:
        self.heard = threading.Event()
        page = requests.get(f"{self.server.url}/boards/{BOARD}", timeout=PATIENCE)
        self.client = socketio.Client(reconnection=False)
        self.client.on("changed", lambda _: self.heard.set())
        cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
        self.client.connect(self.server.url, transports=["websocket"], headers={"Cookie": cookie})


@pytest.fixture
def servers(
    live_server: Callable[..., LiveServer], redis_server: RedisServer, sqlite_url: str, tmp_path: Path
) -> list[LiveServer]:
    """Two servers on a clinic where two patients wait."""
    with application(sqlite_url, tmp_path) as app, app.app_context():
        clinic.set_facility("Hospital", "UTC", actor=NURSE, now=clock.now())
        here = Clinic(app, now=clock.now())
        slot = clinic.add_slot(_now_slot(here.first_doctor), actor=NURSE, now=here.now).id
        here.book(slot)
        accounts.add("Sister Mary", "Sister Mary", PASSWORD, Role.NURSE, actor=NURSE, now=here.now)
        assert add_board(here.first_department) == BOARD
    settings = {"DATABASE_URL": sqlite_url, "REDIS_URL": redis_server.url, "SECRET_KEY": "s" * 32}
    return [live_server(**settings) for _ in range(2)]


def _now_slot(doctor: int) -> clinic.NewSlot:
    """A slot of the facility's whole day, so that the test passes at any time of day."""
    begin = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return clinic.NewSlot(doctor, begin, begin.replace(hour=23, minute=59, second=59), 5)


@pytest.fixture
def board(servers: list[LiveServer]) -> Iterator[Board]:
    board = Board(servers[0])
    yield board
    board.client.disconnect()


def test_a_board_hears_what_was_called_through_another_process(servers: list[LiveServer], board: Board) -> None:
    assert Desk(servers[1]).call_next() == 303
    assert board.heard.wait(PATIENCE)


def test_without_redis_the_own_process_is_still_told_at_once(
    servers: list[LiveServer], board: Board, redis_server: RedisServer
) -> None:
    desk = Desk(servers[0])
    redis_server.stop()
    assert desk.call_next() == 303
    assert board.heard.wait(PATIENCE)
    redis_server.start()


def test_only_websockets_of_our_own_pages_are_served(live_server: Callable[..., LiveServer], sqlite_url: str) -> None:
    address = f"{live_server(DATABASE_URL=sqlite_url).url}/socket.io/?EIO=4&transport="
    polling = requests.get(f"{address}polling", timeout=PATIENCE)
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": "http://evil.example"}
    foreign = requests.get(f"{address}websocket", headers=headers, timeout=PATIENCE)
    assert (polling.status_code, polling.json()) == (400, "Invalid transport")
    assert (foreign.status_code, foreign.json()) == (400, "Not an accepted origin.")
