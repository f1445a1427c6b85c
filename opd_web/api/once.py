"""Idempotency-Key: a POST that is sent again is done once."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from marshmallow import Schema

from opd_web import clock
from opd_web.api.identity import caller
from opd_web.api.schemas.resources import Resource
from opd_web.services import answers
from opd_web.services.answers import Answer, Attempt
from opd_web.services.refused import refuse

HEADER = "Idempotency-Key"
REPEATED = "Idempotent-Replayed"
USABLE = re.compile(r"[!-~]{1,200}", re.ASCII)


def once(view: Callable[..., Response], schema: Schema | None) -> Callable[..., Response]:
    """Let a view act once for each key, and answer the same whenever it is sent again."""

    @wraps(view)
    def act_once(*arguments: Any, **options: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return view(*arguments, **options)
        if not USABLE.fullmatch(key):
            raise refuse("invalid", HEADER, problem="The key is 1 to 200 letters, digits and signs without spaces.")
        done = answers.once(
            Attempt(key, fingerprint()),
            lambda: _answer(view(*arguments, **options), schema),
            actor=caller(),
            now=clock.now(),
        )
        response = _response(done.answer)
        if done.repeated:
            response.headers[REPEATED] = "true"
        return response

    return act_once


def fingerprint() -> str:
    """Tell this call from any other: its method, address and body, whatever the order of the body's fields."""
    text = request.get_data(cache=True)
    try:
        body = json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        body = text.hex()
    return hashlib.sha256(f"{request.method} {request.full_path}\n{body}".encode()).hexdigest()


def _answer(response: Response, schema: Schema | None) -> Answer:
    text = response.get_data(as_text=True)
    about = f"{schema.PLACE}/{json.loads(text)['id']}" if isinstance(schema, Resource) else None
    return Answer(response.status_code, text, response.headers.get("Location"), response.headers.get("ETag"), about)


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, mimetype="application/json")
    if answer.location:
        response.headers["Location"] = answer.location
    if answer.etag:
        response.headers["ETag"] = answer.etag
    return response
