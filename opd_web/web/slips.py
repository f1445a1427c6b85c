"""The slip of a token, printed by the browser on paper of 58 or 80 mm."""

from flask import Blueprint, render_template, request

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.engine.waiting_times import expected_range
from opd_web.services import accesses, tokens, views
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("slips", __name__)


@bp.get("/slips/<id:token_id>")
@requires(Permission.SEE_QUEUE)
def slip(token_id: int) -> str:
    """Show a token's slip; only the link of its booking gives one that is not marked as a copy."""
    now = clock.now()
    token = tokens.get(token_id, actor=current_actor(), now=now)
    accesses.note("slip", tokens=[token_id], actor=current_actor(), now=now)
    return render_template(
        "slips/slip.html",
        token=token,
        label=next(one.public_label for one in views.departments() if one.id == token.department_id),
        expected=expected_range(token.estimated_time) if token.estimated_time else None,
        is_copy="original" not in request.args,
        now=now,
        zone=views.zone(),
    )
