"""The queue: what happens to a token between its booking and its end."""

from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import EMERGENCY, SessionStatus, TokenStatus
from opd_web.engine.ordering import call_order, end_of_class_key
from opd_web.engine.policy import Policy
from opd_web.engine.roles import Actor
from opd_web.services import _ending, _scope
from opd_web.services._subject import Note, Subject, change, view
from opd_web.services.refused import refuse
from opd_web.store import calls, days, idempotency, places, queues, sessions, tokens
from opd_web.store.read_models import TokenView
from opd_web.store.rows import DepartmentDayRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


def arrive(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Check the patient in; doing it twice changes nothing. From hold, come back where `late_return` says."""
    return change(token_id, version, Note(Action.ARRIVE, reason), _arrive, actor, now)


def call(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Call this one, whatever the order; an absent patient is thereby marked as arrived."""
    return change(token_id, version, Note(Action.CALL, reason), _call, actor, now)


def recall(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Announce a called token once more."""
    return change(token_id, version, Note(Action.RECALL, reason), _recall, actor, now)


def hold(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Put a called, absent patient aside; the place is kept."""
    return change(token_id, version, Note(Action.HOLD, reason), _hold, actor, now)


def start(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Begin the consultation of a called token."""
    return change(token_id, version, Note(Action.START, reason), _start, actor, now)


def complete(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """End the consultation; the place is given on where the policy says so."""
    return change(token_id, version, Note(Action.COMPLETE, reason), _complete, actor, now)


def cancel(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Cancel a token, and give its place on."""
    return change(token_id, version, Note(Action.CANCEL, reason), _cancel, actor, now)


def no_show(token_id: int, *, version: int | None = None, reason: str = "", actor: Actor, now: datetime) -> TokenView:
    """Close the token of a patient who did not come; its place is kept for the policy's grace, then given on."""
    return change(token_id, version, Note(Action.NO_SHOW, reason), _no_show, actor, now)


def call_next(doctor_id: int, *, key: str = "", actor: Actor, now: datetime) -> TokenView:
    """Call the first present token in the doctor's order; the same `key` from the same actor calls only once.

    Raise Refused while another one stands called.
    """
    with unit_of_work(actor, now) as work:
        day = days.lock_of_doctor(work, doctor_id, days.today(work))
        if day is None:
            raise refuse("not_found", "doctor", what="doctor")
        _scope.check_queue(actor, day.department_id, doctor_id)
        earlier = idempotency.find(work, key) if key else None
        policy = days.policy_of(day)
        if earlier:
            return view(Subject(work, day, policy, tokens.get(work, earlier.token_id)))
        places.end_graces(work, day.id)
        subject = Subject(work, day, policy, _next(work, day, policy, doctor_id))
        _call(subject)
        if key:
            idempotency.keep(work, key, "call-next", subject.token.id)
        return view(subject)


def _next(work: UnitOfWork, day: DepartmentDayRow, policy: Policy, doctor_id: int) -> TokenRow:
    rows = {row.id: (row, starts_at) for row, starts_at in queues.placed_of_doctor(work.session, doctor_id, day.id)}
    _refuse_while_calling(day, [row for row, _ in rows.values()])
    called = queues.called_of_doctor(work.session, doctor_id, day.id)
    passed = sessions.call_count(work.session, doctor_id, day.id)
    candidates = [queues.queued(row, starts_at, called, passed) for row, starts_at in rows.values()]
    present = [one for one in candidates if one.present and one.status == TokenStatus.BOOKED]
    if not present:
        raise refuse("queue_empty", "doctor")
    return rows[call_order(policy, present)[0].token_id][0]


def _refuse_while_calling(day: DepartmentDayRow, rows: list[TokenRow]) -> None:
    for row in rows:
        if row.status == TokenStatus.CALLED:
            raise refuse("already_calling", "doctor", number=tokens.number_text(day, row.number))


def _arrive(subject: Subject) -> None:
    token = subject.token
    before = subject.step(Action.ARRIVE)
    if before == TokenStatus.ON_HOLD:
        _return(subject)
        subject.work.record(Kind.RETURNED, rule=subject.policy.late_return, token=token, before=before)
    elif token.arrived_at is None:
        tokens.mark_present(subject.work, token)
        subject.work.record(Kind.ARRIVED, rule="arrived", token=token, before=before)


def _return(subject: Subject) -> None:
    """Bring a token back from hold: present again, where `late_return` says; an emergency keeps its place."""
    token, policy, work = subject.token, subject.policy, subject.work
    token.arrived_event = work.next_position(token.department_day_id)
    if policy.late_return == "end_of_class":
        subject.day.last_arrival += 1
        key = end_of_class_key(policy, token.class_, token.arrived_event, subject.day.last_arrival, work.now)
        token.queue_rank, token.queue_first, token.queue_second = key.rank, key.first, key.second
    if policy.late_return == "after_n" and token.class_ != EMERGENCY:
        passed = sessions.call_count(work.session, subject.slot.doctor_id, subject.day.id)
        token.returns_after_call = passed + policy.late_return_after


def _call(subject: Subject) -> None:
    work, token, day = subject.work, subject.token, subject.day
    if day.service_day != days.today(work):
        raise refuse("not_its_day", "token", number=subject.number, day=day.service_day)
    before = subject.step(Action.CALL)
    session = sessions.of_slot(work, subject.slot)
    if session.status == SessionStatus.CLOSED:
        raise refuse("session_closed", "doctor")
    position = work.next_position(day.id)
    if token.arrived_at is None:
        tokens.mark_present(work, token)
    if token.first_called_at is None:
        token.first_called_at, token.first_called_event = work.now, position
    token.called_at, token.call_count, token.returns_after_call = work.now, token.call_count + 1, None
    facts: dict[str, object] = {"room": session.room}
    if session.status == SessionStatus.PAUSED:
        facts["ended_break"] = True
    sessions.count_call(session)
    calls.announce(work, day, token, session.room, recall=False)
    work.record(Kind.CALLED, rule="called", token=token, before=before, facts=facts)


def _recall(subject: Subject) -> None:
    work, token = subject.work, subject.token
    before = subject.step(Action.RECALL)
    token.called_at, token.call_count = work.now, token.call_count + 1
    session = sessions.of_slot(work, subject.slot)
    calls.announce(work, subject.day, token, session.room, recall=True)
    work.record(Kind.RECALLED, rule="recalled", token=token, before=before, facts={"room": session.room})


def _hold(subject: Subject) -> None:
    before = subject.step(Action.HOLD)
    subject.work.record(Kind.HELD, rule="absent_when_called", token=subject.token, before=before)


def _start(subject: Subject) -> None:
    before = subject.step(Action.START)
    subject.token.started_at = subject.work.now
    subject.work.record(Kind.STARTED, rule="started", token=subject.token, before=before)


def _complete(subject: Subject) -> None:
    _ending.complete(subject, {})


def _cancel(subject: Subject) -> None:
    _ending.close(subject, Action.CANCEL, Kind.CANCELLED)


def _no_show(subject: Subject) -> None:
    token, policy = subject.token, subject.policy
    was_called = token.status in {TokenStatus.CALLED, TokenStatus.ON_HOLD}
    if was_called and token.call_count < policy.max_calls:
        facts = {"calls": token.call_count, "max_calls": policy.max_calls}
        raise refuse("too_few_calls", "token", number=subject.number, **facts)
    _ending.no_show(subject)
