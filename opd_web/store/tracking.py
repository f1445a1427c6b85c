"""One token as its patient may follow it. No name, no class, no phone number ever passes through here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
from opd_web.engine.model import ACTIVE, EMERGENCY, SessionStatus, TokenStatus
from opd_web.engine.outlook import Outlook
from opd_web.engine.policy import Policy
from opd_web.store import outlooks, queues
from opd_web.store.days import read_policy
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)

MOVES = (Kind.DISPLACED, Kind.SENT_BACK, Kind.TRANSFERRED, Kind.PROMOTED)
PASSING = (*ACTIVE, TokenStatus.COMPLETED)


@dataclass(frozen=True)
class TrackedView:
    """What a patient sees of a token; times are UTC. `clinic` is the department's public label.

    `phase` is the token's status in small letters, or for a booked one `later` (another day), `not_started`, `paused`
    or `queue`. `ahead` counts those who go in before, where the patient is not `present` those who would if all came.
    `expected` is a range as of `now`, and `reasons` say why it may have jumped: late, urgent, urgent_displaced,
    displaced, sent_back, transferred, promoted.
    """

    number: str
    clinic: str
    phase: str
    service_day: date
    now: datetime
    present: bool
    is_urgent: bool
    doctor_name: str | None = None
    room: str | None = None
    delay_minutes: int = 0
    starts_at: datetime | None = None
    called_at: datetime | None = None
    ahead: int | None = None
    expected: tuple[datetime, datetime] | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Rows:
    token: TokenRow
    day: DepartmentDayRow
    department: DepartmentRow
    policy: Policy
    slot: SlotRow | None
    clinic: ClinicSessionRow | None
    doctor: DoctorRow | None


def read(session: Session, token_id: int, service_day: date, today: date, now: datetime) -> TrackedView | None:
    """Read the token of this day, in a number of statements that does not grow with the queue."""
    rows = _rows(session, token_id, service_day)
    if rows is None:
        return None
    token, slot = rows.token, rows.slot
    phase = _phase(rows, today)
    holds_place = token.status != TokenStatus.WAITING
    told = _outlook(session, rows, now)
    return TrackedView(
        number=f"{rows.department.code}-{token.number:03d}",
        clinic=rows.department.public_label,
        phase=phase,
        service_day=service_day,
        now=now,
        present=token.arrived_at is not None,
        is_urgent=token.class_ == EMERGENCY,
        doctor_name=rows.doctor.name if rows.doctor and holds_place else None,
        room=rows.clinic.room if rows.clinic and holds_place else None,
        delay_minutes=slot.delay_minutes if slot and holds_place else 0,
        starts_at=slot.starts_at if slot and holds_place else None,
        called_at=token.called_at,
        ahead=told.ahead if told else _ahead_on_the_list(session, token),
        expected=told.expected if told else None,
        reasons=tuple(_reasons(session, rows)),
    )


def _rows(session: Session, token_id: int, service_day: date) -> _Rows | None:
    query = (
        select(
            TokenRow, DepartmentDayRow, DepartmentRow, PolicyVersionRow.options, SlotRow, ClinicSessionRow, DoctorRow
        )
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id)
        .outerjoin(ClinicSessionRow, ClinicSessionRow.id == SlotRow.clinic_session_id)
        .outerjoin(DoctorRow, DoctorRow.id == TokenRow.doctor_id)
        .where(TokenRow.id == token_id, DepartmentDayRow.service_day == service_day)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    token, day, department, options, slot, clinic, doctor = found
    return _Rows(token, day, department, read_policy(options), slot, clinic, doctor)


def _phase(rows: _Rows, today: date) -> str:
    if rows.token.status != TokenStatus.BOOKED or rows.clinic is None:
        return str(rows.token.status).lower()
    if rows.day.service_day > today:
        return "later"
    return {SessionStatus.PLANNED: "not_started", SessionStatus.PAUSED: "paused"}.get(
        SessionStatus(rows.clinic.status), "queue"
    )


def _outlook(session: Session, rows: _Rows, now: datetime) -> Outlook | None:
    """Read what a booked patient is told, as slip and board say it."""
    token = rows.token
    if token.status != TokenStatus.BOOKED:
        return None
    return outlooks.of_doctor(session, rows.day.id, token.doctor_id, rows.policy, now).get(token.id)


def _ahead_on_the_list(session: Session, token: TokenRow) -> int | None:
    return queues.waiting_position(session, token) - 1 if token.status == TokenStatus.WAITING else None


def _reasons(session: Session, rows: _Rows) -> Sequence[str]:
    """Say what may have moved the expected time, without a word of anybody else but that a case was urgent."""
    moved = _last_move(session, rows.token.id)
    late = bool(rows.slot and rows.slot.delay_minutes and rows.token.status != TokenStatus.WAITING)
    urgent = rows.token.status == TokenStatus.BOOKED and _urgent_since(session, rows.token)
    return [reason for reason, holds in ((moved, moved), ("late", late), ("urgent", urgent)) if holds and reason]


def _last_move(session: Session, token_id: int) -> str | None:
    query = (
        select(EventRow.kind, EventRow.facts)
        .where(EventRow.token_id == token_id, EventRow.kind.in_(MOVES))
        .order_by(EventRow.position.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    kind, facts = found
    return "urgent_displaced" if json.loads(facts).get("by_class") == EMERGENCY else str(kind)


def _urgent_since(session: Session, token: TokenRow) -> bool:
    """Tell whether somebody of the same doctor became an emergency after this token came.

    An emergency's key counts when it became one among the day's arrivals, below zero where the newest goes first.
    """
    query = select(func.count()).where(
        TokenRow.doctor_id == token.doctor_id,
        TokenRow.department_day_id == token.department_day_id,
        TokenRow.class_ == EMERGENCY,
        func.abs(TokenRow.order_second) > token.arrival,
        TokenRow.status.in_(PASSING),
    )
    return bool(session.scalar(query))
