"""Cursors: where the next page of a list begins, as one opaque word."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import ValidationError, fields

from opd_web.store.paging import Asked, Key, Page

LONGEST = 400
LARGEST = 2**63
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Cursor(fields.String):
    """Reads a cursor back; `kinds` are the kinds of its parts."""

    def __init__(self, *kinds: type, **options: Any) -> None:
        """Know what a cursor of this list holds."""
        self.kinds = kinds
        super().__init__(**options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        text = str(super()._deserialize(value, *arguments, **options))
        if not text:
            return None
        parts = _parts(text)
        try:
            return tuple(_part(part, kind) for part, kind in zip(parts, self.kinds, strict=True))
        except (ValueError, OverflowError) as error:
            raise ValidationError("This is no cursor of this list: send `next` of the page before.") from error


def _part(part: object, kind: type) -> int | str | datetime:
    if kind is datetime:
        return EPOCH + timedelta(microseconds=_whole(part))
    if kind is int:
        return _whole(part)
    if not isinstance(part, str) or not part.isprintable():
        raise ValueError("no text")
    return part


def _whole(part: object) -> int:
    if type(part) is not int or not -LARGEST <= part < LARGEST:
        raise ValueError("no number that a row can have")
    return part


def _parts(text: str) -> list[object]:
    try:
        parts = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return []
    return parts if isinstance(parts, list) and len(text) <= LONGEST else []


def write(key: Key | None) -> str | None:
    """Write where the next page begins."""
    if key is None:
        return None
    parts = [(part - EPOCH) // MICROSECOND if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def asked(query: Mapping[str, Any]) -> Asked:
    """Say what part of the list the query wants."""
    return Asked(query["limit"], query.get("cursor"))


def body(page: Page[Any]) -> dict[str, Any]:
    """Give a page as the API writes it."""
    return {"items": page.items, "next": write(page.next)}
