"""A patient's own page, found by a secret link: where the token stands, and nothing about who holds it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_limiter import ApplicationLimit, Limiter

from opd_web import clock, tracking_address
from opd_web.config import Settings
from opd_web.services import tracking, views
from opd_web.services.refused import Refused
from opd_web.services.tracking import TrackedView
from opd_web.tracking_address import Tracked
from opd_web.web.language import chosen, offered
from opd_web.web.permissions import public

bp = Blueprint("tracking", __name__)

WRONG_IN_A_MINUTE = "600/minute"
"""Links that do not exist, by address. A whole waiting room may stand behind one address of the hospital's network, so
this is far above what people mistype; a guess has one chance in 2 to the 128th."""

LOOKS_IN_A_MINUTE = "60/minute"
"""Of one link: the page itself asks three times a minute."""

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}

REASONS = {
    "urgent": _l("An urgent case came in and goes first."),
    "urgent_displaced": _l("An urgent case needed your place."),
    "displaced": _l("Your place was needed for somebody who goes first here."),
    "sent_back": _l("The clinic you were booked into was cancelled or closed."),
    "transferred": _l("The desk moved you to another time or doctor."),
    "promoted": _l("A place became free for you."),
}

REDIS: dict[str, Any] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}


@bp.get("/t/<secret>")
@public
def page(secret: str) -> Response:
    """Show where the token stands; a link that is wrong and one whose day is over get the same answer."""
    with force_locale(_language()):
        found = _found(secret)
        template = "tracking/tracking.html" if found else "tracking/gone.html"
        text = render_template(template, token=found, zone=views.zone().key, languages=offered(), reasons=REASONS)
    response = make_response(text, 200 if found else 404)
    response.headers.update(HEADERS)
    return response


def link(tracked: Tracked) -> str:
    """Give the path of a token's page on this server."""
    return url_for("tracking.page", secret=tracking_address.seal(tracked, str(current_app.secret_key)))


def address(tracked: Tracked) -> str:
    """Give the whole address of a token's page, as the browser that asks finds this server, or as the setting says."""
    settings: Settings = current_app.config["OPD_SETTINGS"]
    return (settings.public_url or request.host_url.rstrip("/")) + link(tracked)


def scanned(text: str) -> Tracked | None:
    """Give the token whose page has this address, as a scanner reads it from a slip; None for any other text."""
    _, slash, secret = text.strip().rpartition("/t/")
    return _read(secret.partition("?")[0], clock.now()) if slash else None


def _found(secret: str) -> TrackedView | None:
    now = clock.now()
    tracked = _read(secret, now)
    try:
        return tracking.follow(tracked.token_id, tracked.service_day, now=now) if tracked else None
    except Refused:
        return None


def _read(secret: str, now: datetime) -> Tracked | None:
    today = now.astimezone(views.zone()).date()
    return tracking_address.read(secret, str(current_app.secret_key), today)


def _language() -> str:
    """Give the language that the link names, else the one that was chosen before or that the phone asks for."""
    named = request.args.get("lang", "")
    return named if named in offered() else chosen()


def register(app: Flask) -> None:
    """Limit how often links are tried, and how often one is looked at."""
    settings: Settings = app.config["OPD_SETTINGS"]
    limiter = Limiter(
        key_func=lambda: f"address:{request.remote_addr}",
        application_limits=[
            ApplicationLimit(
                WRONG_IN_A_MINUTE, scope="wrong-link", deduct_when=lambda answer: answer.status_code == 404
            ),
            ApplicationLimit(LOOKS_IN_A_MINUTE, scope="link", key_function=lambda: f"link:{request.path}"),
        ],
        storage_uri=settings.redis_url or "memory://",
        storage_options=REDIS if settings.redis_url else {},
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    limiter.request_filter(lambda: request.endpoint != "tracking.page")
    limiter.init_app(app)
