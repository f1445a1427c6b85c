"""How a call's answer is written: JSON, with the tag and the address of a single resource."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request
from marshmallow import Schema

from opd_web.api import etags
from opd_web.api.paths import V1
from opd_web.api.schemas.resources import Resource


def writes(view: Callable[..., Any], schema: Schema | None, status: int) -> Callable[..., Response]:
    """Let the view's answer be written by the schema; a view may answer with a response of its own."""

    @wraps(view)
    def write(*arguments: Any, **options: Any) -> Response:
        given = view(*arguments, **options)
        if isinstance(given, Response):
            return given
        if schema is None:
            return nothing(status)
        return written(given, schema, status)

    return write


def written(given: object, schema: Schema, status: int = 200) -> Response:
    """Write one answer; 304 for a program that has it already."""
    body = schema.dump(given)
    response = Response(json.dumps(body), status, mimetype="application/json")
    if isinstance(schema, Resource):
        etags.mark(response, schema, body)
        if status == 201:
            response.headers["Location"] = f"{V1}/{schema.PLACE}/{body['id']}"
    if request.method in {"GET", "HEAD"}:
        response.make_conditional(request)
    return response


def nothing(status: int) -> Response:
    """Answer without a word."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response
