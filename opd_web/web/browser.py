"""What this browser is: one in which certain users signed in before, and perhaps an enrolled PC."""

import hashlib
import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from opd_web import cookies
from opd_web.services.attempts import Origin

KNOWN = "opd_known"
DESK = "opd_desk"
YEAR = 365 * 24 * 3600
REMEMBERED = 30
"""How many users one browser is remembered for, the latest."""


def origin(username: str) -> Origin:
    """Say where a try to sign in comes from."""
    browser, users = _known()
    return Origin(browser if _short(username) in users else None, request.remote_addr or "")


def remember(response: Response, username: str) -> None:
    """Let this user's next tries from this browser be counted by themselves."""
    browser, users = _known()
    kept = [one for one in users if one != _short(username)][-REMEMBERED + 1 :]
    _keep(response, KNOWN, _serializer().dumps([browser, [*kept, _short(username)]]))


def desk() -> str:
    """Give the secret of this PC, an empty one where it was never enrolled."""
    return request.cookies.get(cookies.name(DESK), "")


def enrol(response: Response, secret: str) -> None:
    """Let this browser be an enrolled PC from now on."""
    _keep(response, DESK, secret)


def _keep(response: Response, plain: str, value: str) -> None:
    response.set_cookie(
        cookies.name(plain), value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )


def _known() -> tuple[str, list[str]]:
    try:
        browser, users = _serializer().loads(request.cookies.get(cookies.name(KNOWN), ""))
    except (BadSignature, ValueError, TypeError):
        return secrets.token_urlsafe(16), []
    return str(browser), [str(one) for one in users]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known")


def _short(username: str) -> str:
    return hashlib.sha256(username.strip().casefold().encode()).hexdigest()[:16]
