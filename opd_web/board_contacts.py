"""When boards were last heard of, kept in the process: written together, since each board asks every few seconds."""

import threading
from collections.abc import Mapping

from opd_web.store.board_models import BoardContact

_lock = threading.Lock()
_heard: dict[int, BoardContact] = {}


def note(board_id: int, contact: BoardContact) -> None:
    """Remember that a board was heard of."""
    with _lock:
        _heard[board_id] = contact


def take() -> Mapping[int, BoardContact]:
    """Give what was heard since the last time, and forget it."""
    with _lock:
        taken = dict(_heard)
        _heard.clear()
    return taken
