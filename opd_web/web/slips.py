"""The slip of a token, printed by the browser on paper of 58 or 80 mm."""

from datetime import datetime

from flask import Blueprint, render_template

from opd_web import clock
from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import Permission
from opd_web.engine.waiting_times import expected_range
from opd_web.services import accesses, slips, views
from opd_web.services.slips import Slip
from opd_web.store.read_models import TokenView
from opd_web.tracking_address import Tracked
from opd_web.web import qr_code, tracking
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("slips", __name__, url_prefix="/slips/<id:token_id>")


@bp.get("")
@requires(Permission.SEE_QUEUE)
def slip(token_id: int) -> str:
    """Show a token's slip; what goes on paper comes from the button, so that it is counted."""
    now = clock.now()
    found = slips.get(token_id, actor=current_actor(), now=now)
    return _draw(found, is_copy=found.prints > 0, prints_now=False)


@bp.post("")
@requires(Permission.SEE_QUEUE)
def print_one(token_id: int) -> str:
    """Count one print, and give the page that opens the browser's dialog; all but the first are marked as copies."""
    now = clock.now()
    printed = slips.print_one(token_id, actor=current_actor(), now=now)
    return _draw(printed, is_copy=printed.prints > 1, prints_now=True)


def _draw(found: Slip, *, is_copy: bool, prints_now: bool) -> str:
    now, token = clock.now(), found.token
    tracked = Tracked(token.id, found.service_day)
    accesses.note("slip", tokens=[token.id], actor=current_actor(), now=now)
    return render_template(
        "slips/slip.html",
        token=token,
        label=next(one.public_label for one in views.departments() if one.id == token.department_id),
        expected=_expected(token, now),
        link=tracking.link(tracked),
        code=qr_code.drawing(tracking.address(tracked)),
        is_copy=is_copy,
        prints_now=prints_now,
        now=now,
        zone=views.zone(),
    )


def _expected(token: TokenView, now: datetime) -> tuple[datetime, datetime] | None:
    """Say when it may be the patient's turn; who was called is told no time any more."""
    if token.estimated_time is None or token.status in {TokenStatus.CALLED, TokenStatus.IN_CONSULTATION}:
        return None
    # The plan's time does not know the clock: nobody goes in before now.
    return expected_range(max(token.estimated_time, now))
