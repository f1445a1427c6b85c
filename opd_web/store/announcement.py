"""What is told to the screens once a change is committed: which queue, at which version. Never a name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcement:
    """A queue (the department's code) that changed, and the version it has now."""

    queue: str
    version: int
    department_id: int


@dataclass(frozen=True)
class BoardChange:
    """A board that was changed; `cut` where what was its TV is so no more."""

    board_id: int
    cut: bool = False


Change = Announcement | BoardChange
