"""Closing time: a server that stops takes leave of its screens, which else hold it up until it is killed."""

import time
from collections.abc import Callable
from threading import Thread

from opd_web.realtime import socketio

SECONDS_BETWEEN_LOOKS = 0.2


def close_sockets_when(stopping: Callable[[], bool]) -> None:
    """Close every socket of this process once it stops; the screens connect again by themselves when it is back."""
    Thread(target=_wait_and_close, args=(stopping,), name="opd-farewell", daemon=True).start()


def _wait_and_close(stopping: Callable[[], bool]) -> None:
    while not stopping():
        time.sleep(SECONDS_BETWEEN_LOOKS)
    # At the level of the connection: told to leave by the protocol above it, a screen would stay away.
    socketio.server.eio.disconnect()  # type: ignore[attr-defined]  # unknown to the stubs of Flask-SocketIO
