"""One token in a dialog: why it stands where it stands."""

from flask import Blueprint
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import explanation, tokens, views
from opd_web.web import htmx
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("token", __name__, url_prefix="/tokens/<id:token_id>")


@bp.get("/why")
@requires(Permission.SEE_QUEUE)
def why(token_id: int) -> Response:
    """Say why the token stands where it stands."""
    told = explanation.explain(token_id, actor=current_actor())
    token = tokens.get(token_id, actor=current_actor(), now=clock.now())
    return htmx.fragment("tokens/_why.html", token=token, told=told, zone=views.zone().key)
