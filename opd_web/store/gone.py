"""Who is gone: seen, cancelled, or did not come."""

from sqlalchemy.orm import Session

from opd_web.store import token_views
from opd_web.store.read_models import GONE, GoneView
from opd_web.store.rows import TokenRow
from opd_web.store.screen_days import Day

LISTED = 12
"""How many a desk lists; past it the counts tell the rest."""


def of_day(session: Session, day: Day) -> tuple[GoneView, ...]:
    """Read the last ones of a department's day, the latest first."""
    query = (
        token_views.query()
        .where(TokenRow.department_day_id == day.id, TokenRow.status.in_(GONE), TokenRow.closed_at.is_not(None))
        .order_by(TokenRow.closed_at.desc(), TokenRow.id.desc())
        .limit(LISTED)
    )
    return tuple(
        GoneView(token_views.view(line, None, day.policy, day.now), line.token.closed_at, bool(line.token.moved_to_id))
        for line in token_views.lines(session, query)
        if line.token.closed_at
    )
