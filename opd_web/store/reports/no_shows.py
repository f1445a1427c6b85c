"""Who should have come and did not, by how and how long before they asked."""

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy.orm import Session

from opd_web.engine.model import TokenStatus
from opd_web.store.report_models import Due
from opd_web.store.reports.moments import number_of
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow

WEEK = 7


def read(session: Session, scope: Scope) -> tuple[Due, ...]:
    """Count by source and lead time.

    Due is whoever had a place and came, did not come, or cancelled it; in time is a cancellation before the slot began.
    """
    closed = TokenRow.status.in_((TokenStatus.CANCELLED, TokenStatus.NO_SHOW))
    came = and_(TokenRow.arrived_at.is_not(None), TokenRow.status.not_in((TokenStatus.WAITING, TokenStatus.DISPLACED)))
    in_time = and_(TokenRow.status == TokenStatus.CANCELLED, TokenRow.closed_at < SlotRow.starts_at)
    query = (
        scope.tokens(
            TokenRow.source,
            _lead(scope).label("lead"),
            func.count(),
            func.sum(case((in_time, 1), else_=0)),
            func.sum(case((TokenRow.status == TokenStatus.NO_SHOW, 1), else_=0)),
        )
        .join(SlotRow, SlotRow.id == TokenRow.slot_id)
        .where(or_(closed, came))
        .group_by(TokenRow.source, "lead")
        .order_by(TokenRow.source, "lead")
    )
    return tuple(Due(*row) for row in session.execute(query))


def _lead(scope: Scope) -> ColumnElement[int]:
    days = number_of(DepartmentDayRow.service_day) - scope.clock.day_number(TokenRow.booked_at)
    return case((days <= 0, 0), (days <= WEEK, 1), else_=2)
