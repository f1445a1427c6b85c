"""How a call's body is read: JSON of a bounded depth, an object, and nothing that it does not name."""

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser, abort
from werkzeug.exceptions import UnsupportedMediaType

DEEPEST = 16

NOT_JSON = "The body is not JSON."


class Parser(FlaskParser):
    """Read bodies and queries strictly."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}

    def _raw_load_json(self, req: Request) -> Any:
        text = req.get_data(cache=True)
        if not text.strip() and req.method == "POST":
            return {}
        if not req.is_json:
            raise UnsupportedMediaType("Send the body as application/json.")
        return read(text)


def read(text: bytes) -> Any:
    """Read JSON, or answer 400 with what is wrong with it."""
    try:
        body = json.loads(text.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_twice)
    except RecursionError:
        refuse("The body is nested too deeply.")
    except _NotTaken as problem:
        refuse(str(problem))
    except ValueError:
        refuse(NOT_JSON)
    if _is_deeper(body, DEEPEST):
        refuse("The body is nested too deeply.")
    return body


def refuse(problem: str) -> NoReturn:
    """Answer 400."""
    abort(400, messages={"json": {"body": [problem]}})


class _NotTaken(ValueError):
    """JSON that Python would take and others would not understand the same way."""


def _no_constant(name: str) -> NoReturn:
    raise _NotTaken(f"{name} is no number of JSON.")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise _NotTaken("The body names a field twice.")
    return body


def _is_deeper(value: Any, depth: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < 0 or any(_is_deeper(one, depth - 1) for one in inner)
