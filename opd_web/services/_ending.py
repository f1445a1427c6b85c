"""How a token ends without a consultation: cancelled, or a no-show, and what becomes of its place."""

from datetime import timedelta

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import PLACED
from opd_web.services._subject import Subject
from opd_web.store import places


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
