"""Lists of tokens with their positions, in a fixed number of statements however long they are."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from opd_web.engine.model import ACTIVE, TokenStatus
from opd_web.engine.ordering import Queued, slot_order
from opd_web.engine.policy import Policy
from opd_web.store import queues, token_views
from opd_web.store.days import read_policy
from opd_web.store.paging import Asked, Key, Page, page
from opd_web.store.pools import PoolKey
from opd_web.store.read_models import TokenView
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.token_views import Line, Lines

PROMOTION = (TokenRow.rank, TokenRow.order_first, TokenRow.order_second)


@dataclass(frozen=True)
class Wanted:
    """Which tokens; None is any."""

    status: str | None = None
    doctor_id: int | None = None
    department_id: int | None = None
    patient_id: int | None = None
    slot_id: int | None = None
    service_day: date | None = None


def listed(
    session: Session, asked: Asked, wanted: Wanted, scope: frozenset[int] | None, now: datetime
) -> Page[TokenView]:
    """List tokens in the order in which they were made."""
    conditions = {
        TokenRow.status: wanted.status,
        TokenRow.doctor_id: wanted.doctor_id,
        TokenRow.patient_id: wanted.patient_id,
        TokenRow.slot_id: wanted.slot_id,
        DepartmentDayRow.department_id: wanted.department_id,
        DepartmentDayRow.service_day: wanted.service_day,
    }
    query = token_views.query().where(*(column == value for column, value in conditions.items() if value is not None))
    if asked.after:
        query = query.where(TokenRow.id > asked.after[0])
    return _page(session, query.order_by(TokenRow.id), asked, scope, now, lambda line: (line.token.id,))


def one(session: Session, token_id: int, now: datetime) -> TokenView | None:
    """Read one token, None where there is no such token."""
    found = views(session, token_views.lines(session, token_views.query().where(TokenRow.id == token_id)), now)
    return found[0] if found else None


def of_slot(session: Session, slot_id: int, department_day_id: int, asked: Asked, now: datetime) -> Page[TokenView]:
    """List who is or was in a slot, and who waits for it alone, in the order in which the tokens were made."""
    waits = (
        (TokenRow.status == TokenStatus.WAITING)
        & (TokenRow.pool == str(PoolKey(slot_id=slot_id)))
        & (TokenRow.department_day_id == department_day_id)
    )
    was_in = (TokenRow.slot_id == slot_id) & (TokenRow.status != TokenStatus.WAITING)
    query = token_views.query().where(waits | was_in)
    if asked.after:
        query = query.where(TokenRow.id > asked.after[0])
    return _page(session, query.order_by(TokenRow.id), asked, None, now, lambda line: (line.token.id,))


def waiting(
    session: Session,
    asked: Asked,
    scope: frozenset[int] | None,
    now: datetime,
    *,
    service_day: date | None = None,
    department_id: int | None = None,
    pool: tuple[int, str] | None = None,
) -> Page[TokenView]:
    """List who waits, pool after pool, each in promotion order; `pool` is one, by its day and its name."""
    order = (TokenRow.department_day_id, TokenRow.pool, *PROMOTION)
    query = token_views.query().where(TokenRow.status == TokenStatus.WAITING)
    if pool is not None:
        query = query.where(TokenRow.department_day_id == pool[0], TokenRow.pool == pool[1])
    if service_day is not None:
        query = query.where(DepartmentDayRow.service_day == service_day)
    if department_id is not None:
        query = query.where(DepartmentDayRow.department_id == department_id)
    if asked.after:
        query = query.where(tuple_(*order) > tuple_(*asked.after))
    return _page(session, query.order_by(*order), asked, scope, now, _place_in_waiting)


def _place_in_waiting(line: Line) -> Key:
    token = line.token
    return token.department_day_id, token.pool, token.rank, token.order_first, token.order_second


def _page(
    session: Session,
    query: Lines,
    asked: Asked,
    scope: frozenset[int] | None,
    now: datetime,
    key: Callable[[Line], Key],
) -> Page[TokenView]:
    if scope is not None:
        query = query.where(DepartmentDayRow.department_id.in_(scope))
    found = token_views.lines(session, query.limit(asked.limit + 1))
    return page(found, asked, key, lambda shown: views(session, shown, now))


def views(session: Session, lines: Sequence[Line], now: datetime) -> list[TokenView]:
    """Give what is read of these tokens, each with its position in its slot or on its waiting list."""
    policies = _policies(session, {line.token.department_day_id for line in lines})
    places = _active_positions(session, {line.token.slot_id for line in lines if line.token.status in ACTIVE})
    places |= _waiting_positions(session, [line.token for line in lines if line.token.status == TokenStatus.WAITING])
    return [
        token_views.view(line, places.get(line.token.id), policies[line.token.department_day_id], now) for line in lines
    ]


def active_in(session: Session, slot_id: int, now: datetime) -> list[TokenView]:
    """Give a slot's active tokens in queue order."""
    query = token_views.query().where(TokenRow.slot_id == slot_id, TokenRow.status.in_(tuple(ACTIVE)))
    found = views(session, token_views.lines(session, query), now)
    return sorted(found, key=lambda token: token.position or 0)


def waiting_in(session: Session, department_day_id: int, pool: str, now: datetime) -> list[TokenView]:
    """Give a pool's waiting tokens in promotion order."""
    query = token_views.query().where(
        TokenRow.department_day_id == department_day_id,
        TokenRow.status == TokenStatus.WAITING,
        TokenRow.pool == pool,
    )
    return views(session, token_views.lines(session, query.order_by(*PROMOTION)), now)


def _policies(session: Session, day_ids: set[int]) -> Mapping[int, Policy]:
    query = (
        select(DepartmentDayRow.id, PolicyVersionRow.options)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(DepartmentDayRow.id.in_(day_ids))
    )
    return {day_id: read_policy(options) for day_id, options in session.execute(query)}


def _active_positions(session: Session, slot_ids: set[int | None]) -> dict[int, int]:
    query = (
        select(TokenRow, SlotRow.starts_at, ClinicSessionRow.call_count)
        .join(SlotRow, SlotRow.id == TokenRow.slot_id)
        .join(ClinicSessionRow, ClinicSessionRow.id == SlotRow.clinic_session_id)
        .where(TokenRow.slot_id.in_(slot_ids), TokenRow.status.in_(tuple(ACTIVE)))
    )
    by_slot: dict[int, list[Queued]] = defaultdict(list)
    for row, starts_at, calls in session.execute(query):
        by_slot[row.slot_id or 0].append(queues.queued(row, starts_at, (), calls))
    return {
        token_id: position
        for tokens in by_slot.values()
        for token_id, position in token_views.positions(slot_order(tokens)).items()
    }


def _waiting_positions(session: Session, tokens: Sequence[TokenRow]) -> dict[int, int]:
    """Number the waiting lists that these tokens stand on, in the database: a list may be far longer than a page."""
    if not tokens:
        return {}
    lists = {(token.department_day_id, token.pool) for token in tokens}
    numbered = (
        select(
            TokenRow.id,
            func.row_number()
            .over(partition_by=(TokenRow.department_day_id, TokenRow.pool), order_by=PROMOTION)
            .label("position"),
        )
        .where(
            TokenRow.status == TokenStatus.WAITING,
            tuple_(TokenRow.department_day_id, TokenRow.pool).in_(sorted(lists)),
        )
        .subquery()
    )
    query = select(numbered.c.id, numbered.c.position).where(
        numbered.c.id >= min(token.id for token in tokens), numbered.c.id <= max(token.id for token in tokens)
    )
    return dict(session.execute(query).all())
