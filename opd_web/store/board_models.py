"""What is said of a board as a thing: what it shows and how, and when its TV was last heard of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(seconds=30)
"""A TV asks every five seconds, and what it said is written every ten."""


@dataclass(frozen=True)
class BoardFields:
    """What an administrator chooses for a board. `metres` away is the farthest seat, `inches` the diagonal."""

    name: str
    title: str
    department_ids: frozenset[int] = frozenset()
    doctor_ids: frozenset[int] = frozenset()
    rooms: frozenset[str] = frozenset()
    lines: int = 1
    inches: int = 43
    metres: int = 10
    languages: tuple[str, ...] = ("en",)
    ticker: str = ""
    open_to_all: bool = False


@dataclass(frozen=True)
class BoardContact:
    """What a TV said of itself when it was last heard of: sound is `on` or `blocked`, screen such as 1920x1080."""

    at: datetime
    sound: str | None = None
    screen: str | None = None


@dataclass(frozen=True)
class BoardRecord:
    """A board on the list of boards, with what it shows and what its TV last said."""

    id: int
    name: str
    title: str
    department_ids: frozenset[int]
    doctor_ids: frozenset[int]
    rooms: frozenset[str]
    lines: int
    inches: int
    metres: int
    languages: tuple[str, ...]
    ticker: str
    open_to_all: bool
    paired_at: datetime | None
    last_contact_at: datetime | None
    sound: str | None
    screen: str | None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether its TV has not been heard of for a while, or never."""
        return self.last_contact_at is None or now - self.last_contact_at > SILENT_AFTER


@dataclass(frozen=True)
class BoardState:
    """What decides whether a browser may see a board, and whether it has it already."""

    id: int
    etag: str
    open_to_all: bool
    token_hash: str | None


@dataclass(frozen=True)
class PairingView:
    """A TV that shows a code; `board_id` once an administrator has approved it."""

    id: int
    code: str
    expires_at: datetime
    board_id: int | None
