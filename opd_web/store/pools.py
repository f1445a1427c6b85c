"""Pools: the places that one waiting list stands for, by the policy's routing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from opd_web.engine.model import DISPLACEABLE, OPEN_SLOT, Pool, PriorityKey, Slot, Token, TokenStatus
from opd_web.engine.policy import Policy
from opd_web.store.days import read_policy
from opd_web.store.rows import PolicyVersionRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork

DAY = "day"


@dataclass(frozen=True)
class PoolKey:
    """A pool of one department's day: one slot, all slots of one start time, or all slots."""

    slot_id: int | None = None
    starts_at: datetime | None = None

    def __str__(self) -> str:
        """Write the key as the token keeps it."""
        if self.slot_id is not None:
            return f"slot:{self.slot_id}"
        if self.starts_at is not None:
            return f"window:{self.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return DAY

    @classmethod
    def parse(cls, text: str) -> "PoolKey":
        """Read the key back from a token."""
        kind, _, rest = text.partition(":")
        if kind == "slot":
            return cls(slot_id=int(rest))
        if kind == "window":
            return cls(starts_at=datetime.strptime(rest, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC))
        return cls()


def key_of_slot(policy: Policy, slot: SlotRow) -> PoolKey:
    """Give the pool that this slot's places belong to."""
    if policy.routing == "slot":
        return PoolKey(slot_id=slot.id)
    if policy.routing == "least_loaded":
        return PoolKey(starts_at=slot.starts_at)
    return PoolKey()


def slots(work: UnitOfWork, department_day_id: int, key: PoolKey) -> Sequence[SlotRow]:
    """Read the pool's open slots by id; the lock of the day holds them still."""
    query = select(SlotRow).where(SlotRow.department_day_id == department_day_id, SlotRow.status.in_(tuple(OPEN_SLOT)))
    return work.session.scalars(_narrow(query, key).order_by(SlotRow.id)).all()


def _narrow(query: Select[SlotRow], key: PoolKey) -> Select[SlotRow]:
    if key.slot_id is not None:
        return query.where(SlotRow.id == key.slot_id)
    if key.starts_at is not None:
        return query.where(SlotRow.starts_at == key.starts_at)
    return query


def facts(work: UnitOfWork, rows: Iterable[SlotRow]) -> Pool:
    """Give the engine's view of these slots, with the token that would lose its place first where none has room."""
    values = tuple(slot_value(row) for row in rows)
    is_full = not any(slot.has_room for slot in values)
    return Pool(values, lowest(work, [slot.id for slot in values]) if is_full else None)


def lowest(work: UnitOfWork, slot_ids: Sequence[int]) -> Token | None:
    """Give the last displaceable token of these slots in priority order."""
    query = (
        select(TokenRow)
        .where(TokenRow.slot_id.in_(slot_ids), TokenRow.status.in_(tuple(DISPLACEABLE)))
        .order_by(TokenRow.rank.desc(), TokenRow.order_first.desc(), TokenRow.order_second.desc())
        .limit(1)
    )
    row = work.session.scalars(query).first() if slot_ids else None
    return token_value(row) if row else None


def of_day(session: Session, token_id: int) -> tuple[Token, Policy, dict[int, Pool]]:
    """Give a token, its policy, and the engine's view of each open slot of its day, in a fixed number of statements."""
    token, options = session.execute(
        select(TokenRow, PolicyVersionRow.options).join(PolicyVersionRow).where(TokenRow.id == token_id)
    ).one()
    own_day = (SlotRow.department_day_id == token.department_day_id, SlotRow.status.in_(tuple(OPEN_SLOT)))
    slots = [slot_value(row) for row in session.scalars(select(SlotRow).where(*own_day))]
    full = [slot.id for slot in slots if not slot.has_room]
    last_first = (TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
    displaceable = TokenRow.slot_id.in_(full) & TokenRow.status.in_(tuple(DISPLACEABLE))
    rows = session.scalars(select(TokenRow).where(displaceable).order_by(*last_first))
    lowest = {row.slot_id: token_value(row) for row in rows}
    return token_value(token), read_policy(options), {slot.id: Pool((slot,), lowest.get(slot.id)) for slot in slots}


def waiting(work: UnitOfWork, department_day_id: int, key: PoolKey, at_most: int) -> Sequence[TokenRow]:
    """Read the first waiting tokens of the pool in promotion order: no more than there are places."""
    query = (
        select(TokenRow)
        .where(
            TokenRow.department_day_id == department_day_id,
            TokenRow.status == TokenStatus.WAITING,
            TokenRow.pool == str(key),
        )
        .order_by(TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
        .limit(at_most)
    )
    return work.session.scalars(query).all()


def is_over(row: SlotRow, now: datetime) -> bool:
    """Tell whether it is after the slot's end, moved by its delay."""
    return row.ends_at + timedelta(minutes=row.delay_minutes) < now


def slot_value(row: SlotRow) -> Slot:
    """Give the slot as the engine knows it."""
    return Slot(row.id, row.starts_at, row.ends_at, row.capacity, row.taken, row.delay_minutes, row.completed)


def priority_of(row: TokenRow) -> PriorityKey:
    """Give the key that the token got when it came."""
    return PriorityKey(row.rank, row.order_first, row.order_second)


def token_value(row: TokenRow) -> Token:
    """Give the token as the engine knows it."""
    return Token(row.id, row.class_, priority_of(row), row.slot_id, row.sequence, TokenStatus(row.status))
