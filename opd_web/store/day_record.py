"""The record of one department's day: what was asked, when people came and went in, and in whose clinic.

No names: tokens and doctors are numbers here. Moments are UTC.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import SlotStatus, TokenStatus
from opd_web.store import days
from opd_web.store.event_rows import EventRow
from opd_web.store.pools import PoolKey
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)

BY_ANOTHER = (Action.DISPLACE, Action.CLOSE_DISPLACED)
"""The rules by which a token loses its place to another one; a closed session is none of them."""


@dataclass(frozen=True)
class SlotRecord:
    """One slot that was not cancelled; `delay_minutes` as it was last."""

    id: int
    doctor_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    delay_minutes: int


@dataclass(frozen=True)
class TokenRecord:
    """One token; `asked_slot` or `asked_window` is the pool it was put to, neither for the whole day.

    `arrival`, `arrived_event` and `first_called_event` are orders within the day. `displacements` counts how often it
    lost its place to another one.
    """

    id: int
    class_: str
    source: str
    status: TokenStatus
    asked_slot: int | None
    asked_window: datetime | None
    doctor_id: int | None
    arrival: int
    booked_at: datetime
    arrived_at: datetime | None
    arrived_event: int | None
    first_called_at: datetime | None
    first_called_event: int | None
    started_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    displacements: int


@dataclass(frozen=True)
class DayRecord:
    """One department's day; `preset` names the policy that decided it."""

    department: str
    day: date
    zone: ZoneInfo
    preset: str
    slots: tuple[SlotRecord, ...]
    tokens: tuple[TokenRecord, ...]
    events: int


def read(session: Session, code: str, day: date) -> DayRecord | None:
    """Read the day of the department with this code; None where nobody ever wrote to it."""
    query = (
        select(DepartmentDayRow, PolicyVersionRow.preset)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(DepartmentRow.code == code, DepartmentDayRow.service_day == day)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, preset = found
    displaced = _displacements(session, row.id)
    return DayRecord(
        department=code,
        day=day,
        zone=days.zone(session),
        preset=preset,
        slots=tuple(_slot(slot) for slot in _slots(session, row.id)),
        tokens=tuple(_token(token, displaced) for token in _tokens(session, row.id)),
        events=row.event_count,
    )


def _slots(session: Session, day_id: int) -> Sequence[SlotRow]:
    query = select(SlotRow).where(SlotRow.department_day_id == day_id, SlotRow.status != SlotStatus.CANCELLED)
    return session.scalars(query.order_by(SlotRow.id)).all()


def _tokens(session: Session, day_id: int) -> Sequence[TokenRow]:
    return session.scalars(select(TokenRow).where(TokenRow.department_day_id == day_id).order_by(TokenRow.id)).all()


def _displacements(session: Session, day_id: int) -> Mapping[int, int]:
    query = (
        select(EventRow.token_id, func.count())
        .where(EventRow.department_day_id == day_id, EventRow.kind == Kind.DISPLACED, EventRow.rule.in_(BY_ANOTHER))
        .group_by(EventRow.token_id)
    )
    return Counter({token_id: count for token_id, count in session.execute(query) if token_id})


def _slot(row: SlotRow) -> SlotRecord:
    return SlotRecord(row.id, row.doctor_id, row.starts_at, row.ends_at, row.capacity, row.delay_minutes)


def _token(row: TokenRow, displaced: Mapping[int, int]) -> TokenRecord:
    pool = PoolKey.parse(row.pool)
    return TokenRecord(
        id=row.id,
        class_=row.class_,
        source=row.source,
        status=TokenStatus(row.status),
        asked_slot=pool.slot_id,
        asked_window=pool.starts_at,
        doctor_id=row.doctor_id,
        arrival=row.arrival,
        booked_at=row.booked_at,
        arrived_at=row.arrived_at,
        arrived_event=row.arrived_event,
        first_called_at=row.first_called_at,
        first_called_event=row.first_called_event,
        started_at=row.started_at,
        completed_at=row.completed_at,
        closed_at=row.closed_at,
        displacements=displaced.get(row.id, 0),
    )
