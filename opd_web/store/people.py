"""A person as an administrator sees one who is asked about: what is kept, and what would stay."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import LIVE
from opd_web.store.admin_models import PersonRecord
from opd_web.store.patients import has_record_number, name_key
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, NoteRow, PatientRow, TokenRow


def find(session: Session, phone: str | None, text: str, at_most: int) -> Sequence[PatientRow]:
    """Read who has this phone (E.164), this name or a part of it, or a record number that begins so."""
    matches = has_record_number(text) | PatientRow.name_key.contains(name_key(text), autoescape=True)
    if phone:
        matches |= PatientRow.phone == phone
    query = select(PatientRow).where(PatientRow.erased_at.is_(None), matches).order_by(PatientRow.id)
    return session.scalars(query.limit(at_most)).all()


def record(session: Session, row: PatientRow) -> PersonRecord:
    """Give what pages read."""
    own = TokenRow.patient_id == row.id
    count, last = session.execute(
        select(func.count(), func.max(DepartmentDayRow.service_day))
        .select_from(TokenRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .where(own)
    ).one()
    live = (
        select(DepartmentRow.code, TokenRow.number)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(own, TokenRow.status.in_(tuple(LIVE)))
        .order_by(DepartmentDayRow.service_day, TokenRow.number)
    )
    notes = select(func.count()).select_from(NoteRow).join(TokenRow, TokenRow.id == NoteRow.token_id)
    return PersonRecord(
        id=row.id,
        name=row.name,
        phone=row.phone,
        language=row.language,
        external_id=row.external_id,
        tokens=count,
        last_day=last,
        live=tuple(f"{code}-{number:03d}" for code, number in session.execute(live)),
        notes=session.scalar(notes.where(own, NoteRow.text != "")) or 0,
    )
