"""How many calls a key has in a minute, counted in this process, or in Redis for all of them."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter

from opd_web import access
from opd_web.api.identity import caller_id
from opd_web.config import Settings

REDIS: dict[str, Any] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
"""A Redis that hangs holds up no call; then this process counts alone."""


def register(app: Flask) -> None:
    """Count the calls of the API from here on; after the caller is known, before anything is done."""
    settings: Settings = app.config["OPD_SETTINGS"]
    # Before the limiter's own: what is registered first comes last, and finds the limiter's headers.
    app.after_request(_say_in_standard_words)
    limiter = Limiter(
        key_func=lambda: caller_id() or f"address:{request.remote_addr}",
        application_limits=[f"{settings.api_calls}/minute"],
        headers_enabled=True,
        storage_uri=settings.redis_url or "memory://",
        storage_options=REDIS if settings.redis_url else {},
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    limiter.request_filter(_is_no_call)
    limiter.init_app(app)


def _is_no_call() -> bool:
    view = current_app.view_functions[request.endpoint] if request.endpoint else None
    return view is None or access.needs(view) != access.BY_KEY


def _say_in_standard_words(response: Response) -> Response:
    """Say it as the IETF's draft does, too: seconds until the count begins anew. `Retry-After` is for refusals only."""
    if "X-RateLimit-Limit" not in response.headers:
        return response
    for name in ("Limit", "Remaining"):
        response.headers[f"RateLimit-{name}"] = response.headers[f"X-RateLimit-{name}"]
    response.headers["RateLimit-Reset"] = response.headers.pop("Retry-After")
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = response.headers["RateLimit-Reset"]
    elif "api_retry_after" in g:
        response.headers["Retry-After"] = g.api_retry_after
    return response
