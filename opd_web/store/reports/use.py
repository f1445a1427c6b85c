"""How the capacity of doctors was used, and when their sessions ended."""

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from opd_web.engine.model import SlotStatus, TokenStatus
from opd_web.store.report_models import Spread, Use, UseReport
from opd_web.store.reports.moments import Epoch, not_negative
from opd_web.store.reports.quantiles import spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import SlotRow, TokenRow

NONE = Spread(None, 0)


def read(session: Session, scope: Scope) -> UseReport:
    """Read seen and capacity of each doctor, and the overrun and idle time of each session."""
    # Of a table that is named twice PostgreSQL computes the rows once.
    clinics = sessions(scope).cte("clinics")
    both = union_all(_minutes(0, overrun(clinics)), _minutes(1, idle(clinics))).subquery()
    ends = {spread.key: spread for spread in spreads(session, select(both), ("idle",))["idle"]}
    return UseReport(
        doctors=_doctors(session, clinics),
        overrun=replace(ends.get(0, NONE), key=None),
        idle=replace(ends.get(1, NONE), key=None),
    )


def sessions(scope: Scope) -> Select[Any]:
    """Select each doctor's day with slots: its planned ends, the last visit's end, seconds with a patient, seen."""
    planned, visits = _planned(scope).subquery(), _visits(scope).subquery()
    # A visit before the planned start takes nothing from the session's own time.
    busy = _later(visits.c.completed, planned.c.begins) - _later(visits.c.started, planned.c.begins)
    of_session = and_(visits.c.day == planned.c.day, visits.c.doctor == planned.c.doctor)
    columns = (planned.c.doctor, planned.c.capacity, planned.c.begins, planned.c.ends)
    return (
        select(
            *columns,
            func.max(visits.c.completed).label("leaves"),
            func.coalesce(func.sum(busy), 0.0).label("busy"),
            func.coalesce(func.sum(visits.c.seen), 0).label("seen"),
        )
        .select_from(planned)
        .outerjoin(visits, of_session)
        .group_by(planned.c.day, *columns)
    )


def overrun(clinics: FromClause) -> ColumnElement[float]:
    """Give the minutes from the planned end to the last visit's end, 0 where that was earlier."""
    return not_negative((func.coalesce(clinics.c.leaves, clinics.c.ends) - clinics.c.ends) / 60.0)


def idle(clinics: FromClause) -> ColumnElement[float]:
    """Give the minutes without a patient from the planned start to the later of the two ends."""
    there = _later(func.coalesce(clinics.c.leaves, clinics.c.ends), clinics.c.ends) - clinics.c.begins
    return not_negative((there - clinics.c.busy) / 60.0)


def _planned(scope: Scope) -> Select[Any]:
    query = scope.slots(
        SlotRow.department_day_id.label("day"),
        SlotRow.doctor_id.label("doctor"),
        func.sum(SlotRow.capacity).label("capacity"),
        Epoch(func.min(SlotRow.starts_at)).label("begins"),
        Epoch(func.max(SlotRow.ends_at)).label("ends"),
    )
    return query.where(SlotRow.status != SlotStatus.CANCELLED).group_by(SlotRow.department_day_id, SlotRow.doctor_id)


def _visits(scope: Scope) -> Select[Any]:
    """Select the visits of these days: narrowed here, since PostgreSQL would look through all there ever were."""
    query = scope.tokens(
        TokenRow.department_day_id.label("day"),
        TokenRow.doctor_id.label("doctor"),
        Epoch(TokenRow.started_at).label("started"),
        Epoch(TokenRow.completed_at).label("completed"),
        case((TokenRow.status == TokenStatus.COMPLETED, 1), else_=0).label("seen"),
    )
    return query.where(TokenRow.completed_at.is_not(None), TokenRow.started_at.is_not(None))


def _later(one: Any, other: Any) -> ColumnElement[float]:
    return case((one > other, one), else_=other)


def _minutes(is_idle: int, value: ColumnElement[float]) -> Select[*tuple[Any, ...]]:
    return select(value.label("minutes"), false().label("unfinished"), literal(is_idle, Integer).label("idle"))


def _doctors(session: Session, clinics: CTE) -> tuple[Use, ...]:
    query = (
        select(clinics.c.doctor, func.count(), func.sum(clinics.c.capacity), func.sum(clinics.c.seen))
        .group_by(clinics.c.doctor)
        .order_by(clinics.c.doctor)
    )
    # PostgreSQL's sum of large integers is a decimal number.
    return tuple(Use(*map(int, row)) for row in session.execute(query))
