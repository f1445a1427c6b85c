"""The product runs as its users start it, and stops when it is told to."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import engineio
import pytest
import requests

from tests.support.server import LiveServer


@pytest.fixture
def server(live_server: Callable[..., LiveServer], sqlite_url: str) -> Iterator[LiveServer]:
    server = live_server(DATABASE_URL=sqlite_url)
    yield server
    server.close()


def test_it_answers_and_says_where_it_is(server: LiveServer) -> None:
    assert requests.get(f"{server.url}/healthz", timeout=30).ok
    assert f"Open {server.url} in a browser." in server.log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops(server: LiveServer, how: signal.Signals) -> None:
    assert server.stop(how) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_order_while_screens_are_open(server: LiveServer, how: signal.Signals) -> None:
    with ExitStack() as open_screens:
        for _ in range(3):
            screen = engineio.Client()
            screen.connect(server.url, transports=["websocket"], engineio_path="socket.io")
            open_screens.callback(screen.disconnect)
        assert server.stop(how) == 0
    assert "SIGKILL" not in server.log


def test_it_comes_back_on_its_port(server: LiveServer) -> None:
    port = server.port
    server.stop()
    server.start()
    assert server.port == port
