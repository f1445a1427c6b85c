"""A TV that is not a board yet: it shows a code, and becomes a board by itself once that was approved."""

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from opd_web import clock, cookies
from opd_web.board_cookie import TV
from opd_web.services import boards, pairing
from opd_web.services.refused import Refused
from opd_web.web import attempts, board_access
from opd_web.web.forms import Form
from opd_web.web.permissions import public

bp = Blueprint("pairing", __name__, url_prefix="/boards/pair")

COOKIE = "opd_pairing"
YEAR = 365 * 24 * 3600
CODES = attempts.Limit("30/10minutes")
"""Codes that one address may ask for; a TV asks for one each ten minutes."""


class PairForm(Form):
    """A button: nothing to fill in."""


@bp.get("")
@public
def ask() -> Response:
    """Show the code of this TV; one that is a board already goes there."""
    own = boards.of_token(request.cookies.get(cookies.name(TV), ""))
    if own is not None:
        return redirect(url_for("boards.board", board_id=own), 303)
    found = pairing.look(request.cookies.get(cookies.name(COOKIE), ""), now=clock.now())
    return make_response(render_template("boards/pair.html", pairing=found, form=PairForm(), now=clock.now()))


@bp.post("")
@public
def begin() -> Response:
    """Give this TV a code."""
    if not CODES.hit(request.remote_addr or ""):
        abort(429)
    new = pairing.begin(now=clock.now())
    response = make_response(redirect(url_for(".ask"), 303))
    board_access.keep(response, COOKIE, new.secret, int(pairing.LIFETIME.total_seconds()))
    return response


@bp.post("/token")
@public
def collect() -> tuple[Response, int]:
    """Tell a TV its board and give it its token, once; 202 while nobody has approved it, 410 when the code is over."""
    try:
        collected = pairing.collect(request.cookies.get(cookies.name(COOKIE), ""), now=clock.now())
    except Refused:
        return jsonify(state="over"), 410
    if collected is None:
        return jsonify(state="waiting"), 202
    response = jsonify(state="paired", address=url_for("boards.board", board_id=collected.board_id))
    board_access.keep(response, TV, collected.token, YEAR)
    response.delete_cookie(cookies.name(COOKIE), secure=request.is_secure, httponly=True, samesite="Lax")
    return response, 200
