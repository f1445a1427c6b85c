"""Pages of other origins: refused, unless the settings list them."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from opd_web.api.paths import PREFIX
from opd_web.api.problems import problem
from opd_web.config import Settings

METHODS = "GET, POST, PUT, DELETE"
TAKEN = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"
SHOWN = "ETag, Idempotent-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
TEN_MINUTES = "600"


def register(app: Flask) -> None:
    """Look at the origin of every call of the API first, and say to browsers what the answer is for."""
    app.before_request(_check)
    app.after_request(_allow)


def _check() -> Response | None:
    if not request.path.startswith(PREFIX) or _is_own():
        return None
    if not _is_listed():
        return problem(403, "forbidden", "Pages of this origin may not call the API. An administrator can list it.")
    return Response(status=204) if request.method == "OPTIONS" else None


def _allow(response: Response) -> Response:
    if not request.path.startswith(PREFIX) or _is_own():
        return response
    response.vary.add("Origin")
    if _is_listed():
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = SHOWN
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if _is_listed() and request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = TAKEN
        response.headers["Access-Control-Max-Age"] = TEN_MINUTES
    return response


def _is_own() -> bool:
    """Tell whether no browser asks, or one on a page of our own."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _is_listed() -> bool:
    settings: Settings = current_app.config["OPD_SETTINGS"]
    return request.headers.get("Origin") in settings.cors_origins
