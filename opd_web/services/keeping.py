"""Figures of days that are over, counted ahead, so that a report of a year need not count them."""

from datetime import datetime

from opd_web.engine.roles import Actor
from opd_web.store import days
from opd_web.store.reports import overtakes
from opd_web.store.unit_of_work import unit_of_work

AT_ONCE = 50
"""Department days in one transaction: well under a second."""


def keep_overtakes(*, actor: Actor, now: datetime) -> int:
    """Keep the overtakes of some days that are over; give how many days, 0 where all are kept. Raise Busy."""
    with unit_of_work(actor, now) as work:
        return overtakes.keep(work.session, days.today(work), AT_ONCE)
