"""What a socket, a full backlog or a dead Redis may cost those who book: nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from opd_web import realtime
from opd_web.realtime import redis_manager
from opd_web.realtime.redis_manager import BoundedRedisManager
from opd_web.realtime.socket_cap import SocketCap
from opd_web.store.announcement import Announcement

CHANGE = (Announcement("K", 1, 1),)


class Endless:
    """An application whose sockets stay open until they are let go."""

    def __init__(self) -> None:
        self.open = threading.Semaphore(0)
        self.close = threading.Event()

    def __call__(self, *_: object) -> list[bytes]:
        self.open.release()
        self.close.wait(60)
        return [b"served"]


def _ask(cap: SocketCap, path: str) -> tuple[str, list[bytes]]:
    said: list[Any] = [""]
    body = list(cap({"PATH_INFO": path}, lambda *status: said.append(status[0])))
    return said[-1], body


def test_a_socket_past_the_bound_is_refused_and_pages_are_not() -> None:
    endless = Endless()
    cap = SocketCap(endless, 1)
    holder = threading.Thread(target=_ask, args=(cap, "/socket.io/"))
    holder.start()
    endless.open.acquire()
    assert _ask(cap, "/socket.io/")[0] == "503 Service Unavailable"
    endless.close.set()
    assert _ask(cap, "/desk")[1] == [b"served"]
    holder.join()


def test_a_socket_that_closed_gives_its_place_back() -> None:
    cap = SocketCap(lambda *_: [b"served"], 1)
    assert [_ask(cap, "/socket.io/")[1] for _ in range(3)] == [[b"served"]] * 3


def test_a_sender_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    monkeypatch.setattr(realtime, "_emit", lambda *_: hang.wait(60))
    began = time.monotonic()
    for _ in range(realtime.BACKLOG + 50):
        realtime.announce(CHANGE)
    hang.set()
    assert time.monotonic() - began < 30
    realtime._jobs.join()


def test_a_nudge_that_fails_does_not_end_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = threading.Event()
    outcomes = iter([OSError("gone")])
    monkeypatch.setattr(realtime, "_emit", lambda *_: _fail_once(outcomes, sent))
    realtime.announce(CHANGE)
    realtime.announce(CHANGE)
    assert sent.wait(60)


def _fail_once(outcomes: Iterator[Exception], sent: threading.Event) -> None:
    for error in outcomes:
        raise error
    sent.set()


@pytest.fixture
def silent_redis() -> Iterator[str]:
    """The address of something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_redis_that_hangs_costs_half_a_second_and_then_nothing(silent_redis: str) -> None:
    manager = BoundedRedisManager(silent_redis)
    waits = [_seconds(manager) for _ in range(3)]
    assert redis_manager.TIMEOUT <= waits[0] < 10
    assert max(waits[1:]) < redis_manager.TIMEOUT
    manager._publisher.close()


def _seconds(manager: BoundedRedisManager) -> float:
    began = time.monotonic()
    manager._publish({"method": "emit"})
    return time.monotonic() - began
