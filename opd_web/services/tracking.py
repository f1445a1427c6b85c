"""Tracking: what a patient with a link may see of a token."""

from datetime import date, datetime

from opd_web.services.refused import refuse
from opd_web.store import days, tracking
from opd_web.store.reading import reading
from opd_web.store.tracking import TrackedView

__all__ = ["TrackedView", "follow"]


def follow(token_id: int, service_day: date, *, now: datetime) -> TrackedView:
    """Show the token of this day to whoever has its link. Raise Refused where there is none."""
    with reading() as session:
        found = tracking.read(session, token_id, service_day, days.date_at(session, now), now)
    if found is None:
        raise refuse("not_found", "token", what="token")
    return found
