"""The desk in virtual time: it announces delays, closes who stayed away, and answers a doctor's change of plans."""

import simpy

from opd_web.engine.model import OPEN_SLOT
from opd_web.services import clinic as clinics
from opd_web.services import closing, queue, ticking, transfer, views
from opd_web.services.refused import Refused
from opd_web.simulation.demand import PlannedSlot, Seconds
from opd_web.simulation.virtual_clinic import Process, VirtualClinic
from opd_web.store.read_models import TokenView

MINUTE = 60
WORTH_TELLING = 5 * MINUTE
"""A doctor who is less late than this is not announced as late; lateness is told in steps of this length."""

WARNING = 30 * MINUTE
"""How long before it the desk learns that a doctor must go, or stays on."""


def announce_lateness(clinic: VirtualClinic, number: int) -> Process:
    """Say at the planned start how late the doctor is going to be."""
    doctor, first = clinic.demand.doctors[number], clinic.demand.slots_of(number)[0]
    yield clinic.until(clinic.demand.begins(number))
    if doctor.late >= WORTH_TELLING:
        minutes = -(-doctor.late // WORTH_TELLING) * WORTH_TELLING // MINUTE
        clinic.do(doctor.department, clinics.delay, clinic.slot_ids[first], minutes)


def end_slot(clinic: VirtualClinic, index: int) -> Process:
    """Close at a slot's end, as late as it is by then, who stayed away from it."""
    slot = clinic.demand.slots[index]
    yield clinic.until(slot.ends)
    shown = views.doctor(clinic.doctor_ids[slot.doctor], now=clinic.now).queue.slots
    delay = sum(one.delay_minutes for one in shown if one.id == clinic.slot_ids[index])
    yield clinic.env.timeout(delay * MINUTE)
    mark_absent(clinic, slot.doctor, clinic.slot_ids[index])


def mark_absent(clinic: VirtualClinic, number: int, slot_id: int | None = None) -> None:
    """Mark as no-shows whoever has not arrived: of this doctor's queue, or of a slot that is over.

    Where the routing gave an earlier slot than was wished, people come as they said: of a slot, they are waited for.
    """
    for token in views.doctor(clinic.doctor_ids[number], now=clinic.now).queue.queue:
        is_of_it = slot_id is None or (slot_id == token.slot_id and _wish_is_over(clinic, token))
        if token.arrived_at is None and is_of_it:
            clinic.do(clinic.demand.doctors[number].department, queue.no_show, token.id)


def _wish_is_over(clinic: VirtualClinic, token: TokenView) -> bool:
    wish = clinic.visitor(token.id).slot
    return wish is None or clinic.demand.slots[wish].ends <= clinic.second


def present_and_waiting(clinic: VirtualClinic, department: int) -> list[TokenView]:
    """Give who is here and stands on a waiting list of the department, each list in its order."""
    shown = views.desk(clinic.demand.departments[department], now=clinic.now)
    return [token for group in shown.waiting for token in group.tokens if token.arrived_at]


def fill_a_free_place(clinic: VirtualClinic, number: int) -> bool:
    """Give a doctor with an empty queue somebody who waits for other places; tell whether there was somebody.

    The waiting list of a window ends with it, and no desk lets a doctor sit idle beside those who are left.
    """
    slots = views.doctor(clinic.doctor_ids[number], now=clinic.now).queue.slots
    free = [slot.id for slot in slots if slot.free and not slot.is_over and slot.status in OPEN_SLOT]
    waiting = present_and_waiting(clinic, clinic.demand.doctors[number].department) if free else []
    return any(_transfer(clinic, token.id, free) for token in waiting)


def cancel_slot(clinic: VirtualClinic, index: int) -> Process:
    """Move who can be moved to a colleague, then cancel the slot of a doctor who must go before it begins."""
    slot = clinic.demand.slots[index]
    department = clinic.demand.doctors[slot.doctor].department
    yield clinic.until(slot.starts - WARNING)
    shown = views.doctor(clinic.doctor_ids[slot.doctor], now=clinic.now).queue.queue
    for token in shown:
        if token.slot_id == clinic.slot_ids[index]:
            _transfer(clinic, token.id, _same_window(clinic, slot))
    clinic.do(department, closing.cancel_slot, clinic.slot_ids[index])


def _transfer(clinic: VirtualClinic, token_id: int, slot_ids: list[int]) -> bool:
    """Move a token to the first of these slots that takes it, and tell whether one did."""
    department = clinic.visitor(token_id).department
    return any(
        not isinstance(clinic.do(department, transfer.transfer, token_id, slot_id), Refused) for slot_id in slot_ids
    )


def _same_window(clinic: VirtualClinic, slot: PlannedSlot) -> list[int]:
    department = clinic.demand.doctors[slot.doctor].department
    return [
        clinic.slot_ids[index]
        for index, other in enumerate(clinic.demand.slots)
        if other.starts == slot.starts
        and other.doctor != slot.doctor
        and clinic.demand.doctors[other.doctor].department == department
    ]


def add_slot(clinic: VirtualClinic, number: int, length: Seconds) -> Process:
    """Add a slot after the last one of a doctor who stays on."""
    doctor = clinic.demand.doctors[number]
    last = clinic.demand.slots[clinic.demand.slots_of(number)[-1]]
    yield clinic.until(last.ends - WARNING)
    more = PlannedSlot(number, last.ends, last.ends + length, last.capacity)
    added = clinic.do(doctor.department, clinics.add_slot, clinic.new_slot(more))
    if not isinstance(added, Refused):
        clinic.slot_ids.append(added.id)


def tick(clinic: VirtualClinic, every: Seconds, opens: Seconds, over: simpy.Event) -> Process:
    """End by the clock what the clock ends, from the first session's start until the last one is over."""
    yield clinic.until(opens)
    while not over.triggered:
        for act in (ticking.end_graces, ticking.close_absent):
            if clinic.do(None, act):
                clinic.wake_everybody()
        yield clinic.env.timeout(every)
