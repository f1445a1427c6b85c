"""Boards: what a TV in a waiting room shows. No name, no class, no patient ever passes through here."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import CLOSED, OPEN_SLOT, SessionStatus, TokenStatus
from opd_web.store.pools import is_over
from opd_web.store.read_models import BoardDoctor, BoardEntry, BoardView, CallView
from opd_web.store.rows import (
    BoardDepartmentRow,
    BoardRow,
    CallRow,
    ClinicSessionRow,
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import UnitOfWork

CALLS_SHOWN = 24
"""How many of the latest calls a board is told of: far more than can fall into one slow poll."""


@dataclass(frozen=True)
class Scope:
    """What a board stands for on one day: its departments, those of their days that exist, and their versions."""

    board: BoardRow
    department_ids: tuple[int, ...]
    day_ids: tuple[int, ...]
    etag: str


def every(session: Session) -> tuple[BoardEntry, ...]:
    """List the boards in the order in which they were made."""
    rows = session.scalars(select(BoardRow).order_by(BoardRow.id))
    return tuple(BoardEntry(row.id, row.name, row.title) for row in rows)


def add(work: UnitOfWork, name: str, title: str, department_ids: Iterable[int]) -> int:
    """Make a board and give its id."""
    row = BoardRow(name=name, title=title)
    work.session.add(row)
    work.session.flush()
    work.session.add_all(BoardDepartmentRow(board_id=row.id, department_id=one) for one in sorted(department_ids))
    return row.id


def scope(session: Session, board_id: int, zone: ZoneInfo, now: datetime) -> Scope | None:
    """Read the versions first: what is read after them may be newer, never older. None for an unknown board."""
    board = session.get(BoardRow, board_id)
    if board is None:
        return None
    service_day = now.astimezone(zone).date()
    query = (
        select(BoardDepartmentRow.department_id, DepartmentDayRow.id, DepartmentDayRow.event_count)
        .outerjoin(
            DepartmentDayRow,
            (DepartmentDayRow.department_id == BoardDepartmentRow.department_id)
            & (DepartmentDayRow.service_day == service_day),
        )
        .where(BoardDepartmentRow.board_id == board_id)
        .order_by(BoardDepartmentRow.department_id)
    )
    rows = session.execute(query).all()
    text = repr((board.id, board.name, board.title, service_day, [tuple(row) for row in rows]))
    return Scope(
        board,
        tuple(department_id for department_id, _, _ in rows),
        tuple(day_id for _, day_id, _ in rows if day_id),
        hashlib.sha256(text.encode()).hexdigest()[:32],
    )


def read(session: Session, scope: Scope, zone: ZoneInfo, now: datetime) -> BoardView:
    """Read everything that the board shows."""
    doctors = _doctors(session, scope, now)
    return BoardView(
        id=scope.board.id,
        name=scope.board.name,
        title=scope.board.title,
        zone=zone.key,
        day=now.astimezone(zone).date(),
        now=now,
        etag=scope.etag,
        calls=_calls(session, scope),
        doctors=doctors,
        waiting_count=sum(doctor.waiting_count for doctor in doctors),
        department_ids=scope.department_ids,
    )


def _calls(session: Session, scope: Scope) -> tuple[CallView, ...]:
    """Read the latest announcement of each number, the newest first: calling one again must not push others off."""
    newest = select(func.max(CallRow.id)).where(CallRow.department_day_id.in_(scope.day_ids)).group_by(CallRow.token_id)
    query = (
        select(CallRow, TokenRow, DoctorRow.name, DepartmentRow)
        .join(TokenRow, TokenRow.id == CallRow.token_id)
        .join(DoctorRow, DoctorRow.id == CallRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == CallRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(CallRow.id.in_(newest))
        .order_by(CallRow.id.desc())
        .limit(CALLS_SHOWN)
    )
    return tuple(
        CallView(
            sequence=call.id,
            number=f"{department.code}-{token.number:03d}",
            room=call.room,
            doctor_name=doctor_name,
            department_label=department.public_label,
            called_at=call.called_at,
            recall=call.recall,
            finished=token.status in CLOSED,
        )
        for call, token, doctor_name, department in session.execute(query)
    )


def natural(room: str) -> list[tuple[int, str]]:
    """Give the key that puts room 10 behind room 2, and 2A behind 2."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", room)]


def _doctors(session: Session, scope: Scope, now: datetime) -> tuple[BoardDoctor, ...]:
    query = (
        select(ClinicSessionRow, DoctorRow)
        .join(DoctorRow, DoctorRow.id == ClinicSessionRow.doctor_id)
        .where(ClinicSessionRow.department_day_id.in_(scope.day_ids))
    )
    rows = sorted(session.execute(query), key=lambda row: (natural(row[0].room), row[1].name))
    slots = _slots(session, scope)
    waiting = _waiting(session, scope)
    called = _called(session, scope)
    return tuple(
        _doctor(clinic, doctor, slots.get(doctor.id, []), waiting.get(doctor.id, 0), called.get(doctor.id), now)
        for clinic, doctor in rows
    )


def _doctor(
    clinic: ClinicSessionRow,
    doctor: DoctorRow,
    slots: Sequence[SlotRow],
    waiting_count: int,
    now_number: str | None,
    now: datetime,
) -> BoardDoctor:
    ahead = [slot for slot in slots if not is_over(slot, now)]
    return BoardDoctor(
        name=doctor.name,
        room=clinic.room,
        status=clinic.status,
        delay_minutes=ahead[0].delay_minutes if ahead and clinic.status != SessionStatus.CLOSED else 0,
        starts_at=slots[0].starts_at if slots else None,
        waiting_count=waiting_count,
        now_number=now_number,
    )


def _slots(session: Session, scope: Scope) -> dict[int, list[SlotRow]]:
    query = select(SlotRow).where(SlotRow.department_day_id.in_(scope.day_ids), SlotRow.status.in_(tuple(OPEN_SLOT)))
    found: dict[int, list[SlotRow]] = {}
    for row in session.scalars(query.order_by(SlotRow.starts_at)):
        found.setdefault(row.doctor_id, []).append(row)
    return found


def _waiting(session: Session, scope: Scope) -> dict[int, int]:
    """Count those who are here and wait for each doctor."""
    query = (
        select(TokenRow.doctor_id, func.count())
        .where(
            TokenRow.department_day_id.in_(scope.day_ids),
            TokenRow.status == TokenStatus.BOOKED,
            TokenRow.arrived_at.is_not(None),
            TokenRow.doctor_id.is_not(None),
        )
        .group_by(TokenRow.doctor_id)
    )
    return {doctor_id: count for doctor_id, count in session.execute(query) if doctor_id is not None}


def _called(session: Session, scope: Scope) -> dict[int, str]:
    """Give the number that each doctor called last and has not finished with."""
    query = (
        select(TokenRow.doctor_id, DepartmentRow.code, TokenRow.number)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(
            TokenRow.department_day_id.in_(scope.day_ids),
            TokenRow.status.in_((TokenStatus.CALLED, TokenStatus.IN_CONSULTATION)),
        )
        .order_by(TokenRow.called_at)
    )
    return {doctor_id: f"{code}-{number:03d}" for doctor_id, code, number in session.execute(query) if doctor_id}
