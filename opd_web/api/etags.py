"""ETags of single resources: what a program saw, so that it changes nothing else by mistake.

A tag has two parts: the state that a change would replace, and the whole answer with what follows from others, such as
positions. `If-Match` compares the first, `If-None-Match` the second too.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request

from opd_web.api.schemas.resources import Resource
from opd_web.services.refused import refuse


def mark(response: Response, schema: Resource, body: Mapping[str, Any]) -> None:
    """Say which state this is."""
    response.set_etag(f"{_state(schema, body)}.{_hash(body)}")


def seen(schema: Resource) -> Callable[[Any], None] | None:
    """Give the check of `If-Match` against the resource as it is behind its lock; None where nothing was sent."""
    if not request.if_match:
        return None

    def check(resource: object) -> None:
        if not _matches(_state(schema, schema.dump(resource))):
            raise refuse("changed_meanwhile")

    return check


def version(sent: int | None = None) -> int | None:
    """Give the version of a token that was seen, by the body or `If-Match`; None where neither says one.

    Where both say one and differ, it is 0, which no token has: one of the two is not current.
    """
    seen = {known for known in (sent, _version_in_header()) if known is not None}
    return 0 if len(seen) > 1 else next(iter(seen), None)


def _version_in_header() -> int | None:
    if not request.if_match or request.if_match.star_tag:
        return None
    return next((int(state) for state in _states() if state.isascii() and state.isdigit() and len(state) < 10), 0)


def _matches(state: str) -> bool:
    return request.if_match.star_tag or state in _states()


def _states() -> list[str]:
    """Give the states that the program saw; an empty tag names none."""
    return [tag.partition(".")[0] for tag in request.if_match.as_set() if tag]


def _state(schema: Resource, body: Mapping[str, Any]) -> str:
    if schema.STATE == ("version",):
        return str(body["version"])
    return _hash({name: body[name] for name in schema.STATE})


def _hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
