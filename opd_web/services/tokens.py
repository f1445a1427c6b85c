"""Tokens as programs read them: one, a slot's, a waiting list, or whichever are asked for."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import days, slots, token_lists
from opd_web.store.paging import Asked, Page
from opd_web.store.read_models import TokenView
from opd_web.store.reading import reading
from opd_web.store.token_lists import Wanted

__all__ = ["Waiting", "Wanted", "get", "listed", "of_slot", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """Whose waiting list: a slot's pool, or a department's on a day, today where it is left out."""

    slot_id: int | None = None
    department_id: int | None = None
    service_day: date | None = None


def listed(asked: Asked, wanted: Wanted, *, actor: Actor, now: datetime) -> Page[TokenView]:
    """List tokens in the order in which they were made. Raise Refused for another's department or queue."""
    if wanted.department_id is not None:
        _scope.check_department(actor, wanted.department_id)
    if actor.doctor is not None:
        _scope.check_doctor(actor, wanted.doctor_id or actor.doctor)
        wanted = replace(wanted, doctor_id=actor.doctor)
    if _scope.names_no_queue(actor, wanted.doctor_id):
        return Page((), None)
    with reading() as session:
        return token_lists.listed(session, asked, wanted, actor.departments, now)


def get(token_id: int, *, actor: Actor, now: datetime) -> TokenView:
    """Give one token. Raise Refused."""
    with reading() as session:
        found = token_lists.one(session, token_id, now)
    if found is None:
        raise refuse("not_found", "token", what="token")
    _scope.check_queue(actor, found.department_id, found.doctor_id)
    return found


def of_slot(slot_id: int, asked: Asked, *, actor: Actor, now: datetime) -> Page[TokenView]:
    """List who is or was in a slot, and who waits for it alone. Raise Refused."""
    with reading() as session:
        place = slots.place(session, slot_id)
        if place is None:
            raise refuse("unknown_slot", "slot")
        _scope.check_queue(actor, place.department_id, place.doctor_id)
        return token_lists.of_slot(session, slot_id, place.department_day_id, asked, now)


def waiting(asked: Asked, whose: Waiting, *, actor: Actor, now: datetime) -> Page[TokenView]:
    """List who waits, pool after pool, each in promotion order; a doctor asks for a slot. Raise Refused."""
    if whose.slot_id is None and actor.doctor is not None:
        _scope.check_doctor(actor, None)
    if whose.department_id is not None:
        _scope.check_department(actor, whose.department_id)
    if whose.slot_id is None and _scope.names_no_queue(actor, None):
        return Page((), None)
    with reading() as session:
        if whose.slot_id is None:
            service_day = whose.service_day or days.date_at(session, now)
            return token_lists.waiting(
                session, asked, actor.departments, now, service_day=service_day, department_id=whose.department_id
            )
        place = slots.place(session, whose.slot_id)
        if place is None:
            raise refuse("unknown_slot", "slot")
        _scope.check_queue(actor, place.department_id, place.doctor_id)
        return token_lists.waiting(session, asked, None, now, pool=(place.department_day_id, place.pool))
