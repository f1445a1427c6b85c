"""How the capacity of doctors was used, and when their sessions ended."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import SlotStatus, TokenStatus
from opd_web.store.report_models import Use, UseReport
from opd_web.store.reports.moments import Epoch, not_negative
from opd_web.store.reports.quantiles import everybody, spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import SlotRow, TokenRow


def read(session: Session, scope: Scope) -> UseReport:
    """Read seen and capacity of each doctor, and the overrun and idle time of each session."""
    clinics = sessions(scope).subquery()
    return UseReport(
        doctors=_doctors(session, clinics),
        overrun=everybody(spreads(session, _minutes(overrun(clinics)))),
        idle=everybody(spreads(session, _minutes(idle(clinics)))),
    )


def sessions(scope: Scope) -> Select[Any]:
    """Select each doctor's day with slots: its planned ends, the last visit's end, seconds with a patient, seen."""
    planned = _planned(scope).subquery()
    started, completed = Epoch(TokenRow.started_at), Epoch(TokenRow.completed_at)
    # A visit before the planned start takes nothing from the session's own time.
    busy = _later(completed, planned.c.begins) - _later(started, planned.c.begins)
    visit = and_(
        TokenRow.department_day_id == planned.c.day,
        TokenRow.doctor_id == planned.c.doctor,
        TokenRow.completed_at.is_not(None),
        TokenRow.started_at.is_not(None),
    )
    seen = case((TokenRow.status == TokenStatus.COMPLETED, 1), else_=0)
    columns = (planned.c.doctor, planned.c.capacity, planned.c.begins, planned.c.ends)
    return (
        select(
            *columns,
            func.max(completed).label("leaves"),
            func.coalesce(func.sum(busy), 0.0).label("busy"),
            func.coalesce(func.sum(seen), 0).label("seen"),
        )
        .select_from(planned)
        .outerjoin(TokenRow, visit)
        .group_by(planned.c.day, *columns)
    )


def overrun(clinics: Subquery) -> ColumnElement[float]:
    """Give the minutes from the planned end to the last visit's end, 0 where that was earlier."""
    return not_negative((func.coalesce(clinics.c.leaves, clinics.c.ends) - clinics.c.ends) / 60.0)


def idle(clinics: Subquery) -> ColumnElement[float]:
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


def _later(one: Any, other: Any) -> ColumnElement[float]:
    return case((one > other, one), else_=other)


def _minutes(value: ColumnElement[float]) -> Select[*tuple[Any, ...]]:
    return select(value.label("minutes"), false().label("unfinished"))


def _doctors(session: Session, clinics: Subquery) -> tuple[Use, ...]:
    query = (
        select(clinics.c.doctor, func.count(), func.sum(clinics.c.capacity), func.sum(clinics.c.seen))
        .group_by(clinics.c.doctor)
        .order_by(clinics.c.doctor)
    )
    # PostgreSQL's sum of large integers is a decimal number.
    return tuple(Use(*map(int, row)) for row in session.execute(query))
