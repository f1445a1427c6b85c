"""Follow-up: a consultation ends, and the same patient has a place with the same doctor so many days later."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opd_web.engine.lifecycle import Action
from opd_web.engine.model import FOLLOW_UP, Source, TokenStatus
from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates, _ending, _placing, _subject, _target
from opd_web.services._placing import Asked
from opd_web.services._subject import Subject
from opd_web.services.refused import Refused, refuse
from opd_web.store import days, follow_ups, free_slots, idempotency, places, slots, token_views, tokens
from opd_web.store.read_models import SlotView, TokenView
from opd_web.store.reading import reading
from opd_web.store.rows import SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

FURTHEST = 365


@dataclass(frozen=True)
class FollowUp:
    """The token that ended, the day that was asked for, the token of that day, or why there is none and what else."""

    token: TokenView
    day: date
    booked: TokenView | None
    problem: str = ""
    offers: tuple[SlotView, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A follow-up that could be: in how many days it was asked for, that day, and the slot that it would get."""

    ahead: int
    day: date
    slot: SlotView | None


def choices(token_id: int, ahead: Iterable[int], *, now: datetime) -> tuple[Choice, ...]:
    """Say for each of these numbers of days which slot the follow-up would get, if any. Raise Refused."""
    with reading() as session:
        visit = follow_ups.visit(session, token_id)
        if visit is None:
            raise refuse("not_found", "token", what="token")
        days_of = [(number, visit.service_day + timedelta(number)) for number in ahead]
        return tuple(
            Choice(number, day, follow_ups.first_slot(session, visit.doctor_id, day, now)) for number, day in days_of
        )


def complete(
    token_id: int, ahead: int, *, version: int | None = None, key: str, actor: Actor, now: datetime
) -> FollowUp:
    """End the consultation, and book the doctor's first free slot `ahead` days later, or on the nearest day after.

    Where there is none, offer those of others. The same `key` gives the same answer again. Raise Refused.
    """
    if not 1 <= ahead <= FURTHEST:
        raise refuse("invalid", "days", problem=say("A follow-up is 1 to {most} days later.", most=FURTHEST))
    with unit_of_work(actor, now) as work:
        earlier = idempotency.find(work, key)
        subject = _subject.find(work, token_id, None if earlier else version)
        day = subject.day.service_day + timedelta(days=ahead)
        if earlier:
            return _again(subject, day, earlier.token_id)
        booked, problem = _complete(subject, day)
        idempotency.keep(work, key, _fingerprint(token_id, ahead), booked.id if booked else token_id)
        offers = () if booked else free_slots.on_later_days(work.session, token_id, actor.departments, now, 3, day)
        return FollowUp(_subject.view(subject), day, _view(work, booked) if booked else None, problem, offers)


def book(token_id: int, slot_id: int, *, key: str, actor: Actor, now: datetime) -> TokenView:
    """Book a follow-up of this token's patient; the same `key` gives the same token again. Raise Refused."""
    with unit_of_work(actor, now) as work:
        earlier = idempotency.find(work, key)
        subject = _subject.find(work, token_id, None)
        new = tokens.get(work, earlier.token_id) if earlier else _book(subject, slot_id)
        if not earlier:
            idempotency.keep(work, key, _fingerprint(token_id, slot_id), new.id)
        return _view(work, new)


def _complete(subject: Subject, day: date) -> tuple[TokenRow | None, str]:
    """Book first, so that the end of the consultation can name the new token; what cannot be booked holds nobody up."""
    if subject.token.status != TokenStatus.IN_CONSULTATION:
        subject.step(Action.COMPLETE)
    slot, booked, problem = _free_slot(subject, day), None, ""
    try:
        booked = _book(subject, slot.id) if slot else None
    except Refused as refused:
        problem = refused.refusal.sentence
    _ending.complete(subject, {"follow_up": booked.id} if booked else {})
    return booked, problem


def _free_slot(subject: Subject, day: date) -> SlotRow | None:
    work, doctor_id = subject.work, subject.slot.doctor_id
    nearest = follow_ups.first_day(work.session, doctor_id, day, work.now)
    there = days.lock(work, subject.day.department_id, nearest) if nearest else None
    found = slots.open_on(work, there.id) if there else ()
    return next((row for row in found if row.doctor_id == doctor_id and row.taken < row.capacity), None)


def _book(subject: Subject, slot_id: int) -> TokenRow:
    work, patient_id = subject.work, subject.token.patient_id
    target = _target.of_slot(work, slot_id)
    if target.day.department_id != subject.day.department_id:
        raise refuse("unknown_slot", "slot")
    places.end_graces(work, target.day.id)
    class_ = FOLLOW_UP if target.policy.uses(FOLLOW_UP) else target.policy.classes[-1]
    decided = _placing.in_slot(work, target, class_, work.now)
    _duplicates.check(work, target.day, target.policy, patient_id, (target.named, target.pool))
    return _placing.write(work, target, patient_id, Asked(Source.STAFF), decided)


def _again(subject: Subject, day: date, token_id: int) -> FollowUp:
    booked = tokens.get(subject.work, token_id) if token_id != subject.token.id else None
    return FollowUp(_subject.view(subject), day, _view(subject.work, booked) if booked else None)


def _view(work: UnitOfWork, token: TokenRow) -> TokenView:
    work.session.flush()
    policy = days.read_policy(tokens.policy_version(work, token.id).options)
    view = token_views.one(work.session, token.id, policy, work.now)
    if view is None:
        raise LookupError(f"token {token.id} was not written")
    return view


def _fingerprint(token_id: int, what: int) -> str:
    return hashlib.sha256(f"follow-up {token_id} {what}".encode()).hexdigest()
