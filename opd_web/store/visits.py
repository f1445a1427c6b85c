"""Visits: the tokens that one patient has or had, and who stands behind a number of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, TokenRow

LISTED = 100
"""How many of a patient's tokens are listed: the newest."""


@dataclass(frozen=True)
class Visit:
    """One token of a patient: `day` is the facility's date."""

    token_id: int
    number: str
    day: date
    department_code: str
    department_name: str
    doctor_name: str | None
    class_: str
    status: str
    source: str
    arrived_at: datetime | None


def of_patient(session: Session, patient_id: int, scope: frozenset[int] | None) -> tuple[Visit, ...]:
    """List a patient's tokens in these departments, None for all of them, the newest first."""
    query = (
        select(TokenRow, DepartmentDayRow.service_day, DepartmentRow, DoctorRow.name)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(DoctorRow, DoctorRow.id == TokenRow.doctor_id)
        .where(TokenRow.patient_id == patient_id)
        .order_by(DepartmentDayRow.service_day.desc(), TokenRow.id.desc())
        .limit(LISTED)
    )
    if scope is not None:
        query = query.where(DepartmentRow.id.in_(scope))
    return tuple(_visit(*row) for row in session.execute(query))


def patients_of_token(session: Session, token_id: int, scope: frozenset[int] | None) -> Sequence[int]:
    """Find whose token this is, in these departments, None for all of them."""
    query = (
        select(TokenRow.patient_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(TokenRow.id == token_id)
    )
    if scope is not None:
        query = query.where(DepartmentDayRow.department_id.in_(scope))
    return session.scalars(query).all()


def patients_of_number(
    session: Session, code: str, number: int, day: date, scope: frozenset[int] | None
) -> Sequence[int]:
    """Find whose token has this number in the department of this code on this day."""
    query = (
        select(TokenRow.patient_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(DepartmentRow.code == code, DepartmentDayRow.service_day == day, TokenRow.number == number)
    )
    if scope is not None:
        query = query.where(DepartmentRow.id.in_(scope))
    return session.scalars(query).all()


def _visit(token: TokenRow, day: date, department: DepartmentRow, doctor: str | None) -> Visit:
    return Visit(
        token_id=token.id,
        number=f"{department.code}-{token.number:03d}",
        day=day,
        department_code=department.code,
        department_name=department.name,
        doctor_name=doctor,
        class_=token.class_,
        status=token.status,
        source=token.source,
        arrived_at=token.arrived_at,
    )
