"""What somebody did a moment ago."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind, standing
from opd_web.store import day_events
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import DoneView
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    SlotRow,
    TokenRow,
)

NEAR = 300
"""How many events of a day are looked through: more than a busy minute has, however long the day is."""

MANY = 40
"""How many of somebody's events are told: the end of one session alone has one for each of its slots."""


_FOLLOWS = and_(EventRow.kind == Kind.UNDONE, EventRow.rule == Kind.SESSION_CLOSED, EventRow.token_id.is_not(None))
"""What the undo of a session's end does to each token: nobody asked for that of one token."""


@dataclass(frozen=True)
class Found:
    """One event, with the token or the doctor that it is about."""

    event: EventRow
    code: str
    token: TokenRow | None
    slot: SlotRow | None
    doctor: DoctorRow | None


def done_by(
    session: Session, department_id: int, service_day: date, actor: str, kinds: Collection[str], since: datetime
) -> tuple[DoneView, ...]:
    """Give what this actor did in the department's day since then (UTC), of these kinds, newest first."""
    query = (
        select(EventRow, DepartmentRow.code, TokenRow, SlotRow, DoctorRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == EventRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(TokenRow, TokenRow.id == EventRow.token_id)
        .outerjoin(SlotRow, SlotRow.id == EventRow.slot_id)
        .outerjoin(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .where(DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day == service_day)
        .where(EventRow.position > DepartmentDayRow.event_count - NEAR)
        .where(not_(_FOLLOWS))
        .where(EventRow.actor == actor, EventRow.kind.in_(tuple(kinds)), EventRow.at >= since)
        .order_by(EventRow.position.desc())
        .limit(MANY)
    )
    found = [Found(*row) for row in session.execute(query)]
    latest = _latest_of_tokens(session, found) | _latest_of_days(session, found)
    return tuple(_view(one, latest) for one in found)


def _latest_of_tokens(session: Session, found: Collection[Found]) -> set[int]:
    """Give the position of the latest event that stands of each of these tokens."""
    ids = {one.token.id for one in found if one.token}
    query = select(EventRow.token_id, EventRow.position, EventRow.kind, EventRow.rule).where(EventRow.token_id.in_(ids))
    histories: dict[int | None, list[tuple[int, str, str]]] = defaultdict(list)
    for token_id, position, kind, rule in session.execute(query.order_by(EventRow.position)):
        histories[token_id].append((position, kind, rule))
    stand = [(history, standing((kind, rule) for _, kind, rule in history)) for history in histories.values()]
    return {history[places[-1]][0] for history, places in stand if places}


def _latest_of_days(session: Session, found: Collection[Found]) -> set[int]:
    """Give the position of the latest event that stands of each doctor's day that one of these changed."""
    days = {one.slot.clinic_session_id for one in found if one.slot and not one.token}
    latest = [day_events.last(session, day, below_undone=True) for day in days]
    return {event.position for event in latest if event}


def _view(found: Found, latest: Collection[int]) -> DoneView:
    token, event = found.token, found.event
    facts = day_events.facts(event)
    return DoneView(
        position=event.position,
        kind=event.kind,
        rule=event.rule,
        token_id=token.id if token else None,
        number=f"{found.code}-{token.number:03d}" if token else None,
        doctor_id=found.doctor.id if found.doctor else None,
        doctor_name=found.doctor.name if found.doctor else None,
        version=token.version if token else None,
        is_latest=event.position in latest,
        ended_break="ended_break" in facts,
        late=facts.get("late"),
    )
