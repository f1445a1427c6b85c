"""What somebody did a moment ago."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.orm import Session, aliased

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


_FOLLOWS = and_(
    EventRow.kind == Kind.UNDONE,
    EventRow.rule.in_((Kind.SESSION_CLOSED, Kind.DISPLACED, Kind.PROMOTED)),
    EventRow.token_id.is_not(None),
)
"""What an undo does to other tokens: nobody asked for that of one token."""

_TO_OTHERS = or_(EventRow.kind.in_((Kind.DISPLACED, Kind.PROMOTED)), _FOLLOWS)


@dataclass(frozen=True)
class Found:
    """One event, with the token or the doctor that it is about, and the token that this one became on some day."""

    event: EventRow
    code: str
    token: TokenRow | None
    slot: SlotRow | None
    doctor: DoctorRow | None
    became: TokenRow | None
    became_on: date | None


def done_by(
    session: Session, department_id: int, service_day: date, actor: str, kinds: Collection[str], since: datetime
) -> tuple[DoneView, ...]:
    """Give what this actor did in the department's day since then (UTC), of these kinds, newest first."""
    became, its_day = aliased(TokenRow), aliased(DepartmentDayRow)
    query = (
        select(EventRow, DepartmentRow.code, TokenRow, SlotRow, DoctorRow, became, its_day.service_day)
        .join(DepartmentDayRow, DepartmentDayRow.id == EventRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(TokenRow, TokenRow.id == EventRow.token_id)
        .outerjoin(SlotRow, SlotRow.id == EventRow.slot_id)
        .outerjoin(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .outerjoin(became, became.id == TokenRow.moved_to_id)
        .outerjoin(its_day, its_day.id == became.department_day_id)
        .where(DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day == service_day)
        .where(EventRow.position > DepartmentDayRow.event_count - NEAR)
        .where(not_(_FOLLOWS))
        .where(EventRow.actor == actor, EventRow.kind.in_(tuple(kinds)), EventRow.at >= since)
        .order_by(EventRow.position.desc())
        .limit(MANY)
    )
    found = [Found(*row) for row in session.execute(query)]
    latest = _latest_of_tokens(session, found) | _latest_of_days(session, found)
    return tuple(_view(one, latest, _others(session, one) if one is found[0] else ()) for one in found)


def _others(session: Session, done: Found) -> tuple[tuple[str, str], ...]:
    """Give the other tokens that the same act displaced or promoted, or took that back: what happened, and number."""
    event = done.event
    if event.token_id is None:
        return ()
    query = (
        select(EventRow.kind, EventRow.rule, TokenRow.number)
        .join(TokenRow, TokenRow.id == EventRow.token_id)
        .where(EventRow.department_day_id == event.department_day_id, EventRow.at == event.at, _TO_OTHERS)
        .where(EventRow.actor == event.actor, EventRow.token_id != event.token_id)
        .order_by(EventRow.position)
        .limit(MANY)
    )
    return tuple(
        (f"undone_{rule}" if kind == Kind.UNDONE else kind, f"{done.code}-{number:03d}")
        for kind, rule, number in session.execute(query)
    )


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


def _view(found: Found, latest: Collection[int], others: tuple[tuple[str, str], ...]) -> DoneView:
    token, event, became = found.token, found.event, found.became
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
        became_id=became.id if became else None,
        # A token stays in its department, whatever becomes of it.
        became=f"{found.code}-{became.number:03d}" if became else None,
        became_on=found.became_on if token and became and became.department_day_id != token.department_day_id else None,
        others=others,
        late=facts.get("late"),
    )
