"""Events: what happened, in a form that can be sealed and played again."""

import hashlib
import hmac
import json
from collections.abc import Mapping
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
    DELAYED = "delayed"
    SENT_BACK = "sent_back"
    TRANSFERRED = "transferred"
    UNDONE = "undone"
    SESSION_OPENED = "session_opened"
    SESSION_PAUSED = "session_paused"
    SESSION_CLOSED = "session_closed"


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
