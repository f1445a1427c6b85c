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
from opd_web.services.answers import Answer, Attempt, Done
from opd_web.services.refused import refuse

HEADER = "Idempotency-Key"
REPEATED = "Idempotent-Replayed"
USABLE = re.compile(r"[!-~]{1,200}", re.ASCII)


def once(view: Callable[..., Response], schema: Schema | None) -> Callable[..., Response]:
    """Let a view act once for each key, and answer the same whenever it is sent again."""

    @wraps(view)
    def act_once(*arguments: Any, **options: Any) -> Response:
        attempt = _attempt()
        if attempt is None:
            return view(*arguments, **options)
        done = answers.once(
            attempt, lambda: _answer(view(*arguments, **options), schema), actor=caller(), now=clock.now()
        )
        return _response(done)

    return act_once


def kept_after(view: Callable[..., Response], schema: Schema | None) -> Callable[..., Response]:
    """Keep the answer of a view that changes nothing here and takes long, without a transaction around it."""

    @wraps(view)
    def act_and_keep(*arguments: Any, **options: Any) -> Response:
        attempt = _attempt()
        if attempt is None:
            return view(*arguments, **options)
        earlier = answers.earlier(attempt, actor=caller())
        if earlier:
            return _response(earlier)
        answer = _answer(view(*arguments, **options), schema)
        return _response(answers.once(attempt, lambda: answer, actor=caller(), now=clock.now()))

    return act_and_keep


def _attempt() -> Attempt | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not USABLE.fullmatch(key):
        raise refuse("invalid", HEADER, problem="The key is 1 to 200 letters, digits and signs without spaces.")
    return Attempt(key, fingerprint())


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


def _response(done: Done) -> Response:
    answer = done.answer
    response = Response(answer.body, answer.status, mimetype="application/json")
    if done.repeated:
        response.headers[REPEATED] = "true"
    if answer.location:
        response.headers["Location"] = answer.location
    if answer.etag:
        response.headers["ETag"] = answer.etag
    return response
