"""Sockets are tried on SQLite, and without a network: python-socketio's own test client."""

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from opd_web import realtime
from opd_web.web import boards
from tests.support.pages import Visitor

Connect = Callable[[Visitor], SocketIOTestClient]


def settle() -> None:
    """Wait until everything was sent."""
    realtime._jobs.join()
    assert realtime._screens is not None
    realtime._screens.settle()


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite, with the sockets: the last one that was made has them."""
    realtime.connect(sqlite_app, boards.sent)
    return sqlite_app


@pytest.fixture
def connect(app: Flask) -> Connect:
    """Open a socket with the cookies of a visitor."""

    def open_socket(visitor: Visitor) -> SocketIOTestClient:
        settle()
        return Context().run(realtime.socketio.test_client, app, flask_test_client=visitor.client)

    return open_socket


@pytest.fixture
def heard() -> Callable[[SocketIOTestClient], list[tuple[str, Any]]]:
    """Give what a socket has heard, once everything was sent."""

    def listen(socket: SocketIOTestClient) -> list[tuple[str, Any]]:
        settle()
        return [(message["name"], message["args"][0]) for message in socket.get_received()]

    return listen
