"""Doctors in virtual time: late or not, they call, see, pause and go."""

from opd_web.services import closing, queue
from opd_web.services.refused import Refused
from opd_web.simulation.nurses import fill_a_free_place, mark_absent, present_and_waiting
from opd_web.simulation.virtual_clinic import Process, VirtualClinic
from opd_web.store.read_models import TokenView

MINUTE = 60
RECALL_SECONDS = 60
"""How long an absent patient is waited for before the next call."""

CALLS_BEFORE_HOLD = 2
MOST_CALLS = 3
LINGER = 20 * MINUTE
"""How long a doctor waits at the end for places that are still being given on to people who are here."""


def practise(clinic: VirtualClinic, number: int) -> Process:
    """Play one doctor's session from its planned start to its close."""
    doctor = clinic.demand.doctors[number]
    yield clinic.until(clinic.demand.begins(number) + doctor.late)
    pauses_at = doctor.pauses_at
    while True:
        if pauses_at is not None and clinic.second >= pauses_at:
            pauses_at = None
            clinic.do(doctor.department, closing.pause_session, clinic.doctor_ids[number])
            yield clinic.env.timeout(doctor.pause)
        called = clinic.do(doctor.department, queue.call_next, clinic.doctor_ids[number])
        if not isinstance(called, Refused):
            yield from _see(clinic, called)
        elif _may_go(clinic, number):
            break
        elif not fill_a_free_place(clinic, number):
            yield clinic.changed(doctor.department) | clinic.until(_next_look(clinic, number))
    mark_absent(clinic, number)
    clinic.do(doctor.department, closing.close_session, clinic.doctor_ids[number])
    clinic.last_close = clinic.now


def _may_go(clinic: VirtualClinic, number: int) -> bool:
    """Tell whether the session is over for a doctor with an empty queue."""
    ends = clinic.demand.leaves(number)
    if clinic.second < ends:
        return False
    return clinic.second >= ends + LINGER or not present_and_waiting(clinic, clinic.demand.doctors[number].department)


def _next_look(clinic: VirtualClinic, number: int) -> int:
    ends = clinic.demand.leaves(number)
    return ends if clinic.second < ends else ends + LINGER


def _see(clinic: VirtualClinic, called: TokenView) -> Process:
    """See the patient who was called, or find that nobody comes."""
    visitor = clinic.visitor(called.id)
    if visitor.leaves or (visitor.steps_out and called.call_count == 1):
        yield from _call_in_vain(clinic, called)
        return
    yield clinic.env.timeout(clinic.walk)
    clinic.do(visitor.department, queue.start, called.id)
    yield clinic.env.timeout(visitor.consult)
    clinic.do(visitor.department, queue.complete, called.id)


def _call_in_vain(clinic: VirtualClinic, called: TokenView) -> Process:
    """Call again, then put aside who only stepped out, and give up who left."""
    visitor = clinic.visitor(called.id)
    for _ in range((MOST_CALLS if visitor.leaves else CALLS_BEFORE_HOLD) - called.call_count):
        yield clinic.env.timeout(RECALL_SECONDS)
        clinic.do(visitor.department, queue.recall, called.id)
    yield clinic.env.timeout(RECALL_SECONDS)
    given_up = clinic.do(visitor.department, queue.no_show, called.id) if visitor.leaves else None
    if given_up is None or isinstance(given_up, Refused):
        clinic.do(visitor.department, queue.hold, called.id)
    if not visitor.leaves:
        clinic.env.process(_come_back(clinic, called))


def _come_back(clinic: VirtualClinic, called: TokenView) -> Process:
    visitor = clinic.visitor(called.id)
    yield clinic.env.timeout(visitor.steps_out)
    clinic.do(visitor.department, queue.arrive, called.id)
