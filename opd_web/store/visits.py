"""Visits: the tokens that one patient has or had, and who stands behind a number of today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from opd_web.engine.model import LIVE, TokenStatus
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, DoctorRow, SlotRow, TokenRow

LISTED = 100
"""How many of a patient's tokens are listed: the newest."""


@dataclass(frozen=True)
class Visit:
    """One token of a patient: `day` is the facility's date; `is_on_desk` while it stands in a row there on its day."""

    token_id: int
    number: str
    day: date
    department_code: str
    department_name: str
    department_label: str
    doctor_name: str | None
    class_: str
    status: str
    source: str
    arrived_at: datetime | None
    slot_starts_at: datetime | None
    is_on_desk: bool


def of_patient(session: Session, patient_id: int, scope: frozenset[int] | None) -> tuple[Visit, ...]:
    """List a patient's tokens in these departments, None for all of them, the newest first."""
    query = _visits(scope).where(TokenRow.patient_id == patient_id).limit(LISTED)
    return tuple(_visit(*row) for row in session.execute(query))


def on_day(
    session: Session, patient_ids: Collection[int], day: date, scope: frozenset[int] | None
) -> Mapping[int, tuple[Visit, ...]]:
    """Give each of these patients' tokens of one day, the newest first; who has none is left out."""
    query = _visits(scope).where(TokenRow.patient_id.in_(patient_ids), DepartmentDayRow.service_day == day)
    found: dict[int, tuple[Visit, ...]] = {}
    for row in session.execute(query):
        patient_id = row[0].patient_id
        found[patient_id] = (*found.get(patient_id, ()), _visit(*row))
    return found


def _visits(scope: frozenset[int] | None) -> Select[TokenRow, date, DepartmentRow, str, datetime]:
    query = (
        select(TokenRow, DepartmentDayRow.service_day, DepartmentRow, DoctorRow.name, SlotRow.starts_at)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .outerjoin(DoctorRow, DoctorRow.id == TokenRow.doctor_id)
        .outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id)
        .order_by(DepartmentDayRow.service_day.desc(), TokenRow.id.desc())
    )
    return query if scope is None else query.where(DepartmentRow.id.in_(scope))


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


def _visit(
    token: TokenRow, day: date, department: DepartmentRow, doctor: str | None, slot_starts_at: datetime | None
) -> Visit:
    waits = token.status == TokenStatus.WAITING
    needs_place = token.status == TokenStatus.DISPLACED and token.moved_to_id is None
    return Visit(
        token_id=token.id,
        number=f"{department.code}-{token.number:03d}",
        day=day,
        department_code=department.code,
        department_name=department.name,
        department_label=department.public_label,
        doctor_name=doctor,
        class_=token.class_,
        status=token.status,
        source=token.source,
        arrived_at=token.arrived_at,
        slot_starts_at=None if waits else slot_starts_at,
        is_on_desk=token.status in LIVE or needs_place,
    )
