"""Every token of a range, one line each, to be taken away: numbers and times, no names of patients."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store.report_models import TokenLine
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, SlotRow, TokenRow


def days(session: Session, scope: Scope) -> Sequence[int]:
    """Give the department days of the range, in their order."""
    query = select(DepartmentDayRow.id).where(*scope.days(), DepartmentDayRow.last_number > 0)
    return session.scalars(query.order_by(DepartmentDayRow.service_day, DepartmentDayRow.department_id)).all()


def of_days(session: Session, scope: Scope, day_ids: Sequence[int]) -> list[TokenLine]:
    """Read the tokens of these days."""
    wait = scope.wait().label("wait")
    query = (
        scope.tokens(
            DepartmentDayRow.service_day, DepartmentRow.code, TokenRow.number, DoctorRow.name, TokenRow.class_,
            TokenRow.source, TokenRow.status, TokenRow.booked_at, SlotRow.starts_at, TokenRow.arrived_at,
            TokenRow.first_called_at, TokenRow.started_at, TokenRow.completed_at, TokenRow.closed_at,
            TokenRow.call_count, wait,
        )
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(DoctorRow, DoctorRow.id == TokenRow.doctor_id)
        .outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id)
        .where(TokenRow.department_day_id.in_(day_ids))
        .order_by(DepartmentDayRow.service_day, DepartmentRow.id, TokenRow.number)
    )  # fmt: skip
    return [TokenLine(*row) for row in session.execute(query)]
