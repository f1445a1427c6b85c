"""Slots with room, which are offered instead of one that has none."""

from datetime import date, datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT
from opd_web.store.pools import PoolKey
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, DoctorRow, SlotRow, TokenRow
from opd_web.store.slots import view


def near(
    session: Session, day: DepartmentDayRow, now: datetime, *, doctor_id: int | None, starts_at: datetime | None
) -> tuple[SlotView, ...]:
    """Offer up to three slots with room: the same doctor that day, the same time elsewhere, then the next days."""
    nearness = case(
        ((SlotRow.doctor_id == doctor_id) & (SlotRow.department_day_id == day.id), 0),
        (SlotRow.starts_at == starts_at, 1),
        (SlotRow.department_day_id == day.id, 2),
        else_=3,
    )
    query = (
        select(SlotRow, DoctorRow.name)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            DepartmentDayRow.department_id == day.department_id,
            DepartmentDayRow.service_day >= day.service_day,
            DepartmentDayRow.service_day <= day.service_day + timedelta(days=14),
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.taken < SlotRow.capacity,
            SlotRow.ends_at > now,
        )
        .order_by(nearness, SlotRow.starts_at, SlotRow.id)
        .limit(3)
    )
    return tuple(view(row, name, now) for row, name in session.execute(query))


def for_waiting(session: Session, token_id: int, now: datetime) -> tuple[SlotView, ...]:
    """Offer slots with room to a token that waits, near what it waits for."""
    token = session.get_one(TokenRow, token_id)
    day = session.get_one(DepartmentDayRow, token.department_day_id)
    pool = PoolKey.parse(token.pool)
    slot = session.get(SlotRow, pool.slot_id) if pool.slot_id is not None else None
    doctor_id, starts_at = (slot.doctor_id, slot.starts_at) if slot else (None, pool.starts_at)
    return near(session, day, now, doctor_id=doctor_id, starts_at=starts_at)


def on_later_days(
    session: Session,
    token_id: int,
    scope: frozenset[int] | None,
    now: datetime,
    at_most: int = 12,
    start: date | None = None,
) -> tuple[SlotView, ...]:
    """Read slots with room on the days after the token's own, or from `start` on, those of its doctor first."""
    about = (
        select(DepartmentDayRow.department_id, DepartmentDayRow.service_day, TokenRow.doctor_id)
        .join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
        .where(TokenRow.id == token_id)
    )
    own = session.execute(about).one_or_none()
    if own is None or (scope is not None and own.department_id not in scope):
        return ()
    query = (
        select(SlotRow, DoctorRow.name)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            DepartmentDayRow.department_id == own.department_id,
            DepartmentDayRow.service_day >= (start or own.service_day + timedelta(days=1)),
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.taken < SlotRow.capacity,
            SlotRow.ends_at > now,
        )
        .order_by(case((SlotRow.doctor_id == own.doctor_id, 0), else_=1), SlotRow.starts_at, SlotRow.id)
        .limit(at_most)
    )
    return tuple(view(row, name, now) for row, name in session.execute(query))
