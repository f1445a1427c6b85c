"""Who lost the place by a leave and has no other one."""

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session, aliased

from opd_web.engine.events import Kind
from opd_web.engine.model import LIVE, TokenStatus
from opd_web.store.absences import span_of
from opd_web.store.affected import RULE, with_patient
from opd_web.store.event_rows import EventRow
from opd_web.store.leave import doctors
from opd_web.store.leave_models import Span, WithoutPlace
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, PatientRow, TokenRow
from opd_web.store.schedule_rows import AbsenceRow
from opd_web.store.screens import settled


def of(session: Session, absence: AbsenceRow) -> tuple[WithoutPlace, ...]:
    """Read who lost the place by this leave and has none since: not booked again, not marked as settled."""
    return tuple(
        WithoutPlace(
            token_id=token.id,
            number=f"{code}-{token.number:03d}",
            day=day.service_day,
            department_id=day.department_id,
            doctor_id=token.doctor_id,
            patient_name=patient.name,
            phone=patient.phone,
            class_=token.class_,
        )
        for token, day, code, patient in session.execute(_displaced(session, absence))
    )


def _displaced(session: Session, absence: AbsenceRow) -> Select[TokenRow, DepartmentDayRow, str, PatientRow]:
    span = span_of(absence)
    departments = sorted({row.department_id for row in doctors(session, span)})
    of_everybody = true() if span.doctor_id is None else TokenRow.doctor_id.is_(None)
    # Others may lie over it: the moment of its saving tells whose place went with this one.
    by_leave = select(EventRow.id).where(
        EventRow.token_id == TokenRow.id,
        EventRow.kind == Kind.DISPLACED,
        EventRow.rule == RULE,
        EventRow.at == absence.created_at,
    )
    return (
        with_patient()
        .where(
            TokenRow.status == TokenStatus.DISPLACED,
            TokenRow.moved_to_id.is_(None),
            DepartmentDayRow.service_day.between(span.first_day, span.last_day),
            PatientRow.erased_at.is_(None),
            DepartmentDayRow.department_id.in_(departments),
            (TokenRow.doctor_id == span.doctor_id) | of_everybody,
            by_leave.exists(),
            ~settled(),
            ~_found_another(span).exists(),
        )
        .order_by(DepartmentDayRow.service_day, DepartmentRow.code, TokenRow.number)
    )


def _found_another(span: Span) -> Select[int]:
    later, later_day = aliased(TokenRow), aliased(DepartmentDayRow)
    return (
        select(later.id)
        .join(later_day, later_day.id == later.department_day_id)
        .where(
            later.patient_id == TokenRow.patient_id,
            later_day.department_id == DepartmentDayRow.department_id,
            later_day.service_day >= span.first_day,
            later.status.in_(tuple(LIVE)),
            later.id > TokenRow.id,
        )
    )
