"""What each department's day is known by: its policy, its events, its tokens by status."""

from collections import Counter, defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.store.report_models import DepartmentDay
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, PolicyVersionRow, TokenRow


def read(session: Session, scope: Scope) -> tuple[DepartmentDay, ...]:
    """List the department days that anybody ever wrote to, by code."""
    status: dict[int, Counter[str]] = defaultdict(Counter)
    counts = scope.tokens(DepartmentDayRow.id, TokenRow.status, func.count())
    for day_id, name, count in session.execute(counts.group_by(DepartmentDayRow.id, TokenRow.status)):
        status[day_id][name] = count
    query = (
        select(DepartmentDayRow, DepartmentRow.code, PolicyVersionRow.preset)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(*scope.days())
        .order_by(DepartmentDayRow.service_day, DepartmentRow.id)
    )
    return tuple(
        DepartmentDay(row.department_id, code, row.service_day, preset, row.event_count, status[row.id])
        for row, code, preset in session.execute(query)
    )
