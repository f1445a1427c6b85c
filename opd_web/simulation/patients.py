"""Patients in virtual time: they ask, cancel, come, stay away, or come too late."""

from dataclasses import replace

from opd_web.engine.model import EMERGENCY, Source
from opd_web.services import booking, queue, undo
from opd_web.services.booking import BookingRequest
from opd_web.services.refused import Refused
from opd_web.simulation.demand import Visitor, class_under
from opd_web.simulation.virtual_clinic import Process, VirtualClinic
from opd_web.store.read_models import TokenView

SLIP_SECONDS = 10
"""How soon a wrong entry is taken back, and how soon after that it is entered again."""


def visit(clinic: VirtualClinic, number: int) -> Process:
    """Play one visitor's side of the day; the doctor's side calls and sees them."""
    visitor = clinic.demand.visitors[number]
    yield clinic.until(visitor.asks)
    token = _book(clinic, number, _request(clinic, number))
    if token is None:
        return
    if visitor.cancels is not None:
        yield clinic.until(visitor.cancels)
        clinic.do(visitor.department, queue.cancel, token.id)
    elif visitor.comes is not None and not visitor.is_walk_in:
        yield clinic.until(visitor.comes)
        yield from _come(clinic, number, token)


def _come(clinic: VirtualClinic, number: int, token: TokenView) -> Process:
    """Check in; whose token is closed by now asks at the desk for another one."""
    visitor = clinic.demand.visitors[number]
    arrived = clinic.do(visitor.department, queue.arrive, token.id)
    if isinstance(arrived, Refused):
        _book(clinic, number, _request_at_the_desk(clinic, number))
    elif visitor.slip:
        yield clinic.env.timeout(SLIP_SECONDS)
        clinic.do(visitor.department, undo.undo, token.id, version=arrived.version)
        yield clinic.env.timeout(SLIP_SECONDS)
        clinic.do(visitor.department, queue.arrive, token.id)


def _request(clinic: VirtualClinic, number: int) -> BookingRequest:
    """Ask for the wished slot, for its window, or for the first free place: as much as the routing lets one choose."""
    visitor, demand = clinic.demand.visitors[number], clinic.demand
    request = replace(_request_at_the_desk(clinic, number), source=visitor.source, day=demand.day)
    if visitor.slot is None or clinic.policy.routing == "earliest":
        return request
    if clinic.policy.routing == "slot":
        return replace(request, slot_id=clinic.slot_ids[visitor.slot])
    return replace(request, window=clinic.moment(demand.slots[visitor.slot].starts))


def _request_at_the_desk(clinic: VirtualClinic, number: int) -> BookingRequest:
    visitor = clinic.demand.visitors[number]
    return BookingRequest(
        source=Source.WALK_IN,
        class_=class_under(clinic.policy, visitor.class_),
        phone=f"+9198{number:08d}",
        name=f"Patient {number}",
        department_id=clinic.department_ids[visitor.department],
    )


def _book(clinic: VirtualClinic, number: int, request: BookingRequest) -> TokenView | None:
    """Book as asked, else into the first alternative of the day; None where both are refused."""
    visitor = clinic.demand.visitors[number]
    booked = _send(clinic, visitor, number, request)
    if isinstance(booked, Refused):
        offered = [slot.id for slot in booked.alternatives if slot.id in clinic.slot_ids]
        booked = _send(clinic, visitor, number, replace(request, slot_id=offered[0])) if offered else booked
    return None if isinstance(booked, Refused) else booked


def _send(clinic: VirtualClinic, visitor: Visitor, number: int, request: BookingRequest) -> TokenView | Refused:
    act = booking.emergency if request.class_ == EMERGENCY else booking.book
    booked = clinic.do(visitor.department, act, request, key=f"{number} at {clinic.second} for {request.slot_id}")
    if isinstance(booked, Refused):
        return booked
    clinic.visitor_of[booked.token.id] = number
    return booked.token
