"""The slip of a token, printed by the browser on paper of 58 or 80 mm."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, tokens, views
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("slips", __name__)

SPAN = timedelta(minutes=30)
"""How long the time on paper holds: it cannot be called back when a consultation takes longer."""

STEP = 5


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
        expected=expected(token.estimated_time),
        is_copy="original" not in request.args,
        now=now,
        zone=views.zone(),
    )


def expected(at: datetime | None) -> tuple[datetime, datetime] | None:
    """Give the span that is printed for an expected time, from the full five minutes before it."""
    if at is None:
        return None
    first = at - timedelta(minutes=at.minute % STEP, seconds=at.second, microseconds=at.microsecond)
    return first, first + SPAN
