"""What is said of a board: what it is to show and how, when its TV was last heard of, and what one TV shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
    expected_until: datetime | None = None

    def is_expected(self, now: datetime) -> bool:
        """Tell whether a TV was let become this board and has not taken it yet."""
        return self.expected_until is not None and now < self.expected_until

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


@dataclass(frozen=True)
class CallView:
    """One announcement; `sequence` rises by one with each on its department's day. No personal data."""

    day_id: int
    sequence: int
    number: str
    room: str
    doctor_name: str
    called_at: datetime
    recall: bool
    finished: bool

    @property
    def key(self) -> str:
        """Name the announcement among all."""
        return f"{self.day_id}.{self.sequence}"


@dataclass(frozen=True)
class Announced:
    """Announcements in their order, the oldest first.

    By department's day: `reached` gives the number of the last one there is, `after` the number after which none is
    left out. `taken_back` are the keys of recent ones that hold no more.
    """

    calls: tuple[CallView, ...]
    reached: Mapping[int, int]
    after: Mapping[int, int]
    taken_back: tuple[str, ...]


@dataclass(frozen=True)
class BoardDoctor:
    """A doctor's line on a board: `status` is planned, open, paused or closed. No personal data.

    `turns` is the range (UTC) within which those who wait in the room go in: it covers what each of their slips and
    pages tells. None where nobody is told a time.
    """

    name: str
    room: str
    status: str
    delay_minutes: int
    starts_at: datetime | None
    waiting_count: int
    now_number: str | None
    turns: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class BoardView:
    """What one TV shows; `etag` changes exactly when what it shows may have changed. No personal data.

    `department_ids` are the departments whose changes it is told of, `lines` is how many calls stand large,
    `reads` how large the doctors' lines are (legibility.py), `event_count` rises with every change of the day.
    """

    id: int
    name: str
    title: str
    zone: str
    day: date
    now: datetime
    etag: str
    calls: tuple[CallView, ...]
    announced: Announced
    missed: tuple[str, ...]
    doctors: tuple[BoardDoctor, ...]
    waiting_count: int
    department_ids: tuple[int, ...] = ()
    lines: int = 1
    reads: int = 9
    languages: tuple[str, ...] = ("en",)
    ticker: str = ""
    looks: str = ""
    event_count: int = 0
