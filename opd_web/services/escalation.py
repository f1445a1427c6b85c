"""Escalation: a patient who already has a token becomes an emergency, under the same number."""

from datetime import datetime

from opd_web.engine.allocation import allocate
from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import EMERGENCY, Placed, PriorityKey, Request, TokenStatus
from opd_web.engine.ordering import priority_key
from opd_web.engine.roles import Actor
from opd_web.services import _subject, _target
from opd_web.services._subject import Subject
from opd_web.services.booked import BookedToken
from opd_web.services.refused import refuse
from opd_web.store import places, pools, tokens
from opd_web.store.rows import SlotRow, TokenRow
from opd_web.store.unit_of_work import unit_of_work


def escalate(
    token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime
) -> BookedToken:
    """Make a token an emergency: it keeps its number and its place, or gets one as the policy says.

    Among emergencies it stands as one that came now. Raise Refused.
    """
    with unit_of_work(actor, now) as work:
        subject = _subject.find(work, token_id, version)
        victim = _escalate(subject)
        tokens.add_note(work, subject.token, "reason", reason)
        token = _subject.view(subject)
        if victim is None:
            return BookedToken(token, escalated=True)
        lost = Subject(work, subject.day, subject.policy, victim)
        offered = _target.near(work, subject.day, subject.slot)
        return BookedToken(token, False, _subject.view(lost), offered, escalated=True)


def _escalate(subject: Subject) -> TokenRow | None:
    """Write it down, and give the token that lost its place to it."""
    token, policy, day = subject.token, subject.policy, subject.day
    if not policy.uses(EMERGENCY):
        raise refuse("unknown_class", "class", **{"class": EMERGENCY, "classes": ", ".join(policy.classes)})
    if token.class_ == EMERGENCY:
        raise refuse("emergency_already", "token", number=subject.number)
    before = subject.step(Action.ESCALATE)
    day.last_arrival += 1
    # When it was asked for before counts no more: the emergency begins now.
    key = priority_key(policy, EMERGENCY, day.last_arrival, subject.work.now)
    if before == TokenStatus.WAITING:
        return _find_place(subject, key)
    _keep_place(subject, key, before)
    return None


def _become(token: TokenRow, key: PriorityKey) -> None:
    token.class_, token.rank, token.order_first, token.order_second = EMERGENCY, key.rank, key.first, key.second


def _keep_place(subject: Subject, key: PriorityKey, before: TokenStatus) -> None:
    token, slot = subject.token, subject.slot
    _become(token, key)
    slot.emergencies += 1
    places.stand_anew(token, subject.policy)
    subject.work.record(Kind.ESCALATED, rule="kept_place", token=token, slot=slot, before=before)


def _find_place(subject: Subject, key: PriorityKey) -> TokenRow | None:
    """Ask the engine as for a new emergency; where it gives no place, the token waits as one."""
    token, work, policy = subject.token, subject.work, subject.policy
    pool = pools.PoolKey.parse(token.pool)
    rows = {row.id: row for row in pools.slots(work, subject.day.id, pool) if not pools.is_over(row, work.now)}
    outcome = allocate(pools.facts(work, rows.values()), Request(EMERGENCY), key, policy)
    if not isinstance(outcome, Placed):
        _become(token, key)
        work.record(Kind.ESCALATED, rule="waits", token=token, before=TokenStatus.WAITING)
        return None
    slot = rows[outcome.slot.id]
    victim = _make_room(subject, slot, outcome)
    _become(token, key)
    places.give(work, token, slot, policy, beyond_capacity=outcome.overflows)
    work.record(Kind.ESCALATED, rule=outcome.rule, token=token, slot=slot, before=TokenStatus.WAITING)
    return victim


def _make_room(subject: Subject, slot: SlotRow, outcome: Placed) -> TokenRow | None:
    if outcome.displaces is None:
        return None
    victim = tokens.get(subject.work, outcome.displaces.id)
    by = {"by_number": subject.token.number, "by_class": EMERGENCY}
    places.displace_for(subject.work, victim, slot, subject.policy, by)
    return victim
