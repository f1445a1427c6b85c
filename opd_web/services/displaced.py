"""Patients who lost their place by leave: listed until each has another one, or needs none."""

from datetime import datetime

from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _rebooking
from opd_web.services._rebooking import Moved
from opd_web.services.refused import refuse
from opd_web.store import affected, days, departments, leave, tokens
from opd_web.store.absences import span_of
from opd_web.store.leave_models import Offer, WithoutPlace
from opd_web.store.reading import reading
from opd_web.store.rows import DepartmentDayRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["Moved", "by_leave", "offers", "rebook", "settle"]


def by_leave(absence_id: int) -> tuple[WithoutPlace, ...]:
    """Read who lost the place by this leave and has no other one yet. Raise Refused."""
    with reading() as session:
        row = leave.find(session, absence_id)
        if row is None:
            raise refuse("not_found", "absence", what="leave")
        return affected.without_place(session, span_of(row))


def offers(department_id: int, *, now: datetime) -> tuple[Offer, ...]:
    """Offer the next slots of the department that have room."""
    with reading() as session:
        return affected.offers(session, department_id, now)


def rebook(token_id: int, slot_id: int, *, actor: Actor, now: datetime) -> Moved:
    """Give a patient who lost the place by leave another one, by a new token. Raise Refused."""
    with unit_of_work(actor, now) as work:
        day, token = _displaced(work, token_id)
        return _rebooking.move(work, day, token, slot_id)


def settle(token_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that a patient who lost the place needs no other one from us. Raise Refused."""
    with unit_of_work(actor, now) as work:
        _, token = _displaced(work, token_id)
        tokens.add_note(work, token, affected.SETTLED, "no other place wanted")


def _displaced(work: UnitOfWork, token_id: int) -> tuple[DepartmentDayRow, TokenRow]:
    """Give a token that lost its place and was not moved yet. Raise Refused."""
    found = tokens.find(work, token_id)
    if found is None:
        raise refuse("not_found", "token", what="token")
    departments.lock(work, days.department_of(work, found.department_day_id))
    day = days.lock_by_id(work, found.department_day_id)
    work.session.refresh(found)
    if day is None or found.status != TokenStatus.DISPLACED or found.moved_to_id is not None:
        raise refuse("invalid", "slot", problem="This patient has another place by now. Look at the list again.")
    return day, found
