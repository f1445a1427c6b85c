"""What boards are told of a change: the new screen itself, drawn once, so that hundreds of TVs need not ask for it."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from opd_web import clock
from opd_web.services import boards

CHANGED = "changed"
SCREEN = "screen"

IN_CONTACT = timedelta(minutes=2)
"""A board that nobody has heard of for so long is not drawn; if somebody looks at it after all, the nudge is enough."""

log = logging.getLogger(__name__)

Draw = Callable[[int], dict[str, str]]
Emit = Callable[[str, dict[str, Any], list[str]], None]

ROOM = "board:"


def room(board_id: int) -> str:
    """Name the room of those who look at a board."""
    return f"{ROOM}{board_id}"


class BoardScreens:
    """Draws and sends in a thread of its own: what changes while it draws is drawn once, and desks wait for none of it.

    `draw` gives what a board is to be sent, `etag` among it; `is_heard` tells whether any board may listen.
    """

    def __init__(self, app: Flask, draw: Draw, emit: Emit, is_heard: Callable[[], bool]) -> None:
        """Begin with boards of which nothing was sent."""
        self.app, self.draw, self.emit, self.is_heard = app, draw, emit, is_heard
        self.changed: set[int] = set()
        self.sent: dict[int, str] = {}
        self.turn = threading.Condition()
        self.working = False

    def tell(self, department_id: int) -> None:
        """Have the boards told that show something of this department."""
        with self.turn:
            self.changed.add(department_id)
            if not self.working:
                self.working = True
                threading.Thread(target=self._work, name="opd-boards", daemon=True).start()

    def settle(self) -> None:
        """Wait until every board is told."""
        with self.turn:
            self.turn.wait_for(lambda: not self.working)

    def _work(self) -> None:
        while changed := self._next():
            try:
                if self.is_heard():
                    with self.app.app_context():
                        self._send(changed)
            # Whatever becomes of this change, boards must be told of the next; their slow poll heals what was missed.
            except Exception:
                log.exception("boards could not be told")

    def _next(self) -> frozenset[int]:
        with self.turn:
            changed = frozenset(self.changed)
            self.changed.clear()
            if not changed:
                self.working = False
                self.turn.notify_all()
            return changed

    def _send(self, department_ids: frozenset[int]) -> None:
        heard = boards.concerned(department_ids)
        now = clock.now()
        for board_id, at in heard.items():
            if at is None or now - at > IN_CONTACT:
                self.emit(CHANGED, {}, [room(board_id)])
                continue
            message = self.draw(board_id)
            if self.sent.get(board_id) != message["etag"]:
                self.sent[board_id] = message["etag"]
                self.emit(SCREEN, message, [room(board_id)])
