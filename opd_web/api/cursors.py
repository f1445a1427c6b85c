"""Cursors: where the next page of a list begins, as one opaque word."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from opd_web.store.paging import Asked, Key, Page

LONGEST = 400
LARGEST = 2**63


class Cursor(fields.String):
    """Reads a cursor back; `kinds` are the kinds of its parts."""

    def __init__(self, *kinds: type, **options: Any) -> None:
        """Know what a cursor of this list holds."""
        self.kinds = kinds
        super().__init__(**options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        parts = _parts(str(super()._deserialize(value, *arguments, **options)))
        fits = len(parts) == len(self.kinds) and all(map(_is, parts, self.kinds))
        if not fits:
            raise ValidationError("This is no cursor of this list: send `next` of the page before.")
        return tuple(parts)


def _is(part: object, kind: type) -> bool:
    return type(part) is kind and (not isinstance(part, int) or -LARGEST <= part < LARGEST)


def _parts(text: str) -> list[object]:
    try:
        parts = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return []
    return parts if isinstance(parts, list) and len(text) <= LONGEST else []


def write(key: Key | None) -> str | None:
    """Write where the next page begins."""
    return None if key is None else base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def asked(query: Mapping[str, Any]) -> Asked:
    """Say what part of the list the query wants."""
    return Asked(query["limit"], query.get("cursor"))


def body(page: Page[Any]) -> dict[str, Any]:
    """Give a page as the API writes it."""
    return {"items": page.items, "next": write(page.next)}
