"""One token: its story in sentences, its sealed events, and who looked at it."""

from flask import Blueprint

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, audit, explanation, tokens, views
from opd_web.services.accesses import WantedAccess
from opd_web.services.auditing import Asked
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("tokens", __name__, url_prefix="/tokens")

MOST_EVENTS = Asked(500)
MOST_LOOKS = Asked(20)


@bp.get("/<id:token_id>")
@requires(Permission.READ_REPORTS)
def show(token_id: int) -> Drawn:
    """Tell what happened to a token, and who looked at it before."""
    actor, now = current_actor(), clock.now()
    told = explanation.explain(token_id, actor=actor)
    looks = accesses.listed(MOST_LOOKS, WantedAccess(token_id=token_id), actor=actor)
    accesses.note("audit_token", tokens=[token_id], actor=actor, now=now)
    events = audit.of_token(token_id, MOST_EVENTS, actor=actor).items
    token = tokens.get(token_id, actor=actor, now=now)
    return draw("audit/token.html", token=token, told=told, events=events, looks=looks, zone=views.zone().key)
