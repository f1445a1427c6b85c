"""The API's own description in OpenAPI."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask
from flask_smorest.utils import prepare_response

from opd_web.api.fields import ID
from opd_web.api.paths import KeyConverter
from opd_web.api.problems import MEDIA_TYPE
from opd_web.api.schemas.resources import ProblemSchema

TEXT = """Tokens of hospital outpatient departments: who gets which place, who waits, who goes next, and why.

Send a key with every call (`Authorization: Bearer KEY`) and an `Idempotency-Key` with every POST, so that sending it
again does nothing twice. Times are ISO 8601 with an offset. Lists give `items` and, where there is more, `next`: send
it as `cursor`. Problems are `application/problem+json` with a stable `code`, and `errors` by field."""

HEADERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Of your own making, another for each act: the same key with the same body is done once.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The `ETag` that you read: 412 where somebody changed it since.",
        "schema": {"type": "string"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` that you have: 304 where nothing is new.",
        "schema": {"type": "string"},
    },
}

WHERE = [
    {"required": ["slot"], "not": {"anyOf": [{"required": ["department"]}, {"required": ["window"]}]}},
    {"required": ["department"], "not": {"required": ["slot"]}},
]
"""A request names a slot, or a department with or without a window."""

NEXT = {
    "departments_add": ("department_id", ("departments_get", "departments_change")),
    "doctors_add": ("doctor_id", ("doctors_get", "doctors_change", "steps_call_next")),
    "patients_register": ("patient_id", ("patients_get", "patients_change")),
    "slots_add": ("slot_id", ("slots_get", "slots_change", "slots_delay", "slots_cancel", "tokens_of_slot")),
    "tokens_book": ("token_id", ("tokens_get", "tokens_explain", "steps_call", "steps_arrive", "tokens_cancel")),
    "tokens_emergency": ("token_id", ("tokens_get", "steps_call", "steps_start", "steps_undo")),
}
"""What can be done with something new: the name of its id in the path, and the calls."""


class Api(flask_smorest.Api):  # type: ignore[misc]  # Flask-Smorest brings no types
    """Collects what each call takes and gives; pages and errors are our own."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`: Flask-Smorest would take those of the pages too."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                response: dict[str, Any] = {"description": status.phrase, "schema": self.ERROR_SCHEMA}
                prepare_response(response, self.spec, MEDIA_TYPE)
                self.spec.components.response(status.name, response, lazy=True)


def describe(app: Flask) -> Api:
    """Begin the description; the blueprints add themselves."""
    app.config.update(API_TITLE="OPD tokens", API_VERSION="v1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    api = Api(app, spec_kwargs={"info": {"description": TEXT}})
    api.register_converter(KeyConverter, lambda _: {"type": "string", "pattern": ID})
    return api


def complete(api: Api) -> dict[str, Any]:
    """Give the whole description, with what is the same for every call of one kind."""
    whole: dict[str, Any] = api.spec.to_dict()
    whole["servers"] = [{"url": "/"}]
    whole["security"] = [{"key": []}]
    whole["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    whole["components"]["parameters"] = HEADERS
    for name in ("TokenIn", "EmergencyIn"):
        whole["components"]["schemas"][name]["oneOf"] = WHERE
    for path, method, call in _calls(whole):
        call["description"] = f"{call.get('description', '')}\n\nRoles: {', '.join(call['x-roles'])}.".strip()
        call.setdefault("parameters", []).extend(_headers(path, method))
        if method == "get" and "{" in path:
            call["responses"]["304"] = {"description": "You have it already."}
        if method in {"put", "delete"}:
            call["responses"]["412"] = {"$ref": "#/components/responses/CONFLICT"}
        if call["operationId"] in NEXT:
            call["responses"]["201"]["links"] = _links(*NEXT[call["operationId"]])
    return whole


def _calls(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in whole["paths"].items():
        for method, call in methods.items():
            if method != "parameters":
                yield path, method, call


def _headers(path: str, method: str) -> list[dict[str, str]]:
    names = {"post": ["IdempotencyKey"], "put": ["IfMatch"], "delete": ["IfMatch"]}.get(method, [])
    if method == "get" and path.endswith("}"):
        names = ["IfNoneMatch"]
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _links(parameter: str, operations: tuple[str, ...]) -> dict[str, Any]:
    return {
        operation: {"operationId": operation, "parameters": {parameter: "$response.body#/id"}}
        for operation in operations
    }
