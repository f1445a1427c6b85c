"""What saving a leave did to each token, read from the events of that moment."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from opd_web.engine.events import Kind
from opd_web.store.event_rows import EventRow
from opd_web.store.leave_models import Done
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    PatientRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.schedule_rows import AbsenceRow

KINDS = (Kind.TRANSFERRED, Kind.REBOOKED, Kind.SENT_BACK, Kind.DISPLACED)


def of(session: Session, absence: AbsenceRow) -> Iterator[Done]:
    """Tell it token by token: one transaction has one moment and one actor."""
    new, new_day, place = aliased(TokenRow), aliased(DepartmentDayRow), aliased(SlotRow)
    query = (
        select(
            TokenRow.id,
            EventRow.kind,
            TokenRow.number,
            DepartmentRow.code,
            PatientRow,
            new.number,
            DoctorRow.name,
            place.starts_at,
        )
        .join(TokenRow, TokenRow.id == EventRow.token_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PatientRow, PatientRow.id == TokenRow.patient_id)
        .outerjoin(new, (new.id == TokenRow.moved_to_id) & (EventRow.kind == Kind.REBOOKED))
        .outerjoin(new_day, new_day.id == new.department_day_id)
        .outerjoin(
            place,
            ((EventRow.kind == Kind.TRANSFERRED) & (place.id == EventRow.slot_id)) | (place.id == new.slot_id),
        )
        .outerjoin(DoctorRow, DoctorRow.id == place.doctor_id)
        .where(EventRow.at == absence.created_at, EventRow.actor == absence.created_by, EventRow.kind.in_(KINDS))
        .order_by(DepartmentDayRow.service_day, DepartmentRow.code, TokenRow.number)
    )
    for token_id, kind, number, code, patient, new_number, doctor, at in session.execute(query):
        yield Done(
            token_id=token_id,
            kind=kind,
            number=f"{code}-{number:03d}",
            patient_name=patient.name,
            phone=patient.phone,
            new_number=f"{code}-{new_number:03d}" if new_number else None,
            doctor=doctor,
            at=at,
        )
