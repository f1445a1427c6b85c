"""Booking: a request becomes a token, placed or waiting, or is refused with alternatives."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from opd_web.engine.allocation import allocate
from opd_web.engine.events import canonical
from opd_web.engine.model import EMERGENCY, FOLLOW_UP, ONLINE, WALK_IN, Placed, Request, Source
from opd_web.engine.ordering import priority_key
from opd_web.engine.policy import Policy
from opd_web.engine.refusals import Refusal
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates, _patient, _placing, _target
from opd_web.services._placing import Decided
from opd_web.services._target import Target
from opd_web.services.booked import BookedToken
from opd_web.services.refused import Refused, refuse
from opd_web.store import days, idempotency, patients, places, pools, token_views, tokens
from opd_web.store.errors import Collision
from opd_web.store.read_models import SlotView, TokenView
from opd_web.store.rows import PatientRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead the clock of a program may be."""


@dataclass(frozen=True)
class BookingRequest:
    """What somebody asks for.

    Who: `patient_id`, or `phone` (E.164) with a `name` that finds or registers the patient, or a `name` alone for
    somebody `unknown` so far. Where: `slot_id`, or `department_id` with the `window` (the slots' start, UTC) or a `day`
    (today where it is left out), or `soonest`: today, with whoever can see somebody first, or with `doctor_id`.
    `class_` None lets the patient's history decide. `booked_at` (UTC) is when it was asked, now where it is left out.
    """

    source: str = Source.WALK_IN
    class_: str | None = None
    patient_id: int | None = None
    phone: str = ""
    name: str = ""
    slot_id: int | None = None
    department_id: int | None = None
    window: datetime | None = None
    day: date | None = None
    soonest: bool = False
    doctor_id: int | None = None
    unknown: bool = False
    booked_at: datetime | None = None
    reason: str = ""


def book(request: BookingRequest, *, key: str, actor: Actor, now: datetime) -> BookedToken:
    """Book one token; the same `key` from the same actor gives the same token again. Raise Refused."""
    if request.booked_at and request.booked_at > now + CLOCKS_DIFFER:
        raise refuse("invalid", "booked_at", problem="A request cannot be made in the future.")
    try:
        return _book(request, key, actor, now)
    except Collision:
        # The same patient or key was written at the same moment: the second look finds what the other one made.
        return _book(request, key, actor, now)


def emergency(request: BookingRequest, *, key: str, actor: Actor, now: datetime) -> BookedToken:
    """Book an emergency. Raise Refused."""
    return book(replace(request, class_=EMERGENCY), key=key, actor=actor, now=now)


def _book(request: BookingRequest, key: str, actor: Actor, now: datetime) -> BookedToken:
    with unit_of_work(actor, now) as work:
        # Asked before the target, which may be over by now, and again behind its lock, where a twin may have passed.
        earlier = _earlier(work, key, request)
        if earlier:
            return earlier
        target = _find_target(work, request)
        earlier = _earlier(work, key, request)
        if earlier:
            return earlier
        places.end_graces(work, target.day.id)
        patient = _patient_of(work, request, target)
        decided = _decide(work, request, target, patient)
        token = _placing.write(work, target, patient.id, request, decided)
        tokens.add_note(work, token, "reason", request.reason)
        idempotency.keep(work, key, _fingerprint(request), token.id)
        work.session.flush()
        displaced = _displaced_view(work, decided, target.policy)
        offered = _offered(work, target, decided) if displaced else ()
        return BookedToken(_view(work, token, target.policy), False, displaced, offered)


def _patient_of(work: UnitOfWork, request: BookingRequest, target: Target) -> PatientRow:
    """Give who the request is for; somebody unknown is put on file, once for each number."""
    if request.unknown:
        return patients.register_unknown(work, request.name, f"{target.day.id}.{target.day.last_number + 1}")
    return _patient.choose(work, request.patient_id, request.phone, request.name)


def _find_target(work: UnitOfWork, request: BookingRequest) -> Target:
    if request.slot_id is not None:
        return _target.of_slot(work, request.slot_id)
    if request.soonest and request.department_id is not None:
        return _target.soonest(work, request.department_id, request.doctor_id)
    if request.department_id is not None:
        return _target.of_department(work, request.department_id, request.window, request.day)
    raise refuse("slot_required", "slot")


def _earlier(work: UnitOfWork, key: str, request: BookingRequest) -> BookedToken | None:
    done = idempotency.find(work, key)
    if done is None:
        return None
    if done.fingerprint != _fingerprint(request):
        raise refuse("idempotency_mismatch")
    version = tokens.policy_version(work, done.token_id)
    view = token_views.one(work.session, done.token_id, days.read_policy(version.options), work.now)
    return BookedToken(view, repeated=True) if view else None


def _fingerprint(request: BookingRequest) -> str:
    return hashlib.sha256(canonical(asdict(request)).encode()).hexdigest()


def _decide(work: UnitOfWork, request: BookingRequest, target: Target, patient: PatientRow) -> Decided:
    """Ask the engine. Raise Refused with alternatives where it refuses."""
    policy = target.policy
    class_ = request.class_ or _class_from_history(work, target, patient, request.source)
    if not policy.uses(class_):
        raise refuse("unknown_class", "class", **{"class": class_, "classes": ", ".join(policy.classes)})
    key = priority_key(policy, class_, target.day.last_arrival + 1, request.booked_at or work.now)
    rows = {row.id: row for row in pools.slots(work, target.day.id, target.pool) if not pools.is_over(row, work.now)}
    outcome = allocate(pools.facts(work, rows.values()), Request(class_, target.named_id), key, policy)
    if isinstance(outcome, Refusal):
        raise Refused(outcome, _target.alternatives(work, target))
    slot = rows[outcome.slot.id] if isinstance(outcome, Placed) else None
    victim = tokens.find(work, outcome.displaces.id) if isinstance(outcome, Placed) and outcome.displaces else None
    _duplicates.check(work, target.day, policy, patient.id, (slot, target.pool))
    return Decided(outcome, class_, key, slot, victim)


def _class_from_history(work: UnitOfWork, target: Target, patient: PatientRow, source: str) -> str:
    """Propose FOLLOW_UP after a recent visit, else by source; a class that the clinic does not use is its lowest."""
    policy = target.policy
    since = days.today(work) - timedelta(days=policy.follow_up_days)
    recent = policy.follow_up_days and tokens.visited_since(work, target.day.department_id, patient.id, since)
    class_ = FOLLOW_UP if recent else WALK_IN if source == Source.WALK_IN else ONLINE
    return class_ if policy.uses(class_) else policy.classes[-1]


def _view(work: UnitOfWork, token: TokenRow, policy: Policy) -> TokenView:
    view = token_views.one(work.session, token.id, policy, work.now)
    if view is None:
        raise LookupError(f"token {token.id} was not written")
    return view


def _displaced_view(work: UnitOfWork, decided: Decided, policy: Policy) -> TokenView | None:
    return _view(work, decided.victim, policy) if decided.victim else None


def _offered(work: UnitOfWork, target: Target, decided: Decided) -> tuple[SlotView, ...]:
    return _target.near(work, target.day, decided.slot)
