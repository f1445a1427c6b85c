"""One token as its patient may follow it. No name, no class, no phone number ever passes through here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
from opd_web.engine.model import ACTIVE, EMERGENCY, SessionStatus, TokenStatus
from opd_web.engine.ordering import doctor_order
from opd_web.engine.policy import Policy
from opd_web.engine.waiting_times import expected_now, expected_range
from opd_web.store import queues, token_views
from opd_web.store.days import read_policy
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import TokenView
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    DepartmentRow,
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
    or `queue`. `ahead` counts those who go in before, `expected` is a range as of `now`, and `reasons` say why it may
    have jumped: late, urgent, urgent_displaced, displaced, sent_back, transferred, promoted.
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


def read(session: Session, token_id: int, service_day: date, today: date, now: datetime) -> TrackedView | None:
    """Read the token of this day, in a number of statements that does not grow with the queue."""
    rows = _rows(session, token_id, service_day)
    if rows is None:
        return None
    token, slot = rows.token, rows.slot
    view = token_views.one(session, token_id, rows.policy, now)
    phase = _phase(rows, today)
    ahead = _ahead(session, rows, view) if phase in {"queue", "paused", "waiting"} else None
    holds_place = token.status != TokenStatus.WAITING
    return TrackedView(
        number=f"{rows.department.code}-{token.number:03d}",
        clinic=rows.department.public_label,
        phase=phase,
        service_day=service_day,
        now=now,
        present=token.arrived_at is not None,
        is_urgent=token.class_ == EMERGENCY,
        doctor_name=view.doctor_name if view else None,
        room=rows.clinic.room if rows.clinic and holds_place else None,
        delay_minutes=slot.delay_minutes if slot and holds_place else 0,
        starts_at=slot.starts_at if slot and holds_place else None,
        called_at=token.called_at,
        ahead=ahead,
        expected=_expected(rows, view, phase, ahead, now),
        reasons=tuple(_reasons(session, rows)),
    )


def _rows(session: Session, token_id: int, service_day: date) -> _Rows | None:
    query = (
        select(TokenRow, DepartmentDayRow, DepartmentRow, PolicyVersionRow.options, SlotRow, ClinicSessionRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id)
        .outerjoin(ClinicSessionRow, ClinicSessionRow.id == SlotRow.clinic_session_id)
        .where(TokenRow.id == token_id, DepartmentDayRow.service_day == service_day)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    token, day, department, options, slot, clinic = found
    return _Rows(token, day, department, read_policy(options), slot, clinic)


def _phase(rows: _Rows, today: date) -> str:
    if rows.token.status != TokenStatus.BOOKED or rows.clinic is None:
        return str(rows.token.status).lower()
    if rows.day.service_day > today:
        return "later"
    return {SessionStatus.PLANNED: "not_started", SessionStatus.PAUSED: "paused"}.get(
        SessionStatus(rows.clinic.status), "queue"
    )


def _ahead(session: Session, rows: _Rows, view: TokenView | None) -> int | None:
    """Count who goes in before: on the waiting list those before it there, else the doctor's own order."""
    if rows.clinic is None or rows.token.status == TokenStatus.WAITING:
        return view.position - 1 if view and view.position else None
    placed = queues.placed_of_doctor(session, rows.clinic.doctor_id, rows.day.id)
    called = queues.called_of_doctor(session, rows.clinic.doctor_id, rows.day.id)
    queue = [queues.queued(row, starts_at, called, rows.clinic.call_count) for row, starts_at in placed]
    mine = next(one for one in queue if one.token_id == rows.token.id)
    return doctor_order(rows.policy, queue, mine).index(mine)


def _expected(
    rows: _Rows, view: TokenView | None, phase: str, ahead: int | None, now: datetime
) -> tuple[datetime, datetime] | None:
    """Give the range; none for an emergency, whom the plan's times do not hold for."""
    if phase not in {"later", "not_started", "paused", "queue"} or rows.token.class_ == EMERGENCY:
        return None
    if view is None or view.estimated_time is None:
        return None
    return expected_range(expected_now(view.estimated_time, ahead or 0, now, rows.policy))


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
