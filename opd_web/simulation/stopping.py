"""A request to stop, obeyed between two steps: an exception raised by the handler itself can be lost in a finalizer."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

_asked = Event()


@contextmanager
def stopped_between_steps() -> Iterator[None]:
    """Note a request to stop (SIGTERM) while this lasts, instead of ending at once and leaving things behind."""
    _asked.clear()
    before = signal.signal(signal.SIGTERM, lambda *_: _asked.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop_if_asked() -> None:
    """Leave the process, through every clean-up on the way, where a stop was asked for."""
    if _asked.is_set():
        sys.exit(128 + signal.SIGTERM)
