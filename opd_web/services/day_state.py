"""A department's day as the rules see it."""

from datetime import date, datetime

from opd_web.store import day_state
from opd_web.store.day_state import DayState
from opd_web.store.reading import reading


def read(department_id: int, day: date, *, now: datetime) -> DayState:
    """Read the whole day, with the scores of now."""
    with reading() as session:
        return day_state.read(session, department_id, day, now)
