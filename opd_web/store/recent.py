"""What somebody did a moment ago."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
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


def last_of(
    session: Session, department_id: int, service_day: date, actor: str, kinds: Collection[str], since: datetime
) -> DoneView | None:
    """Give the last event of these kinds that this actor caused in the department's day, not before `since` (UTC)."""
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
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return _view(session, Found(*row)) if row else None


def _view(session: Session, found: Found) -> DoneView:
    token = found.token
    return DoneView(
        kind=found.event.kind,
        token_id=token.id if token else None,
        number=f"{found.code}-{token.number:03d}" if token else None,
        doctor_id=found.doctor.id if found.doctor else None,
        doctor_name=found.doctor.name if found.doctor else None,
        version=token.version if token else None,
        is_latest=_is_latest(session, found.event) if token else _is_latest_of_day(session, found),
        ended_break="ended_break" in day_events.facts(found.event),
    )


def _is_latest_of_day(session: Session, found: Found) -> bool:
    latest = day_events.last(session, found.slot.clinic_session_id) if found.slot else None
    return latest is found.event


def _is_latest(session: Session, event: EventRow) -> bool:
    newest = session.scalar(select(func.max(EventRow.position)).where(EventRow.token_id == event.token_id))
    return bool(newest == event.position)
