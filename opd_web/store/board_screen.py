"""What one board shows at one moment. No name, no class, no patient ever passes through here."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.engine.expected_wait import expected_wait
from opd_web.engine.legibility import reads
from opd_web.engine.model import OPEN_SLOT, SessionStatus, TokenStatus
from opd_web.store import board_calls
from opd_web.store.board_models import BoardDoctor, BoardView
from opd_web.store.board_scope import Scope
from opd_web.store.days import read_policy
from opd_web.store.pools import is_over
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
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
        lines=scope.lines,
        reads=reads(scope.board.inches, scope.board.metres),
        languages=tuple((scope.board.languages or "en").split(",")),
        ticker=scope.board.ticker or "",
        looks=scope.looks,
        event_count=scope.event_count,
        calls=board_calls.standing(session, scope),
        announced=board_calls.latest(session, scope, now),
        missed=board_calls.missed(session, scope),
        doctors=doctors,
        waiting_count=sum(doctor.waiting_count for doctor in doctors),
        department_ids=scope.department_ids,
    )


def natural(room: str) -> list[tuple[int, str]]:
    """Give the key that puts room 10 behind room 2, and 2A behind 2."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", room)]


def _doctors(session: Session, scope: Scope, now: datetime) -> tuple[BoardDoctor, ...]:
    query = (
        select(ClinicSessionRow, DoctorRow)
        .join(DoctorRow, DoctorRow.id == ClinicSessionRow.doctor_id)
        .where(ClinicSessionRow.department_day_id.in_(scope.day_ids), scope.shows(ClinicSessionRow.doctor_id))
    )
    rows = sorted(session.execute(query), key=lambda row: (natural(row[0].room), row[1].name))
    slots = _slots(session, scope)
    waiting = _waiting(session, scope)
    called = _called(session, scope)
    minutes = _minutes(session, scope)
    return tuple(
        _doctor(
            clinic,
            doctor,
            slots.get(doctor.id, []),
            waiting.get(doctor.id, 0),
            called.get(doctor.id),
            minutes[clinic.department_day_id],
            now,
        )
        for clinic, doctor in rows
    )


def _doctor(
    clinic: ClinicSessionRow,
    doctor: DoctorRow,
    slots: Sequence[SlotRow],
    waiting_count: int,
    now_number: str | None,
    minutes: int,
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
        wait=expected_wait(waiting_count, minutes) if clinic.status == SessionStatus.OPEN else None,
    )


def _minutes(session: Session, scope: Scope) -> dict[int, int]:
    """Give by day how long its policy plans for a consultation."""
    query = (
        select(DepartmentDayRow.id, PolicyVersionRow.options)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(DepartmentDayRow.id.in_(scope.day_ids))
    )
    return {day_id: read_policy(options).consult_minutes for day_id, options in session.execute(query)}


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
