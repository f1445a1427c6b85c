"""Every error as problem+json (RFC 9457): a stable code, and what is wrong by field."""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, json, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from opd_web.api.paths import PREFIX
from opd_web.api.schemas.resources import SLOT
from opd_web.engine.refusals import Refusal
from opd_web.services.refused import Refused
from opd_web.store.errors import Busy, Collision, Unavailable
from opd_web.store.read_models import SlotView

MEDIA_TYPE = "application/problem+json"

TITLES = {
    "already_calling": "Another token is called",
    "busy": "Busy",
    "duplicate_booking": "Booked already",
    "forbidden": "Not allowed",
    "full": "Full",
    "idempotency_mismatch": "Key used for another request",
    "illegal_transition": "Not possible now",
    "invalid": "Not understood",
    "not_found": "Not found",
    "queue_empty": "Nobody waits",
    "rate_limited": "Too many calls",
    "slot_in_past": "The slot is over",
    "slot_overlap": "Slots overlap",
    "stale_version": "Changed by somebody else",
    "unauthorized": "No valid key",
    "unknown_class": "Unknown class",
    "unknown_slot": "Unknown slot",
}
"""Every code that programs may rely on."""

STATUS = {
    "forbidden": 403,
    "idempotency_mismatch": 422,
    "invalid": 422,
    "not_found": 404,
    "rate_limited": 429,
    "slot_in_past": 422,
    "unauthorized": 401,
    "unknown_class": 422,
    "unknown_slot": 404,
}
"""Codes whose status is not 409: what is asked for is wrong by itself, whatever others do."""

CODES = {401: "unauthorized", 403: "forbidden", 404: "not_found", 429: "rate_limited", 503: "busy"}
"""The code of an error that comes from the framework; `invalid` for any other."""

DETAILS = {
    401: "Send your API key as `Authorization: Bearer KEY`.",
    403: "This key may not do this.",
    404: "There is nothing at this address.",
    405: "This cannot be done here.",
    413: "The request is too large.",
    429: "This key has used up its calls. Wait, then go on.",
    500: "Something went wrong. Nothing was changed.",
    503: "The database cannot be reached. Nothing was changed. Try again in a moment.",
}

BODY_AS_A_WHOLE = {413, 415}
"""Failures before any field of the body was read."""

PLACES = {"full", "slot_in_past", "unknown_slot"}
"""Codes about the place that was asked for, in whichever way it was named."""

API_FIELDS = {"phone": "patient", "day": "date"}
"""What a service names otherwise than the API's callers do."""

RETRY_SECONDS = "1"

Errors = Mapping[str, list[str]]


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Errors | None = None,
    alternatives: Iterable[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build the answer to a call that was not done."""
    body = {
        "type": f"/api/docs#{code}",
        "title": TITLES[code],
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or {},
        "alternatives": list(alternatives),
    }
    return Response(json.dumps(body), status, headers, mimetype=MEDIA_TYPE)


def register(app: Flask) -> None:
    """Answer for addresses of the API that do not exist: they belong to no blueprint."""
    app.before_request(_no_such_address)


def cover(blueprint: Blueprint) -> None:
    """Answer every failure of this blueprint's calls."""
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Refused, refused)
    blueprint.register_error_handler(Unavailable, _unavailable)
    blueprint.register_error_handler(Busy, _busy)
    blueprint.register_error_handler(Collision, _busy)
    blueprint.register_error_handler(Exception, _unexpected)


def _no_such_address() -> Response | None:
    error = request.routing_exception
    if error is None or isinstance(error, RequestRedirect) or not request.path.startswith(PREFIX):
        return None
    return _http(error)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    errors = dict(_by_field(getattr(error, "data", {}).get("messages", {})))
    if status in BODY_AS_A_WHOLE:
        errors = {"body": [DETAILS.get(status) or _phrase(error, status)]}
    detail = next(iter(errors.values()))[0] if errors else DETAILS.get(status) or _phrase(error, status)
    code = CODES.get(status, "invalid")
    return problem(status, code, detail, errors, headers=_headers(error))


def _phrase(error: HTTPException, status: int) -> str:
    return error.description or HTTPStatus(status).phrase


def _headers(error: HTTPException) -> dict[str, str]:
    """Keep what the framework says beside its own page: Allow, WWW-Authenticate, Retry-After."""
    headers = {name: value for name, value in error.get_headers() if name.casefold() != "content-type"}
    if error.code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _by_field(messages: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Flatten what marshmallow says of a body or a query: `policy.classes.0` → its texts."""
    for found in messages.values():
        yield from _flat(found, "")


def _flat(found: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(found, Mapping):
        yield path or "body", [str(text) for text in found]
        return
    for name, inner in found.items():
        # `_schema` is what is wrong with the whole, not with one field of it.
        step = "" if name == "_schema" else str(name)
        yield from _flat(inner, ".".join(part for part in (path, step) if part))


def refused(error: Refused) -> Response:
    """Say why a service would not do it, and what could be booked instead."""
    refusal = error.refusal
    code = _code(refusal)
    headers = {"WWW-Authenticate": "Bearer"} if code == "unauthorized" else {}
    alternatives: tuple[SlotView, ...] = error.alternatives
    return problem(
        _status(code), code, refusal.sentence, _errors(refusal), [SLOT.dump(slot) for slot in alternatives], headers
    )


def _code(refusal: Refusal) -> str:
    """Give the code; a slot that stands in the address and is none is simply not found."""
    in_address = "slot_id" in (request.view_args or {})
    return "not_found" if refusal.code == "unknown_slot" and in_address else refusal.code


def _status(code: str) -> int:
    if code == "stale_version" and request.if_match:
        return 412
    return STATUS.get(code, 409)


def _errors(refusal: Refusal) -> Errors:
    if refusal.field is None:
        return {}
    return {_field(refusal.code, refusal.field): [refusal.sentence]}


def _field(code: str, field: str) -> str:
    """Name the field as the program sent it: a place may be a slot, a window or a whole department."""
    if field == "slot" and code in PLACES and request.method == "POST":
        sent = request.get_json(silent=True) or {}
        field = next((name for name in ("slot", "window", "department") if name in sent), field)
    return API_FIELDS.get(field, field)


def _busy(_error: Busy | Collision) -> Response:
    # A lock that was not to be had, or the same written twice at once, is a conflict with others, which soon ends.
    g.api_retry_after = RETRY_SECONDS
    return problem(409, "busy", Refusal("busy").sentence)


def _unavailable(error: Unavailable) -> Response:
    current_app.logger.error("database unavailable: %s", error)
    g.api_retry_after = RETRY_SECONDS
    return problem(503, "busy", DETAILS[503])


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("API call failed", exc_info=error)
    return problem(500, "busy", DETAILS[500])
