"""What an action did to others: taken back with it, while nobody has built on that."""

import json

from opd_web.engine.events import Kind
from opd_web.engine.model import CLOSED, TokenStatus
from opd_web.services import _duplicates
from opd_web.services._subject import Subject
from opd_web.services.refused import Refused
from opd_web.store import day_events, history, places, pools, tokens
from opd_web.store.event_rows import EventRow
from opd_web.store.history import LastStep
from opd_web.store.rows import SlotRow, TokenRow


def give_back(subject: Subject, last: LastStep, slot: SlotRow) -> None:
    """Give the place that a token left by an undo to whoever lost it to this token, and has got no other one since."""
    event = day_events.at(subject.work, subject.day.id, last.position - 1)
    if event is None or event.kind != Kind.DISPLACED or event.slot_id != slot.id:
        return
    victim = tokens.get(subject.work, event.token_id or 0)
    if json.loads(event.facts).get("by_number") == subject.token.number and _is_untouched(subject, victim, event):
        _put_back(Subject(subject.work, subject.day, subject.policy, victim), event, slot)


def _put_back(lost: Subject, event: EventRow, slot: SlotRow) -> None:
    token, work = lost.token, lost.work
    if not places.can_take_again(token, slot, lost.policy) or _has_another(lost, slot):
        return
    before = TokenStatus(token.status)
    history.restore(token, day_events.token_before(work, token.id, event.position))
    places.take_again(token, slot)
    work.record(Kind.UNDONE, rule=Kind.DISPLACED, token=token, slot=slot, before=before)


def _has_another(lost: Subject, slot: SlotRow) -> bool:
    """Tell whether the patient of a token that was closed has got another one meanwhile."""
    place = (slot, pools.PoolKey.parse(lost.token.pool))
    if lost.token.status not in CLOSED:
        return False
    try:
        _duplicates.check(lost.work, lost.day, lost.policy, lost.token.patient_id, place, beside=lost.token)
    except Refused:
        return True
    return False


def reclaim(subject: Subject, last: LastStep, slot: SlotRow) -> None:
    """Let somebody wait again who got the place that this token gave up, where nobody has built on that."""
    for event in day_events.promoted_by(subject.work, subject.day.id, last):
        if event.slot_id != slot.id:
            continue
        token = tokens.get(subject.work, event.token_id or 0)
        if _is_untouched(subject, token, event):
            places.free(token, slot)
            history.restore(token, day_events.token_before(subject.work, token.id, event.position))
            subject.work.record(
                Kind.UNDONE, rule=Kind.PROMOTED, token=token, slot=slot, before=TokenStatus(event.status_after or "")
            )
            return


def _is_untouched(subject: Subject, token: TokenRow, event: EventRow) -> bool:
    step, _ = history.last_step(subject.work.session, token.id, below_undone=True)
    return step.position == event.position
