"""What a TV in a waiting room shows. No personal data."""

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as BaseResponse

from opd_web import board_cookie, clock
from opd_web.services import views
from opd_web.store.read_models import BoardView
from opd_web.web.permissions import public

bp = Blueprint("boards", __name__, url_prefix="/boards")

SCREEN = "boards/_board.html"
DRAWN = "opd_drawn_boards"
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


def drawn(board_id: int, version: str) -> tuple[str, str]:
    """Draw a board once for each version and language, however many TVs ask."""
    key = (board_id, str(get_locale()))
    kept: dict[tuple[int, str], tuple[str, str]] = current_app.extensions.setdefault(DRAWN, {})
    if key not in kept or kept[key][0] != version:
        view: BoardView = views.board(board_id, now=clock.now())
        kept[key] = (view.etag, render_template(SCREEN, board=view))
    return kept[key]
