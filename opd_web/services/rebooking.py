"""Rebooking: a token that lost its place, or goes to another day, becomes a new one that is linked to it."""

from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates, _placing, _rebooking, _subject, _target
from opd_web.services._subject import Note, Subject, change
from opd_web.services._target import Target
from opd_web.services.refused import refuse
from opd_web.store import free_slots, places, tokens
from opd_web.store.read_models import SlotView, TokenView
from opd_web.store.reading import reading
from opd_web.store.rows import TokenRow
from opd_web.store.unit_of_work import unit_of_work


def rebook(token_id: int, slot_id: int, *, version: int | None = None, actor: Actor, now: datetime) -> TokenView:
    """Book the patient of a token into another slot, of whatever day, and close the token; give the new one.

    Class and time of asking stay; on the same day the arrival too. Raise Refused.
    """
    with unit_of_work(actor, now) as work:
        subject = _subject.find(work, token_id, version)
        # After the token's own day: a slot of an earlier one is over and takes nobody.
        target = _target.of_slot(work, slot_id)
        _refuse(subject, target)
        new = _book(subject, target)
        left = _rebooking.close(subject, new, target.day.service_day)
        if left:
            places.pass_on(work, left)
        return _subject.view(Subject(work, target.day, target.policy, new))


def offers(token_id: int, *, actor: Actor, now: datetime) -> tuple[SlotView, ...]:
    """Offer slots with room on the days after the token's own, those of its doctor first. Raise Refused."""
    with reading() as session:
        return free_slots.on_later_days(session, token_id, actor.departments, now)


def settle(token_id: int, *, version: int | None = None, actor: Actor, now: datetime) -> TokenView:
    """Note that a displaced patient needs no other place any more. Raise Refused."""
    return change(token_id, version, Note("settle", ""), _settle, actor, now)


def _refuse(subject: Subject, target: Target) -> None:
    token = subject.token
    if target.day.department_id != subject.day.department_id:
        raise refuse("other_day", "slot", number=subject.number)
    if token.moved_to_id is not None:
        raise refuse("rebooked_already", "token", number=subject.number)
    if token.status != TokenStatus.DISPLACED and target.day.id == subject.day.id:
        raise refuse("same_day", "slot", number=subject.number)


def _book(subject: Subject, target: Target) -> TokenRow:
    work, old = subject.work, subject.token
    places.end_graces(work, target.day.id)
    decided = _placing.in_slot(work, target, old.class_, old.booked_at)
    place = (target.named, target.pool)
    _duplicates.check(work, target.day, target.policy, old.patient_id, place, beside=old)
    return _rebooking.write(work, target, old, decided, same_day=target.day.id == subject.day.id)


def _settle(subject: Subject) -> None:
    if subject.token.status != TokenStatus.DISPLACED or subject.token.moved_to_id is not None:
        raise refuse("not_displaced", "token", number=subject.number)
    if tokens.last_event(subject.work, subject.token.id).kind == Kind.SETTLED:
        raise refuse("settled_already", "token", number=subject.number)
    subject.work.record(Kind.SETTLED, rule="settled", token=subject.token, before=TokenStatus.DISPLACED)
