"""The product runs as its users start it, and stops when it is told to."""

import signal
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.support.server import LiveServer


@pytest.fixture
def server(live_server: Callable[..., LiveServer], sqlite_url: str) -> Iterator[LiveServer]:
    server = live_server(DATABASE_URL=sqlite_url)
    yield server
    server.close()


def test_it_answers_and_says_where_it_is(server: LiveServer) -> None:
    assert requests.get(f"{server.url}/healthz", timeout=5).ok
    assert f"Open {server.url} in a browser." in server.log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops(server: LiveServer, how: signal.Signals) -> None:
    assert server.stop(how) == 0


def test_it_comes_back_on_its_port(server: LiveServer) -> None:
    port = server.port
    server.stop()
    server.start()
    assert server.port == port
