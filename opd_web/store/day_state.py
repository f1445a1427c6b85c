"""A department's whole day as the rules see it: every slot, queue and waiting list, and what each token has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from opd_web.engine.model import ACTIVE, TokenStatus
from opd_web.engine.ordering import slot_order
from opd_web.engine.policy import Policy
from opd_web.engine.waiting_times import estimated_time, score
from opd_web.store import queues
from opd_web.store.days import read_policy
from opd_web.store.pools import PoolKey, slot_value
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, SlotRow, TokenRow


@dataclass(frozen=True)
class SlotState:
    """One slot as the rules see it: its queue is the ids of its active tokens, position 1 first."""

    id: int
    delay_minutes: int
    queue: tuple[int, ...]


@dataclass(frozen=True)
class PoolState:
    """One waiting list in promotion order, of a slot, of a start time, or of the whole day where both are None."""

    slot_id: int | None
    starts_at: datetime | None
    token_ids: tuple[int, ...]


@dataclass(frozen=True)
class TokenState:
    """One token of the day, whatever its status; `sequence` is that of its latest place."""

    id: int
    status: str
    sequence: int | None
    estimated_time: datetime | None
    score: Decimal


@dataclass(frozen=True)
class DayState:
    """A department's whole day as the rules see it: slots in the order of adding, tokens in that of booking."""

    slots: tuple[SlotState, ...]
    waiting: tuple[PoolState, ...]
    tokens: tuple[TokenState, ...]


def read(session: Session, department_id: int, service_day: date, now: datetime) -> DayState:
    """Read the day; scores are those at `now`. A day that nobody has written to is empty."""
    query = (
        select(DepartmentDayRow)
        .join(DepartmentDayRow.policy_version)
        .options(contains_eager(DepartmentDayRow.policy_version))
        .where(DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day == service_day)
    )
    day = session.scalars(query).one_or_none()
    if day is None:
        return DayState((), (), ())
    policy = read_policy(day.policy_version.options)
    tokens = session.scalars(select(TokenRow).where(TokenRow.department_day_id == day.id).order_by(TokenRow.id)).all()
    slots = _slots(session, day.id, tokens)
    return DayState(
        slots=tuple(state for _, state in slots),
        waiting=_waiting(tokens),
        tokens=_tokens(tokens, slots, policy, now),
    )


def _slots(session: Session, department_day_id: int, tokens: Sequence[TokenRow]) -> list[tuple[SlotRow, SlotState]]:
    """Give the day's slots in the order in which they were added, each with its queue."""
    query = (
        select(SlotRow, ClinicSessionRow.call_count)
        .join(ClinicSessionRow, ClinicSessionRow.id == SlotRow.clinic_session_id)
        .where(SlotRow.department_day_id == department_day_id)
        .order_by(SlotRow.id)
    )
    return [
        (row, SlotState(row.id, row.delay_minutes, _queue(row, calls, tokens))) for row, calls in session.execute(query)
    ]


def _queue(slot: SlotRow, calls: int, tokens: Iterable[TokenRow]) -> tuple[int, ...]:
    active = [token for token in tokens if token.slot_id == slot.id and token.status in ACTIVE]
    return tuple(one.token_id for one in slot_order(queues.queued(row, slot.starts_at, (), calls) for row in active))


def _waiting(tokens: Iterable[TokenRow]) -> tuple[PoolState, ...]:
    """Give the waiting lists in promotion order."""
    waiting = [row for row in tokens if row.status == TokenStatus.WAITING]
    waiting.sort(key=lambda row: (row.pool, row.rank, row.order_first, row.order_second))
    return tuple(
        PoolState(key.slot_id, key.starts_at, tuple(row.id for row in rows))
        for key, rows in ((PoolKey.parse(pool), rows) for pool, rows in groupby(waiting, lambda row: row.pool))
    )


def _tokens(
    tokens: Iterable[TokenRow], slots: Iterable[tuple[SlotRow, SlotState]], policy: Policy, now: datetime
) -> tuple[TokenState, ...]:
    expected = {
        token_id: estimated_time(slot_value(row), position, policy)
        for row, state in slots
        for position, token_id in enumerate(state.queue, 1)
    }
    return tuple(
        TokenState(
            id=row.id,
            status=row.status,
            sequence=row.sequence,
            estimated_time=expected.get(row.id),
            score=score(policy, row.class_, row.booked_at, now),
        )
        for row in tokens
    )
