"""How a token ends: seen, cancelled, or a no-show, and what becomes of its place."""

from collections.abc import Mapping
from datetime import timedelta

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import PLACED
from opd_web.services._subject import Subject
from opd_web.store import places


def complete(subject: Subject, facts: Mapping[str, object]) -> None:
    """End the consultation; the place is given on where the policy says so. Raise Refused."""
    before = subject.step(Action.COMPLETE)
    token, slot, work = subject.token, subject.slot, subject.work
    token.completed_at = token.closed_at = work.now
    slot.completed += 1
    gives_on = not subject.policy.completed_holds_place
    if gives_on:
        places.free(token, slot)
    rule = "place_given_on" if gives_on else "place_kept"
    work.record(Kind.COMPLETED, rule=rule, token=token, slot=slot, before=before, facts=facts)
    if gives_on:
        places.pass_on(work, slot)


def close(subject: Subject, action: Action, kind: Kind) -> None:
    """Close the token; a place that it held is given on. Raise Refused where the step is not legal."""
    token, work = subject.token, subject.work
    held = token.status in PLACED
    before = subject.step(action)
    token.closed_at = work.now
    if not held:
        work.record(kind, rule="waited", token=token, before=before)
        return
    slot = subject.slot
    places.free(token, slot)
    work.record(kind, rule="place_given_on", token=token, slot=slot, before=before)
    places.pass_on(work, slot)


def no_show(subject: Subject) -> None:
    """Close the token of a patient who did not come; its place is kept for the policy's grace, then given on."""
    token, policy, work = subject.token, subject.policy, subject.work
    if token.status not in PLACED or not policy.no_show_grace_minutes:
        close(subject, Action.NO_SHOW, Kind.NO_SHOW)
        return
    before = subject.step(Action.NO_SHOW)
    token.closed_at = work.now
    token.grace_ends_at = work.now + timedelta(minutes=policy.no_show_grace_minutes)
    work.record(Kind.NO_SHOW, rule="place_kept_in_grace", token=token, before=before)
