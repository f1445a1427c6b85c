"""Tokens: finding one, making one, and reading one for people."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import or_, select, true

from opd_web.engine.model import LIVE, PLACED, PriorityKey, Source, TokenStatus
from opd_web.store.event_rows import EventRow
from opd_web.store.pools import PoolKey
from opd_web.store.rows import (
    DepartmentDayRow,
    NoteRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import UnitOfWork


def find(work: UnitOfWork, token_id: int) -> TokenRow | None:
    """Give the token, read after the day's lock was taken."""
    return work.session.get(TokenRow, token_id)


def get(work: UnitOfWork, token_id: int) -> TokenRow:
    """Give a token that is known to exist."""
    return work.session.get_one(TokenRow, token_id)


def to_send_on(
    work: UnitOfWork, day: DepartmentDayRow, slot_ids: Sequence[int], closed_pools: Sequence[str]
) -> Sequence[TokenRow]:
    """Read who loses something when these slots are shut, in promotion order; whoever is inside may finish."""
    placed = TokenRow.slot_id.in_(slot_ids) & TokenRow.status.in_(tuple(PLACED - {TokenStatus.IN_CONSULTATION}))
    waits = TokenRow.pool.in_(closed_pools) & (TokenRow.status == TokenStatus.WAITING)
    query = (
        select(TokenRow)
        .where(TokenRow.department_day_id == day.id, placed | waits)
        .order_by(TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
    )
    return work.session.scalars(query).all()


def slot_of(work: UnitOfWork, token: TokenRow) -> SlotRow | None:
    """Give the token's slot."""
    return work.session.get(SlotRow, token.slot_id) if token.slot_id else None


def of_slot(work: UnitOfWork, slot: SlotRow) -> Sequence[TokenRow]:
    """Read every token that has or had a place in the slot, by number."""
    query = select(TokenRow).where(TokenRow.slot_id == slot.id).order_by(TokenRow.number)
    return work.session.scalars(query).all()


class Asked(Protocol):
    """What a request says of itself."""

    @property
    def source(self) -> str:
        """How it came in."""

    @property
    def booked_at(self) -> datetime | None:
        """When it was made, now where it is left out."""


def new(
    work: UnitOfWork,
    day: DepartmentDayRow,
    patient_id: int,
    class_: str,
    asked: Asked,
    pool: PoolKey,
    key: PriorityKey,
) -> TokenRow:
    """Make a waiting token with the day's next number. `key` was made for the day's next arrival."""
    day.last_number += 1
    day.last_arrival += 1
    token = TokenRow(
        department_day_id=day.id,
        number=day.last_number,
        patient_id=patient_id,
        class_=class_,
        source=asked.source,
        status=TokenStatus.WAITING,
        pool=str(pool),
        policy_version_id=day.policy_version_id,
        arrival=day.last_arrival,
        rank=key.rank,
        order_first=key.first,
        order_second=key.second,
        booked_at=asked.booked_at or work.now,
        version=1,
        call_count=0,
    )
    if asked.source == Source.WALK_IN:
        mark_present(work, token)
    work.session.add(token)
    return token


def mark_present(work: UnitOfWork, token: TokenRow) -> None:
    """Note that the patient is here, since the day's next event."""
    token.arrived_at = work.now
    token.arrived_event = work.next_position(token.department_day_id)


def leave_hold(token: TokenRow, before: TokenStatus) -> None:
    """Keep whoever did not come when called absent, where the token leaves its hold otherwise than by coming back.

    The wait that the reports tell is then the one from the arrival that is still to come, to the first call after it.
    """
    if before == TokenStatus.ON_HOLD:
        token.arrived_at = token.arrived_event = token.first_called_at = token.first_called_event = None


def of_patient(work: UnitOfWork, patient_id: int) -> Sequence[TokenRow]:
    """Read every token of a patient, the oldest first."""
    return work.session.scalars(select(TokenRow).where(TokenRow.patient_id == patient_id).order_by(TokenRow.id)).all()


def number_text(day: DepartmentDayRow, number: int) -> str:
    """Write a number as people read it: `K-012`."""
    return f"{day.department.code}-{number:03d}"


def live_duplicate(
    work: UnitOfWork,
    day: DepartmentDayRow,
    patient_id: int,
    place: tuple[SlotRow | None, PoolKey] | None,
    but: int | None = None,
) -> TokenRow | None:
    """Give a live token that the patient already has this day, `but` this one.

    `place` narrows to a slot and those who wait for it, or, without a slot, to all of the pool: whoever waits there may
    get any place of it.
    """
    query = select(TokenRow).where(
        TokenRow.department_day_id == day.id,
        TokenRow.patient_id == patient_id,
        TokenRow.status.in_(tuple(LIVE)),
    )
    if place is not None:
        slot, pool = place
        waits = TokenRow.status == TokenStatus.WAITING
        in_slot = or_(waits, TokenRow.slot_id == slot.id) if slot else true()
        query = query.where(TokenRow.pool == str(pool), in_slot)
    if but is not None:
        query = query.where(TokenRow.id != but)
    return work.session.scalars(query.order_by(TokenRow.id).limit(1)).first()


def policy_version(work: UnitOfWork, token_id: int) -> PolicyVersionRow:
    """Give the policy version that decided this token."""
    query = select(PolicyVersionRow).join(TokenRow).where(TokenRow.id == token_id)
    return work.session.scalars(query).one()


def visited_since(work: UnitOfWork, department_id: int, patient_id: int, day: date) -> bool:
    """Tell whether the patient completed a visit in the department on this service day or later."""
    query = (
        select(TokenRow.id)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(
            DepartmentDayRow.department_id == department_id,
            DepartmentDayRow.service_day >= day,
            TokenRow.patient_id == patient_id,
            TokenRow.status == TokenStatus.COMPLETED,
        )
    )
    return work.session.scalar(query.limit(1)) is not None


def add_note(work: UnitOfWork, token: TokenRow, kind: str, text: str) -> None:
    """Keep what was said about a token, apart from the events."""
    if text:
        work.session.add(
            NoteRow(token_id=token.id, kind=kind, text=text, created_at=work.now, created_by=work.actor.id)
        )


def last_event(work: UnitOfWork, token_id: int) -> EventRow:
    """Give the latest event of a token."""
    query = select(EventRow).where(EventRow.token_id == token_id).order_by(EventRow.position.desc()).limit(1)
    return work.session.scalars(query).one()
