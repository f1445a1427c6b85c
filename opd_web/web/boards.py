"""What a TV in a waiting room shows. No personal data."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from opd_web import board_contacts, board_cookie, clock
from opd_web.engine.legibility import quarters_wide
from opd_web.services import views
from opd_web.store.board_models import BoardContact, BoardState, BoardView, CallView
from opd_web.web import board_access, board_reading, board_words, version, voice
from opd_web.web.board_reading import Drawn
from opd_web.web.permissions import public
from opd_web.web.words import clock_time, short_day

bp = Blueprint("boards", __name__, url_prefix="/boards")

SCREEN = "boards/_board.html"
YEAR = 365 * 24 * 3600
CURSOR = re.compile(r"(\d{1,9}\.\d{1,9}(-\d{1,9}\.\d{1,9}){0,99})?")
PIXELS = re.compile(r"\d{2,5}x\d{2,5}")
SOUNDS = {"on", "blocked"}


@bp.get("/<id:board_id>")
@public
def board(board_id: int) -> BaseResponse:
    """Show the board; a browser that may not see it is asked to pair."""
    if not board_access.may_see(board_reading.state(board_id)):
        return redirect(url_for("pairing.ask"), 303)
    view = views.board(board_id, now=clock.now())
    response = make_response(
        render_template("boards/board.html", board=view, program=version.program(), **around(view))
    )
    cookie = board_cookie.seal(board_id, str(current_app.secret_key))
    board_access.keep(response, board_cookie.NAME, cookie, YEAR)
    return response


@bp.get("/<id:board_id>/calls")
@public
def calls(board_id: int) -> str:
    """Give what was called after the numbers that the board has shown: it was not in contact for a while."""
    seen = read_cursor(request.args.get("since", ""))
    shown = drawn(visible(board_id)).view
    announced = views.calls_since(board_id, seen, now=clock.now())
    return render_template("boards/_announced.html", announced=announced, zone=shown.zone, languages=shown.languages)


@bp.get("/<id:board_id>/screen")
@public
def screen(board_id: int) -> Response:
    """Give what is on the board, or 304 when the TV already shows it; 403 tells a TV that it is this board no more."""
    state = visible(board_id)
    note_contact(state)
    # Weakly: packed or not, and whatever a proxy makes of it on the way, it is the same board.
    if request.if_none_match.contains_weak(state.etag):
        response = Response(status=304)
        response.set_etag(state.etag, weak=True)
    else:
        shown = drawn(state)
        response = packed(shown)
        response.set_etag(shown.version, weak=True)
    response.headers[version.HEADER] = version.program()
    return response


def sent(board_id: int) -> dict[str, str]:
    """Give what a board is sent when it changed: what it would be answered, packed, so that it need not ask."""
    shown = drawn(board_reading.state(board_id))
    return {"etag": f'W/"{shown.version}"', "packed": b64encode(shown.packed).decode()}


def packed(shown: Drawn) -> Response:
    """Give the drawn board, packed for a browser that can unpack."""
    if request.accept_encodings["gzip"]:
        response = Response(shown.packed, headers={"Content-Encoding": "gzip"}, mimetype="text/html")
    else:
        response = Response(shown.text, mimetype="text/html")
    response.vary.add("Accept-Encoding")
    return response


def visible(board_id: int) -> BoardState:
    """Give the board's state, or answer 403 to a browser that may not see it."""
    state = board_reading.state(board_id)
    if not board_access.may_see(state):
        abort(Response("This TV is not paired with this board.", 403, mimetype="text/plain"))
    return state


def note_contact(state: BoardState) -> None:
    """Remember when the board's own TV was heard of, and what it says of itself; of others only that they looked."""
    if board_access.is_its_tv(state):
        board_contacts.note(state.id, said_of_itself())
    elif state.open_to_all and state.token_hash is None:
        board_contacts.note(state.id, BoardContact(clock.now()))


def said_of_itself() -> BoardContact:
    """Give what a TV says of its sound and screen, where that makes sense."""
    sound, pixels = request.headers.get("X-Board-Sound"), request.headers.get("X-Board-Screen", "")
    return BoardContact(clock.now(), sound if sound in SOUNDS else None, pixels if PIXELS.fullmatch(pixels) else None)


def around(view: BoardView) -> dict[str, str]:
    """Give the language that the page itself is in: a TV asks for none, its board has its own."""
    first = view.languages[0]
    return {"language": first, "direction": board_words.direction(first)}


@bp.app_template_filter()
def spoken(call: CallView, languages: Iterable[str]) -> dict[str, list[str]]:
    """Give the clips of a call in each language, in the order of speaking."""
    return {one: voice.clips(call.number, call.room, recall=call.recall, language=one) for one in languages}


@bp.app_template_filter()
def contact_time(at: datetime, now: datetime) -> str:
    """Give when a TV was last heard of, in the facility's time, with the day where that is not today."""
    zone = views.zone()
    day = at.astimezone(zone).date()
    time = clock_time(at, zone.key)
    return time if day == now.astimezone(zone).date() else f"{short_day(day)}, {time}"


bp.add_app_template_filter(quarters_wide)


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


def drawn(state: BoardState) -> Drawn:
    """Give the board as it is drawn: for no user and in no request, since all its TVs show the same."""
    return board_reading.drawn(state, lambda view: current_app.jinja_env.get_template(SCREEN).render(board=view))
