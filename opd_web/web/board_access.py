"""Who may see a board: everybody where it is open, its own TV, and staff who look at it beforehand."""

from hmac import compare_digest

from flask import Response, request
from flask_login import current_user

from opd_web import cookies
from opd_web.board_cookie import TV
from opd_web.engine.roles import Permission
from opd_web.services import pairing
from opd_web.store.board_models import BoardState


def may_see(state: BoardState) -> bool:
    """Tell whether this browser may see the board."""
    return state.open_to_all or is_its_tv(state) or _is_staff()


def is_its_tv(state: BoardState) -> bool:
    """Tell whether this browser is the TV that was paired with the board."""
    token = request.cookies.get(cookies.name(TV))
    return bool(token and state.token_hash and compare_digest(pairing.hashed(token), state.token_hash))


def keep(response: Response, name: str, value: str, seconds: int) -> None:
    """Let the browser keep a value that no script reads."""
    response.set_cookie(
        cookies.name(name), value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure
    )


def _is_staff() -> bool:
    if not current_user.is_authenticated:
        return False
    actor = current_user.actor
    return bool(actor.may(Permission.SEE_DESK) or actor.may(Permission.ADMINISTER))
