"""A patient whose doctor is away gets a free place: the same day by a transfer, another day by a new token."""

from dataclasses import dataclass
from datetime import date, datetime

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import LIVE, PLACED, Placed, Source, TokenStatus
from opd_web.engine.ordering import priority_key
from opd_web.engine.phrases import say
from opd_web.services import _duplicates, _moving, _placing
from opd_web.services._placing import Asked, Decided
from opd_web.services._subject import Subject
from opd_web.services._target import Target
from opd_web.services.refused import Refused, refuse
from opd_web.store import clinic, days, places, pools, slots, tokens
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Moved:
    """A token that got another place; `new_number` is the same where it stayed on its day. `at` (UTC) is its start."""

    number: str
    new_number: str
    doctor: str
    at: datetime


def move(work: UnitOfWork, day: DepartmentDayRow, token: TokenRow, slot_id: int) -> Moved:
    """Give the token a free place of this slot; both days are locked. Raise Refused naming the token."""
    number = tokens.number_text(day, token.number)
    target_day, target = _target(work, day, slot_id, number)
    policy = days.policy_of(target_day)
    place = (target, pools.key_of_slot(policy, target))
    same = target_day.id == day.id and token.status in LIVE
    _check_duplicate(work, target_day, place, token, number, same=same)
    if same:
        _moving.move(Subject(work, day, policy, token), target, Placed(pools.slot_value(target), "has_room"))
        new = token
    else:
        there = Target(target_day, policy, place[1], target)
        new = _book(work, there, token, same_day=target_day.id == day.id)
        close(Subject(work, day, policy, token), new, target_day.service_day)
    doctor = clinic.doctor_name(work, target.doctor_id)
    return Moved(number, tokens.number_text(target_day, new.number), doctor, target.starts_at)


def _check_duplicate(
    work: UnitOfWork,
    day: DepartmentDayRow,
    place: tuple[SlotRow, pools.PoolKey],
    token: TokenRow,
    number: str,
    *,
    same: bool,
) -> None:
    """Say for whom it cannot be: many are moved at once."""
    try:
        _duplicates.check(work, day, days.policy_of(day), token.patient_id, place, beside=token if same else None)
    except Refused as refused:
        other = refused.refusal.facts["number"]
        problem = say(
            "The patient of {number} already has {other} on that day. Choose another one; nothing was changed.",
            number=number, other=other,
        )  # fmt: skip
        raise refuse("invalid", "slot", problem=problem) from refused


def _target(work: UnitOfWork, day: DepartmentDayRow, slot_id: int, number: str) -> tuple[DepartmentDayRow, SlotRow]:
    target_day = days.lock_of_slot(work, slot_id)
    target = slots.find(work, slot_id) if target_day else None
    if target_day is None or target is None or target_day.department_id != day.department_id:
        raise refuse("unknown_slot", "slot")
    places.end_graces(work, target_day.id)
    if not slots.is_open(target) or pools.is_over(target, work.now) or target.taken >= target.capacity:
        problem = say(
            "The slot for {number} has no free place any more. Choose another one; nothing was changed.", number=number
        )
        raise refuse("invalid", "slot", problem=problem)
    return target_day, target


def _book(work: UnitOfWork, target: Target, old: TokenRow, *, same_day: bool) -> TokenRow:
    """Make the new token, with the place in line of when it was first asked for."""
    policy, slot = target.policy, target.named
    if slot is None or not policy.uses(old.class_):
        raise refuse("unknown_class", "slot", **{"class": old.class_, "classes": ", ".join(policy.classes)})
    key = priority_key(policy, old.class_, target.day.last_arrival + 1, old.booked_at)
    decided = Decided(Placed(pools.slot_value(slot), "has_room"), old.class_, key, slot, None)
    return write(work, target, old, decided, same_day=same_day)


def write(work: UnitOfWork, target: Target, old: TokenRow, decided: Decided, *, same_day: bool) -> TokenRow:
    """Write the new token down: on the same day the patient is as much here as before."""
    # A walk-in counts as here: whoever comes on another day is not, and nobody who did not come when called.
    is_here = same_day and old.arrived_at is not None
    asked = Asked(old.source if is_here or (same_day and old.source != Source.WALK_IN) else Source.STAFF, old.booked_at)
    return _placing.write(work, target, old.patient_id, asked, decided, old.arrived_at if same_day else None)


def close(subject: Subject, new: TokenRow, on: date) -> SlotRow | None:
    """End the first token, unless it lost its place before; it names the new one. Give the slot that it left.

    Raise Refused where it is closed otherwise.
    """
    token, work = subject.token, subject.work
    before = TokenStatus(token.status)
    slot = subject.slot if before in PLACED else None
    if before != TokenStatus.DISPLACED:
        subject.step(Action.CANCEL)
        token.closed_at = work.now
    if slot:
        places.free(token, slot)
    token.moved_to_id = new.id
    facts = {"to_number": new.number, "to_day": on}
    work.record(Kind.REBOOKED, rule="rebooked", token=token, slot=slot, before=before, facts=facts)
    return slot
