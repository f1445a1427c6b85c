"""One token in the middle of a use case: found, locked, and as the caller saw it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.events import event_word
from opd_web.engine.lifecycle import Action, after
from opd_web.engine.model import TokenStatus
from opd_web.engine.phrases import Phrase, say
from opd_web.engine.policy import Policy
from opd_web.engine.refusals import Refusal
from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services.refused import Refused, refuse
from opd_web.store import actors, days, desks, history, places, token_views, tokens
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import TokenView
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

MINUTE = 60


@dataclass(frozen=True)
class Subject:
    """One token in the middle of a use case, with everything locked that it can touch."""

    work: UnitOfWork
    day: DepartmentDayRow
    policy: Policy
    token: TokenRow

    @property
    def number(self) -> str:
        """Give the number as people read it."""
        return tokens.number_text(self.day, self.token.number)

    @property
    def slot(self) -> SlotRow:
        """Give the slot of a token that holds a place."""
        slot = tokens.slot_of(self.work, self.token)
        if slot is None:
            raise LookupError(f"token {self.token.id} holds no place")
        return slot

    def step(self, action: Action) -> TokenStatus:
        """Take the step in the table and give the status before it. Raise Refused where it is not legal."""
        before = TokenStatus(self.token.status)
        outcome = after(action, before, self.number)
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        self.token.status = outcome
        return before


@dataclass(frozen=True)
class Note:
    """What was said while something was done; kept apart from the events."""

    kind: str
    text: str


def change(
    token_id: int, version: int | None, note: Note, apply: Callable[[Subject], None], actor: Actor, now: datetime
) -> TokenView:
    """Do one thing to one token, behind the lock of its day. Raise Refused where it is not what the caller saw."""
    with unit_of_work(actor, now) as work:
        subject = find(work, token_id, version)
        apply(subject)
        tokens.add_note(work, subject.token, note.kind, note.text)
        return view(subject)


def find(work: UnitOfWork, token_id: int, version: int | None) -> Subject:
    """Give one token behind the lock of its day. Raise Refused where it is not the caller's, or not what they saw."""
    day = days.lock_of_token(work, token_id)
    token = tokens.find(work, token_id) if day else None
    if day is None or token is None:
        raise refuse("not_found", "token", what="token")
    _scope.check_queue(work.actor, day.department_id, token.doctor_id)
    places.end_graces(work, day.id)
    subject = Subject(work, day, days.policy_of(day), token)
    _refuse_stale(subject, version)
    return subject


def _refuse_stale(subject: Subject, version: int | None) -> None:
    if version is None or version == subject.token.version:
        return
    last = tokens.last_event(subject.work, subject.token.id)
    raise refuse(
        "stale_version",
        "version",
        number=subject.number,
        who=_who(subject.work, last),
        what=Phrase(event_word(last.kind)),
        ago=_ago(subject.work, last.at),
    )


def _who(work: UnitOfWork, event: EventRow) -> str:
    """Name who did it, and the desk where they sit: there they can be asked."""
    name = actors.names(work.session, [event.actor])[event.actor]
    desk = desks.name(work.session, history.step_of(event).facts.get("desk"))
    return say("{name} ({desk})", name=name, desk=desk) if desk else name


def _ago(work: UnitOfWork, at: datetime) -> Phrase:
    """Say how long ago something happened; after an hour, at what time it did."""
    seconds = max(0, int((work.now - at).total_seconds()))
    if seconds < MINUTE:
        return say("{seconds} s ago", seconds=seconds)
    if seconds < MINUTE * MINUTE:
        return say("{minutes} min ago", minutes=seconds // MINUTE)
    return say("at {time}", time=at.astimezone(days.zone(work.session)).strftime("%H:%M"))


def view(subject: Subject) -> TokenView:
    subject.work.session.flush()
    view = token_views.one(subject.work.session, subject.token.id, subject.policy, subject.work.now)
    if view is None:
        raise LookupError(f"token {subject.token.id} was not written")
    return view
