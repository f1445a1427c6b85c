"""What a TV in a waiting room shows. No personal data."""

import re
from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as BaseResponse

from opd_web import board_cookie, clock
from opd_web.services import views
from opd_web.store.read_models import BoardView, CallView
from opd_web.web import voice
from opd_web.web.permissions import public

bp = Blueprint("boards", __name__, url_prefix="/boards")

SCREEN = "boards/_board.html"
DRAWN = "opd_drawn_boards"
CURSOR = re.compile(r"(\d{1,9}\.\d{1,9}(-\d{1,9}\.\d{1,9}){0,99})?")
YEAR = 365 * 24 * 3600


@bp.get("/<id:board_id>")
@public
def board(board_id: int) -> Response:
    """Show the board, and let this browser be that board from now on."""
    view = views.board(board_id, now=clock.now())
    response = make_response(render_template("boards/board.html", board=view))
    cookie = board_cookie.seal(board_id, str(current_app.secret_key))
    response.set_cookie(board_cookie.NAME, cookie, max_age=YEAR, httponly=True, samesite="Lax")
    return response


@bp.get("/<id:board_id>/calls")
@public
def calls(board_id: int) -> str:
    """Give what was called after the numbers that the board has shown: it was not in contact for a while."""
    announced = views.calls_since(board_id, read_cursor(request.args.get("since", "")), now=clock.now())
    return render_template("boards/_announced.html", announced=announced, zone=views.zone().key, languages=["en"])


@bp.get("/<id:board_id>/screen")
@public
def screen(board_id: int) -> BaseResponse:
    """Give what is on the board, or 304 when the TV already shows it."""
    version = views.board_version(board_id, now=clock.now())
    if request.if_none_match.contains(version):
        response = Response(status=304)
    else:
        version, text = drawn(board_id, version)
        response = make_response(text)
    response.set_etag(version)
    return response


@bp.app_template_filter()
def spoken(call: CallView, languages: Iterable[str]) -> dict[str, list[str]]:
    """Give the clips of a call in each language, in the order of speaking."""
    return {one: voice.clips(call.number, call.room, recall=call.recall, language=one) for one in languages}


@bp.app_template_filter()
def cursor(numbers: Mapping[int, int]) -> str:
    """Write by department's day the number of a call, as `read_cursor` reads it."""
    return "-".join(f"{day}.{number}" for day, number in numbers.items())


def read_cursor(text: str) -> dict[int, int]:
    """Read by department's day the number of the last call that was shown, such as `12.5-13.8`."""
    if not CURSOR.fullmatch(text):
        abort(400)
    pairs = (part.split(".") for part in text.split("-") if part)
    return {int(day): int(sequence) for day, sequence in pairs}


def drawn(board_id: int, version: str) -> tuple[str, str]:
    """Draw a board once for each version and language, however many TVs ask."""
    key = (board_id, str(get_locale()))
    kept: dict[tuple[int, str], tuple[str, str]] = current_app.extensions.setdefault(DRAWN, {})
    if key not in kept or kept[key][0] != version:
        view: BoardView = views.board(board_id, now=clock.now())
        kept[key] = (view.etag, render_template(SCREEN, board=view))
    return kept[key]
