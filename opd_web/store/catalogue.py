"""Departments and doctors as programs see them: found, listed, changed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from opd_web.store import locking
from opd_web.store.days import read_policy
from opd_web.store.paging import Asked, Page, page
from opd_web.store.resources import DepartmentResource, DoctorResource
from opd_web.store.rows import DepartmentRow, DoctorRow, PolicyVersionRow
from opd_web.store.unit_of_work import UnitOfWork

Scope = frozenset[int] | None
"""The departments that somebody works in; None is every one."""


def _departments() -> Select[DepartmentRow, PolicyVersionRow]:
    newest = (
        select(func.max(PolicyVersionRow.version))
        .where(PolicyVersionRow.department_id == DepartmentRow.id)
        .correlate(DepartmentRow)
        .scalar_subquery()
    )
    return select(DepartmentRow, PolicyVersionRow).join(
        PolicyVersionRow,
        (PolicyVersionRow.department_id == DepartmentRow.id) & (PolicyVersionRow.version == newest),
    )


def departments(session: Session, asked: Asked, scope: Scope, *, active: bool | None) -> Page[DepartmentResource]:
    """List the departments by id."""
    query = _departments().order_by(DepartmentRow.id).limit(asked.limit + 1)
    if asked.after:
        query = query.where(DepartmentRow.id > asked.after[0])
    if scope is not None:
        query = query.where(DepartmentRow.id.in_(scope))
    if active is not None:
        query = query.where(DepartmentRow.active.is_(active))
    rows = session.execute(query).all()
    return page(rows, asked, lambda row: (row[0].id,), lambda shown: [_department(*row) for row in shown])


def department(session: Session, department_id: int) -> DepartmentResource | None:
    """Give one department."""
    row = session.execute(_departments().where(DepartmentRow.id == department_id)).one_or_none()
    return _department(*row) if row else None


def _department(row: DepartmentRow, version: PolicyVersionRow) -> DepartmentResource:
    return DepartmentResource(
        row.id, row.code, row.name, row.public_label, row.active, version.preset, read_policy(version.options)
    )


def doctors(
    session: Session, asked: Asked, scope: Scope, *, department_id: int | None, active: bool | None
) -> Page[DoctorResource]:
    """List the doctors by id."""
    query = select(DoctorRow).order_by(DoctorRow.id).limit(asked.limit + 1)
    if asked.after:
        query = query.where(DoctorRow.id > asked.after[0])
    if scope is not None:
        query = query.where(DoctorRow.department_id.in_(scope))
    if department_id is not None:
        query = query.where(DoctorRow.department_id == department_id)
    if active is not None:
        query = query.where(DoctorRow.active.is_(active))
    rows: Sequence[DoctorRow] = session.scalars(query).all()
    return page(rows, asked, lambda row: (row.id,), lambda shown: [doctor_view(row) for row in shown])


def doctor(session: Session, doctor_id: int) -> DoctorResource | None:
    """Give one doctor."""
    row = session.get(DoctorRow, doctor_id)
    return doctor_view(row) if row else None


def doctor_view(row: DoctorRow) -> DoctorResource:
    """Give what programs read."""
    return DoctorResource(row.id, row.name, row.code, row.department_id, row.room, row.active)


def lock_doctor(work: UnitOfWork, doctor_id: int) -> DoctorRow | None:
    """Hold one doctor's row until the work is done."""
    return work.session.get(DoctorRow, doctor_id, with_for_update=locking.held())


def write(row: DepartmentRow | DoctorRow, changes: Mapping[str, object]) -> None:
    """Set these columns."""
    for column, value in changes.items():
        setattr(row, column, value)
