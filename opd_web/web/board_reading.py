"""Many boards that ask at once cost one look at the database and one drawing; none gets what is older than it asked."""

import gzip
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import current_app

from opd_web import clock
from opd_web.services import views
from opd_web.store.board_models import BoardState, BoardView

KEPT = "opd_boards_as_read"


class Drawn(NamedTuple):
    """A board as it was drawn for one version; `packed` once for all TVs, a tenth of the text."""

    version: str
    text: str
    packed: bytes
    view: BoardView


@dataclass
class Reading:
    """What was last read of a board, and when that began, in seconds of a clock that never goes back."""

    state: BoardState
    began: float
    drawn: Drawn | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def state(board_id: int) -> BoardState:
    """Give the board as it is now: whoever waits for a look that began after they asked shares it. Raise Refused."""
    asked = time.monotonic()
    known = _kept().get(board_id)
    if known is None:
        return _first(board_id, asked)
    with known.lock:
        if known.began <= asked:
            began = time.monotonic()
            known.state = views.board_state(board_id, now=clock.now())
            known.began = began
        return known.state


def drawn(wanted: BoardState, draw: Callable[[BoardView], str]) -> Drawn:
    """Draw a board once for each version, however many ask."""
    known = _kept()[wanted.id]
    with known.lock:
        if known.drawn is None or known.drawn.version != wanted.etag:
            view = views.board(wanted.id, now=clock.now())
            text = draw(view)
            known.drawn = Drawn(view.etag, text, gzip.compress(text.encode(), mtime=0), view)
        return known.drawn


def _first(board_id: int, asked: float) -> BoardState:
    found = views.board_state(board_id, now=clock.now())
    _kept().setdefault(board_id, Reading(found, asked))
    return found


def _kept() -> dict[int, Reading]:
    kept: dict[int, Reading] = current_app.extensions.setdefault(KEPT, {})
    return kept
