"""When no leave can be: days that are over, turned around, or taken out already."""

from datetime import date, timedelta

from opd_web.services.refused import refuse
from opd_web.store.leave_models import Span

LONGEST = timedelta(days=366)


def check(span: Span, today: date) -> None:
    """Refuse what is no span of time, or is over."""
    if span.last_day < span.first_day:
        raise refuse("invalid", "last_day", problem="The last day is not before the first.")
    if span.last_day < today:
        raise refuse("invalid", "first_day", problem="These days are over.")
    if span.last_day - span.first_day > LONGEST:
        raise refuse("invalid", "last_day", problem="At most one year at a time.")
    if (span.starts is None) != (span.ends is None):
        raise refuse(
            "invalid", "ends" if span.starts else "starts", problem="Enter both times, or none for whole days."
        )
    if span.starts and span.ends and span.ends <= span.starts:
        raise refuse("invalid", "ends", problem="The end is after the start.")


def taken_already() -> Exception:
    """Build the refusal of days that are taken out already."""
    problem = "This time is taken out already, or a part of it. Take that leave back first, or choose other days."
    return refuse("invalid", "first_day", problem=problem)
