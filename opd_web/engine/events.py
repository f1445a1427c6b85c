"""Events: what happened, in a form that can be sealed and played again."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

GENESIS = "0" * 64


class Kind(StrEnum):
    """One kind of event."""

    BOOKED = "booked"
    WAITLISTED = "waitlisted"
    PROMOTED = "promoted"
    DISPLACED = "displaced"
    ARRIVED = "arrived"
    CALLED = "called"
    RECALLED = "recalled"
    HELD = "held"
    RETURNED = "returned"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    PLACE_RELEASED = "place_released"
    SLOT_ADDED = "slot_added"
    SLOT_CHANGED = "slot_changed"
    SLOT_CANCELLED = "slot_cancelled"
    SLOT_REMOVED = "slot_removed"
    DELAYED = "delayed"
    SENT_BACK = "sent_back"
    TRANSFERRED = "transferred"
    REBOOKED = "rebooked"
    SETTLED = "settled"
    NOTED = "noted"
    IDENTIFIED = "identified"
    ESCALATED = "escalated"
    UNDONE = "undone"
    SESSION_OPENED = "session_opened"
    SESSION_PAUSED = "session_paused"
    SESSION_CLOSED = "session_closed"
    SESSION_REOPENED = "session_reopened"


def event_word(kind: str) -> str:
    """Give a kind of event as it stands inside a sentence."""
    return kind.replace("_", " ")


def plain(value: object) -> object:
    """Turn a value into what JSON keeps: moments in UTC to the microsecond, days and words as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def canonical(row: Mapping[str, object]) -> str:
    """Write a row so that equal rows give equal text: sorted keys, no spaces, plain values."""
    return json.dumps(_plain_tree(row), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain_tree(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain_tree(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_tree(inner) for inner in value]
    return plain(value)


def seal(row: Mapping[str, object], previous: str, key: bytes | None) -> str:
    """Hash a row into its chain: SHA-256 over the previous hash and the canonical row, keyed where a key is set."""
    text = f"{previous}\n{canonical(row)}".encode()
    if key is None:
        return hashlib.sha256(text).hexdigest()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def day_genesis(department_id: int, service_day: date, key: bytes | None) -> str:
    """Give the hash that a day's chain starts from: it binds the chain to its department and date."""
    return seal({"department_id": department_id, "service_day": service_day}, GENESIS, key)


Changes = Mapping[str, Mapping[str, object]]
"""What one event wrote: `token:12` or `slot:3` → column → plain value."""


def play(history: Iterable[Changes], state: dict[str, dict[str, object]] | None = None) -> dict[str, dict[str, object]]:
    """Rebuild every token and slot from what the events wrote, in their order."""
    state = {} if state is None else state
    for changes in history:
        for row, columns in changes.items():
            state.setdefault(row, {}).update(columns)
    return state


def standing(history: Iterable[tuple[str, str]]) -> list[int]:
    """Give the places of those events that no undo took back, in their order; `history` is each one's kind and rule.

    An undo names the kind that it takes back as its rule, and takes back the last one that stands. One that names
    another kind took back something larger, such as the end of a session, and stands itself.
    """
    kept: list[tuple[int, str]] = []
    for place, (kind, rule) in enumerate(history):
        if kind == Kind.UNDONE and kept and kept[-1][1] == rule:
            kept.pop()
        else:
            kept.append((place, kind))
    return [place for place, _ in kept]


@dataclass(frozen=True)
class Link:
    """One event as its chain sees it: `part` is what the hash covers."""

    id: int
    position: int
    part: Mapping[str, object]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold; `event_id` is None where what should be there is missing."""

    event_id: int | None
    position: int
    problem: str


def first_break(
    links: Iterable[Link], key: bytes | None, *, start: str, count: int, head: str, after: int = 0
) -> Break | None:
    """Find the first event that was changed, removed, added or moved.

    `start` is the day's genesis; `count` and `head` are what the day's own row says of its chain. With `after`, the
    links are those after this position, and `start` is the hash there.
    """
    previous, position, last_id = start, after, 0
    for link in links:
        problem = _problem(link, previous, position + 1, last_id, key)
        if problem:
            return Break(link.id, link.position, problem)
        previous, position, last_id = link.hash, link.position, link.id
    if position != count or previous != head:
        return Break(None, position + 1, f"the chain ends after {position} of {count} events, or its head was changed")
    return None


def _problem(link: Link, previous: str, position: int, last_id: int, key: bytes | None) -> str | None:
    if link.position != position:
        return f"has position {link.position} where {position} follows: an event was removed, added or moved"
    if link.previous_hash != previous:
        return "does not follow the event before it: one of the two was changed, removed or moved"
    if link.hash != seal(link.part, previous, key):
        return "was changed after it was written, or was written with another key"
    if link.id <= last_id:
        return "was moved: its row is older than the one before it"
    return None
