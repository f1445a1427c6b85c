"""Patients who lost their place by leave: listed until each has another one, or needs none."""

from datetime import datetime

from opd_web.services.refused import refuse
from opd_web.store import affected, leave, without_place
from opd_web.store.leave_models import Offer, WithoutPlace
from opd_web.store.reading import reading


def by_leave(absence_id: int) -> tuple[WithoutPlace, ...]:
    """Read who lost the place by this leave and has no other one yet. Raise Refused."""
    with reading() as session:
        row = leave.find(session, absence_id)
        if row is None:
            raise refuse("not_found", "absence", what="leave")
        return without_place.of(session, row)


def offers(department_id: int, *, now: datetime) -> tuple[Offer, ...]:
    """Offer the next slots of the department that have room."""
    with reading() as session:
        return affected.offers(session, department_id, now)
