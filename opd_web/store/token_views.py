"""Tokens as staff see them, with position and expected time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import ACTIVE, LIVE, PLACED, TokenStatus
from opd_web.engine.ordering import Queued
from opd_web.engine.policy import Policy
from opd_web.engine.waiting_times import estimated_time, score
from opd_web.store import patients, queues
from opd_web.store.pools import slot_value
from opd_web.store.read_models import TokenView
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    PatientRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.slip_rows import SlipPrintRow


@dataclass(frozen=True)
class Line:
    """One token with the rows that its view needs; `room` is where its doctor sits on that day."""

    token: TokenRow
    department: DepartmentRow
    patient: PatientRow
    doctor: DoctorRow | None
    slot: SlotRow | None
    room: str | None
    slip_printed: bool
    notes: tuple[str, ...] = ()


Lines = Select[TokenRow, DepartmentRow, PatientRow, DoctorRow, SlotRow, str, bool]


def query() -> Lines:
    """Select tokens with what their views need; the caller narrows it."""
    at_work = and_(
        ClinicSessionRow.doctor_id == TokenRow.doctor_id,
        ClinicSessionRow.department_day_id == TokenRow.department_day_id,
    )
    room = func.coalesce(ClinicSessionRow.room, DoctorRow.room)
    printed = exists().where(SlipPrintRow.token_id == TokenRow.id)
    return (
        select(TokenRow, DepartmentRow, PatientRow, DoctorRow, SlotRow, room, printed)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .join(PatientRow, PatientRow.id == TokenRow.patient_id)
        .outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id)
        .outerjoin(DoctorRow, DoctorRow.id == TokenRow.doctor_id)
        .outerjoin(ClinicSessionRow, at_work)
    )


def lines(session: Session, narrowed: Lines) -> list[Line]:
    """Run a narrowed query."""
    return [Line(*row) for row in session.execute(narrowed)]


def one(session: Session, token_id: int, policy: Policy, now: datetime) -> TokenView | None:
    """Read one token with its position: a constant number of statements, however long the lists are."""
    found = lines(session, query().where(TokenRow.id == token_id))
    if not found:
        return None
    line = found[0]
    return view(line, _position(session, line), policy, now)


def _position(session: Session, line: Line) -> int | None:
    if line.token.status == TokenStatus.WAITING:
        return queues.waiting_position(session, line.token)
    if line.slot is None or line.token.status not in ACTIVE:
        return None
    return positions(queues.of_slot(session, line.slot))[line.token.id]


def positions(ordered: Iterable[Queued]) -> Mapping[int, int]:
    """Number the tokens of one order from 1."""
    return {token.token_id: position for position, token in enumerate(ordered, 1)}


def view(
    line: Line,
    position: int | None,
    policy: Policy,
    now: datetime,
    passes_left: int = 0,
    expected: tuple[datetime, datetime] | None = None,
) -> TokenView:
    """Give what pages read; a token that holds no place has no doctor, room or slot to show."""
    token = line.token
    held = token.status != TokenStatus.WAITING
    slot = line.slot if held else None
    doctor = line.doctor if held else None
    return TokenView(
        id=token.id,
        number=f"{line.department.code}-{token.number:03d}",
        department_id=line.department.id,
        patient_id=token.patient_id,
        patient_name=line.patient.name,
        class_=token.class_,
        source=token.source,
        status=token.status,
        doctor_id=doctor.id if doctor else None,
        doctor_name=doctor.name if doctor else None,
        room=line.room if doctor else None,
        slot_id=slot.id if slot else None,
        slot_starts_at=slot.starts_at if slot else None,
        sequence=token.sequence,
        position=position,
        estimated_time=_expected(token, slot, position, policy),
        score=score(policy, token.class_, token.booked_at, now) if token.status in LIVE else None,
        booked_at=token.booked_at,
        arrived_at=token.arrived_at,
        called_at=token.called_at,
        started_at=token.started_at,
        completed_at=token.completed_at,
        call_count=token.call_count,
        version=token.version,
        notes=line.notes,
        passes_left=passes_left,
        expected=expected,
        slip_printed=line.slip_printed,
        is_unknown=patients.is_unknown(line.patient),
    )


def _expected(token: TokenRow, slot: SlotRow | None, position: int | None, policy: Policy) -> datetime | None:
    if slot is None or position is None or token.status not in PLACED:
        return None
    return estimated_time(slot_value(slot), position, policy)
