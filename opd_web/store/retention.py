"""How long persons are kept, and who is due to be erased."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from opd_web.store import days
from opd_web.store.rows import DepartmentDayRow, FacilityRow, PatientRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def kept_days(session: Session) -> int | None:
    """Give after how many days without a token a person is erased; None where nobody is."""
    return session.scalar(select(FacilityRow.retention_days))


def set_days(work: UnitOfWork, wanted: int | None) -> bool:
    """Write it; False where there is no hospital yet."""
    row = work.session.get(FacilityRow, 1)
    if row is None:
        return False
    row.retention_days = wanted
    return True


def last_kept(session: Session, kept: int, now: datetime) -> date:
    """Give the first day that still counts: whoever has a token on it or later stays."""
    return days.date_at(session, now) - timedelta(days=kept)


def due(session: Session, first_kept: date, at_most: int) -> Sequence[int]:
    """Read who has neither a token nor a registration from this day on, those on file longest first."""
    query = select(PatientRow.id).where(_is_due(session, first_kept)).order_by(PatientRow.id).limit(at_most)
    return session.scalars(query).all()


def count_due(session: Session, first_kept: date) -> int:
    """Count them."""
    query = select(func.count()).select_from(PatientRow).where(_is_due(session, first_kept))
    return session.scalar(query) or 0


def is_due(session: Session, patient_id: int, first_kept: date) -> bool:
    """Tell whether this one is still due."""
    query = select(PatientRow.id).where(PatientRow.id == patient_id, _is_due(session, first_kept))
    return session.scalar(query) is not None


def _is_due(session: Session, first_kept: date) -> ColumnElement[bool]:
    begins = datetime.combine(first_kept, time(), days.zone(session)).astimezone(UTC)
    return PatientRow.erased_at.is_(None) & (PatientRow.created_at < begins) & ~_token_since(first_kept).exists()


def _token_since(first_kept: date) -> Select[int]:
    return (
        select(TokenRow.id)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(TokenRow.patient_id == PatientRow.id, DepartmentDayRow.service_day >= first_kept)
    )
