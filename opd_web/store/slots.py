"""Slots: finding them, and reading them for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT, SlotStatus, TokenStatus
from opd_web.store.days import read_policy
from opd_web.store.event_rows import EventRow
from opd_web.store.paging import Asked, Page, page
from opd_web.store.pools import PoolKey, is_over, key_of_slot
from opd_web.store.read_models import SlotView
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    DoctorRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import UnitOfWork


def find(work: UnitOfWork, slot_id: int) -> SlotRow | None:
    """Give one slot; one that was taken away is none any more."""
    row = work.session.get(SlotRow, slot_id)
    return row if row and not row.removed else None


def is_open(row: SlotRow) -> bool:
    """Tell whether the slot takes tokens at all."""
    return row.status in OPEN_SLOT


def open_on(work: UnitOfWork, department_day_id: int) -> Sequence[SlotRow]:
    """Read the day's open slots that are not over, in the order in which they start."""
    return [row for row in open_on_day(work, department_day_id) if not is_over(row, work.now)]


def open_on_day(work: UnitOfWork, department_day_id: int) -> Sequence[SlotRow]:
    """Read the day's open slots, also those that are over, in the order in which they start."""
    query = (
        select(SlotRow)
        .where(SlotRow.department_day_id == department_day_id, SlotRow.status.in_(tuple(OPEN_SLOT)))
        .order_by(SlotRow.starts_at, SlotRow.id)
    )
    return work.session.scalars(query).all()


def shown() -> ColumnElement[bool]:
    """Leave out the slots that were cancelled before anybody had a place in them: they tell nobody anything."""
    return or_(SlotRow.status != SlotStatus.CANCELLED, SlotRow.last_sequence > 0)


def view(row: SlotRow, doctor_name: str, now: datetime, waiting_count: int = 0) -> SlotView:
    """Give what pages read."""
    return SlotView(
        id=row.id,
        doctor_id=row.doctor_id,
        doctor_name=doctor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        taken=row.taken,
        overflow=row.overflow,
        waiting_count=waiting_count,
        status=row.status,
        delay_minutes=row.delay_minutes,
        is_over=is_over(row, now),
    )


@dataclass(frozen=True)
class Place:
    """Where a slot lies: its department, its day, its doctor, and the name of the pool that its places belong to."""

    department_id: int
    department_day_id: int
    doctor_id: int
    pool: str


def place(session: Session, slot_id: int) -> Place | None:
    """Tell where a slot lies, None where there is no such slot."""
    query = _with_policy().add_columns(DepartmentDayRow.department_id).where(SlotRow.id == slot_id)
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, _, options, department_id = found
    return Place(department_id, row.department_day_id, row.doctor_id, str(key_of_slot(read_policy(options), row)))


def one(session: Session, slot_id: int, now: datetime) -> SlotView:
    """Read a slot that is known to exist, with the length of its pool's waiting list."""
    found = views(session, _with_policy().where(SlotRow.id == slot_id), now)
    return found[0]


def _with_policy() -> Select[SlotRow, str, str]:
    """Select slots with the doctor's name and the options of the policy that decides on their day."""
    return (
        select(SlotRow, DoctorRow.name, PolicyVersionRow.options)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(~SlotRow.removed)
    )


def views(session: Session, query: Select[SlotRow, str, str], now: datetime) -> list[SlotView]:
    """Read slots, each with the length of its pool's waiting list."""
    rows = session.execute(query).all()
    counts = _waiting_by_pool(session, {row.department_day_id for row, _, _ in rows})
    return [
        view(row, name, now, counts.get((row.department_day_id, str(key_of_slot(read_policy(options), row))), 0))
        for row, name, options in rows
    ]


def _waiting_by_pool(session: Session, day_ids: Iterable[int]) -> Mapping[tuple[int, str], int]:
    query = (
        select(TokenRow.department_day_id, TokenRow.pool, func.count())
        .where(TokenRow.department_day_id.in_(day_ids), TokenRow.status == TokenStatus.WAITING)
        .group_by(TokenRow.department_day_id, TokenRow.pool)
    )
    return {(day_id, pool): count for day_id, pool, count in session.execute(query)}


def listed(
    session: Session,
    asked: Asked,
    scope: frozenset[int] | None,
    now: datetime,
    *,
    doctor_id: int | None,
    department_id: int | None,
    service_day: date | None,
) -> Page[SlotView]:
    """List slots in time order."""
    conditions = {
        SlotRow.doctor_id: doctor_id,
        DepartmentDayRow.department_id: department_id,
        DepartmentDayRow.service_day: service_day,
    }
    query = _with_policy().where(*(column == wanted for column, wanted in conditions.items() if wanted is not None))
    if scope is not None:
        query = query.where(DepartmentDayRow.department_id.in_(scope))
    if asked.after:
        starts_at, slot_id = asked.after
        query = query.where(
            (SlotRow.starts_at > starts_at) | ((SlotRow.starts_at == starts_at) & (SlotRow.id > slot_id))
        )
    found = views(session, query.order_by(SlotRow.starts_at, SlotRow.id).limit(asked.limit + 1), now)
    return page(found, asked, lambda slot: (slot.starts_at, slot.id), list)


def has_history(work: UnitOfWork, row: SlotRow) -> bool:
    """Tell whether any token ever had to do with this slot."""
    events = select(EventRow.id).where(EventRow.slot_id == row.id, EventRow.token_id.is_not(None))
    waiting = select(TokenRow.id).where(
        TokenRow.department_day_id == row.department_day_id, TokenRow.pool == str(PoolKey(slot_id=row.id))
    )
    return any(work.session.scalar(query.limit(1)) is not None for query in (events, waiting))


def waiting_counts(session: Session, department_day_id: int) -> Mapping[str, int]:
    """Count the waiting tokens of each pool of the day."""
    query = (
        select(TokenRow.pool, func.count())
        .where(TokenRow.department_day_id == department_day_id, TokenRow.status == TokenStatus.WAITING)
        .group_by(TokenRow.pool)
    )
    return dict(session.execute(query).all())


def add(work: UnitOfWork, session: ClinicSessionRow, starts_at: datetime, ends_at: datetime, capacity: int) -> SlotRow:
    """Make an empty slot. The caller records the event."""
    row = SlotRow(
        doctor_id=session.doctor_id,
        department_day_id=session.department_day_id,
        clinic_session_id=session.id,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        status=SlotStatus.SCHEDULED,
        delay_minutes=0,
        taken=0,
        overflow=0,
        emergencies=0,
        completed=0,
        last_sequence=0,
        removed=False,
    )
    work.session.add(row)
    return row


def overlapping(
    work: UnitOfWork, doctor_id: int, starts_at: datetime, ends_at: datetime, but: Sequence[int] = ()
) -> bool:
    """Tell whether the doctor has another slot in this time."""
    query = select(SlotRow.id).where(
        SlotRow.doctor_id == doctor_id,
        SlotRow.id.not_in(but),
        SlotRow.status != SlotStatus.CANCELLED,
        SlotRow.starts_at < ends_at,
        SlotRow.ends_at > starts_at,
    )
    return work.session.scalar(query.limit(1)) is not None


def ever_began_at(work: UnitOfWork, doctor_id: int, starts_at: datetime) -> bool:
    """Tell whether the doctor has or had a slot with this start."""
    query = select(SlotRow.id).where(SlotRow.doctor_id == doctor_id, SlotRow.starts_at == starts_at)
    return work.session.scalar(query.limit(1)) is not None


def of_session(work: UnitOfWork, session: ClinicSessionRow) -> Sequence[SlotRow]:
    """Read the slots of one clinic session in time order."""
    query = select(SlotRow).where(SlotRow.clinic_session_id == session.id).order_by(SlotRow.starts_at, SlotRow.id)
    return work.session.scalars(query).all()


def later_of_doctor(work: UnitOfWork, row: SlotRow) -> Sequence[SlotRow]:
    """Read the doctor's slots of the same day that start after this one."""
    query = (
        select(SlotRow)
        .where(
            SlotRow.doctor_id == row.doctor_id,
            SlotRow.department_day_id == row.department_day_id,
            SlotRow.starts_at > row.starts_at,
        )
        .order_by(SlotRow.id)
    )
    return work.session.scalars(query).all()
