"""The switch of the language: kept in the browser, so that it holds before and after signing in."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from opd_web.web.auth import own_path
from opd_web.web.language import keep, offered
from opd_web.web.permissions import public

bp = Blueprint("languages", __name__)


@bp.post("/language")
@public
def choose() -> Response:
    """Speak this language from now on, on the page that asked."""
    code = request.form.get("language", "")
    if code not in offered():
        abort(400)
    response = redirect(own_path(_asked_from()), 303)
    keep(response, code)
    return response


def _asked_from() -> str:
    """Give the page that the browser says it comes from, as a path of ours."""
    address = urlsplit(request.referrer or "")
    return f"{address.path}?{address.query}" if address.query else address.path
