"""When people come: by weekday and hour."""

from sqlalchemy import distinct, func
from sqlalchemy.orm import Session

from opd_web.store.report_models import ArrivalsReport
from opd_web.store.reports.moments import weekday
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, TokenRow


def read(session: Session, scope: Scope) -> ArrivalsReport:
    """Count the arrivals of each weekday and hour, and the days of each weekday on which anybody came."""
    on = weekday(DepartmentDayRow.service_day).label("weekday")
    hour = scope.clock.hour(TokenRow.arrived_at).label("hour")
    came = TokenRow.arrived_at.is_not(None)
    counts = session.execute(scope.tokens(on, hour, func.count()).where(came).group_by("weekday", "hour"))
    days = session.execute(
        scope.tokens(on, func.count(distinct(DepartmentDayRow.service_day))).where(came).group_by("weekday")
    )
    return ArrivalsReport({(day, at): count for day, at, count in counts}, dict(days.all()))
