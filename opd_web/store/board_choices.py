"""What a board can show: departments, doctors and rooms that are in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store.rows import DepartmentRow, DoctorRow


@dataclass(frozen=True)
class Choices:
    """Departments and doctors by id, rooms by name."""

    departments: Mapping[int, str]
    doctors: Mapping[int, str]
    rooms: tuple[str, ...]


def read(session: Session) -> Choices:
    """Read what is in use."""
    departments = session.scalars(select(DepartmentRow).where(DepartmentRow.active).order_by(DepartmentRow.code)).all()
    doctors = session.scalars(select(DoctorRow).where(DoctorRow.active).order_by(DoctorRow.name)).all()
    return Choices(
        {row.id: f"{row.code} · {row.name}" for row in departments},
        {row.id: row.name for row in doctors},
        tuple(sorted({row.room for row in doctors})),
    )
