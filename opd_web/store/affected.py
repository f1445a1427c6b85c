"""Whom a leave would touch: tokens whose place goes, and the slots that have room for them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from opd_web.engine.model import LIVE, OPEN_SLOT, PLACED, TokenStatus
from opd_web.store.days import read_policy
from opd_web.store.leave_models import AffectedSlot, AffectedToken, Offer
from opd_web.store.pools import PoolKey, key_of_slot
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    PatientRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.slots import view as slot_view

RULE = "leave"
MOST_OFFERS = 60

Gone = Sequence[tuple[SlotRow, date]]


def slots(session: Session, gone: Gone) -> tuple[AffectedSlot, ...]:
    """Give the slots that go."""
    names = _names(session)
    return tuple(
        AffectedSlot(row.id, day, names[row.doctor_id], row.starts_at, row.ends_at, row.taken) for row, day in gone
    )


def tokens(session: Session, gone: Gone) -> tuple[AffectedToken, ...]:
    """Read who holds a place in these slots and is not inside yet, and who waits for a pool that ends with them."""
    names = _names(session)
    return tuple(
        one
        for day_id in dict.fromkeys(row.department_day_id for row, _ in gone)
        for one in _of_day(session, day_id, [row for row, _ in gone if row.department_day_id == day_id], names)
    )


def _names(session: Session) -> dict[int, str]:
    return {row.id: row.name for row in session.scalars(select(DoctorRow))}


def _of_day(session: Session, day_id: int, gone: list[SlotRow], names: dict[int, str]) -> Iterator[AffectedToken]:
    by_id = {row.id: row for row in gone}
    routing = read_policy(
        session.scalars(
            select(PolicyVersionRow.options)
            .join(DepartmentDayRow, DepartmentDayRow.policy_version_id == PolicyVersionRow.id)
            .where(DepartmentDayRow.id == day_id)
        ).one()
    )
    others = select(SlotRow).where(
        SlotRow.department_day_id == day_id, SlotRow.status.in_(tuple(OPEN_SLOT)), SlotRow.id.not_in(by_id)
    )
    open_pools = {str(key_of_slot(routing, row)) for row in session.scalars(others)}
    ended = {str(key_of_slot(routing, row)): row for row in reversed(gone)}
    closed = [pool for pool in ended if pool not in open_pools]
    for token, day, code, patient in session.execute(_who(day_id, by_id, closed)):
        slot = by_id[token.slot_id or 0] if token.status in PLACED else ended[token.pool]
        yield AffectedToken(
            id=token.id,
            number=f"{code}-{token.number:03d}",
            department_id=day.department_id,
            day=day.service_day,
            doctor_id=token.doctor_id if token.status in PLACED else _doctor_of(token, by_id),
            doctor=names[slot.doctor_id],
            at=slot.starts_at,
            class_=token.class_,
            patient_id=patient.id,
            patient_name=patient.name,
            phone=patient.phone,
            goes_on_waiting=token.pool in open_pools,
        )


def _doctor_of(token: TokenRow, by_id: dict[int, SlotRow]) -> int | None:
    """Tell which doctor a waiting token waits for, None where it waits for a time or a day."""
    slot = by_id.get(PoolKey.parse(token.pool).slot_id or 0)
    return slot.doctor_id if slot else None


def _who(
    day_id: int, by_id: dict[int, SlotRow], closed: list[str]
) -> Select[TokenRow, DepartmentDayRow, str, PatientRow]:
    placed = TokenRow.slot_id.in_(by_id) & TokenRow.status.in_(tuple(PLACED - {TokenStatus.IN_CONSULTATION}))
    waits = TokenRow.pool.in_(closed) & (TokenRow.status == TokenStatus.WAITING)
    return (
        with_patient()
        .where(TokenRow.department_day_id == day_id, placed | waits)
        .order_by(TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
    )


def with_patient() -> Select[TokenRow, DepartmentDayRow, str, PatientRow]:
    """Begin reading tokens with their day, the code of their department and their patient."""
    return (
        select(TokenRow, DepartmentDayRow, DepartmentRow.code, PatientRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PatientRow, PatientRow.id == TokenRow.patient_id)
    )


def offers(session: Session, department_id: int, now: datetime, gone: Sequence[int] = ()) -> tuple[Offer, ...]:
    """Read the department's next slots that have room, without those that go, in the order in which they start."""
    query = (
        select(SlotRow, DoctorRow.name, DepartmentDayRow.service_day)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
        .where(
            DepartmentDayRow.department_id == department_id,
            SlotRow.status.in_(tuple(OPEN_SLOT)),
            SlotRow.taken < SlotRow.capacity,
            SlotRow.ends_at > now,
            SlotRow.id.not_in(gone),
        )
        .order_by(SlotRow.starts_at, SlotRow.id)
        .limit(MOST_OFFERS)
    )
    return tuple(Offer(slot_view(row, name, now), day) for row, name, day in session.execute(query))


def booked_days(session: Session, patient_ids: Iterable[int], since: date) -> set[tuple[int, int, date]]:
    """Give patient, department and day of every live token of these patients from a day on."""
    query = (
        select(TokenRow.patient_id, DepartmentDayRow.department_id, DepartmentDayRow.service_day)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(
            TokenRow.patient_id.in_(set(patient_ids)),
            TokenRow.status.in_(tuple(LIVE)),
            DepartmentDayRow.service_day >= since,
        )
    )
    return {(patient, department, day) for patient, department, day in session.execute(query)}
