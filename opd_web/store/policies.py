"""Policy versions of a department, and the days that can be played again under another one."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import EMERGENCY
from opd_web.store import actors
from opd_web.store.admin_models import PastDayRecord, PolicyRecord
from opd_web.store.days import version_on
from opd_web.store.rows import DepartmentDayRow, PolicyVersionRow, TokenRow

DAYS_BACK = timedelta(days=31)


def versions(session: Session, department_id: int) -> list[PolicyRecord]:
    """List the versions, the newest first."""
    query = select(PolicyVersionRow).where(PolicyVersionRow.department_id == department_id)
    rows = session.scalars(query.order_by(PolicyVersionRow.version.desc())).all()
    names = actors.names(session, [row.created_by for row in rows])
    return [
        PolicyRecord(
            id=row.id,
            version=row.version,
            preset=row.preset,
            options=json.loads(row.options),
            effective_from=row.effective_from,
            created_at=row.created_at,
            by=names[row.created_by],
        )
        for row in rows
    ]


def version_today(session: Session, department_id: int, today: date) -> int:
    """Give the number of the version that decides today: its day may be older than the newest."""
    of_day = select(DepartmentDayRow.policy_version_id).where(
        DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day == today
    )
    version_id = session.scalar(of_day) or session.scalar(version_on(department_id, today))
    return session.get_one(PolicyVersionRow, version_id).version


def days_with_tokens(session: Session, department_id: int, first: date) -> Sequence[date]:
    """Read the days from this one on that have tokens already: they keep their policy."""
    query = select(DepartmentDayRow.service_day).where(
        DepartmentDayRow.department_id == department_id,
        DepartmentDayRow.service_day >= first,
        DepartmentDayRow.last_number > 0,
    )
    return session.scalars(query.order_by(DepartmentDayRow.service_day)).all()


def past_days(session: Session, department_id: int, today: date) -> list[PastDayRecord]:
    """Read the days of the last month, today included, that have tokens, the latest first."""
    emergencies = func.sum(case((TokenRow.class_ == EMERGENCY, 1), else_=0))
    query = (
        select(DepartmentDayRow.service_day, func.count(), emergencies)
        .join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
        .where(
            DepartmentDayRow.department_id == department_id,
            DepartmentDayRow.service_day.between(today - DAYS_BACK, today),
        )
        .group_by(DepartmentDayRow.service_day)
        .order_by(DepartmentDayRow.service_day.desc())
    )
    return [PastDayRecord(day, tokens, urgent) for day, tokens, urgent in session.execute(query)]
