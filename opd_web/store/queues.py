"""Queues: a doctor's day and a slot's order, computed on reading; nothing is ever renumbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from opd_web.engine.model import ACTIVE, EMERGENCY, PLACED, TokenStatus
from opd_web.engine.ordering import Queued, QueueKey, slot_order
from opd_web.store.rows import ClinicSessionRow, SlotRow, TokenRow


@dataclass(frozen=True)
class Called:
    """A token that has been called: what overtaking needs to know of it."""

    arrival: int
    position: int


def of_slot(session: Session, slot: SlotRow) -> list[Queued]:
    """Give one slot's active tokens in queue order."""
    query = (
        select(TokenRow, ClinicSessionRow.call_count)
        .join(ClinicSessionRow, ClinicSessionRow.id == slot.clinic_session_id)
        .where(TokenRow.slot_id == slot.id, TokenRow.status.in_(tuple(ACTIVE)))
    )
    return slot_order(queued(row, slot.starts_at, (), calls) for row, calls in session.execute(query))


def placed_of_doctor(session: Session, doctor_id: int, department_day_id: int) -> Sequence[tuple[TokenRow, datetime]]:
    """Read the doctor's tokens of the day that hold a place, each with its slot's start."""
    query = (
        select(TokenRow, SlotRow.starts_at)
        .join(SlotRow, SlotRow.id == TokenRow.slot_id)
        .where(
            TokenRow.doctor_id == doctor_id,
            TokenRow.department_day_id == department_day_id,
            TokenRow.status.in_(tuple(PLACED)),
        )
    )
    return session.execute(query).all()


def called_of_doctor(session: Session, doctor_id: int, department_day_id: int) -> Sequence[Called]:
    """Read the doctor's calls of the day that can have overtaken somebody."""
    return [one for doctor, one in called_on(session, department_day_id) if doctor == doctor_id]


def called_on(session: Session, department_day_id: int) -> Sequence[tuple[int, Called]]:
    """Read the day's calls by doctor: emergencies do not count as overtaking."""
    return [(doctor, one) for _, doctor, one in called_in(session, (department_day_id,))]


def called_in(session: Session, department_day_ids: Sequence[int]) -> Sequence[tuple[int, int, Called]]:
    """Read the calls of several days, each with its day and doctor: emergencies do not count as overtaking."""
    query = select(TokenRow.department_day_id, TokenRow.doctor_id, TokenRow.arrival, TokenRow.first_called_event).where(
        TokenRow.department_day_id.in_(department_day_ids),
        TokenRow.first_called_event.is_not(None),
        TokenRow.class_ != EMERGENCY,
    )
    rows = session.execute(query)
    return [(day, doctor, Called(arrival, position)) for day, doctor, arrival, position in rows if doctor and position]


def queued(row: TokenRow, slot_starts_at: datetime, called: Iterable[Called], calls: int) -> Queued:
    """Give the token as ordering knows it; `calls` is how many tokens the doctor's session has called."""
    return Queued(
        token_id=row.id,
        class_=row.class_,
        status=TokenStatus(row.status),
        key=QueueKey(row.queue_rank or 0, row.queue_first or 0, row.queue_second or 0),
        slot_id=row.slot_id or 0,
        slot_starts_at=slot_starts_at,
        present=row.arrived_at is not None,
        overtakes=overtakes(row, called),
        passes_left=max(0, row.returns_after_call - calls) if row.returns_after_call is not None else 0,
    )


def overtakes(row: TokenRow, called: Iterable[Called]) -> int:
    """Count those who reached the engine later and were called while this patient was present."""
    since = row.arrived_event
    if since is None:
        return 0
    return sum(1 for call in called if call.arrival > row.arrival and call.position > since)


def waiting_position(session: Session, row: TokenRow) -> int:
    """Count the token's position in its pool's waiting list, from 1."""
    key = tuple_(TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
    ahead = session.scalar(
        select(func.count())
        .select_from(TokenRow)
        .where(
            TokenRow.department_day_id == row.department_day_id,
            TokenRow.status == TokenStatus.WAITING,
            TokenRow.pool == row.pool,
            key < tuple_(row.rank, row.order_first, row.order_second),
        )
    )
    return (ahead or 0) + 1
