"""What was called, as boards tell it: each announcement once and in order, what stands, and who did not come."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from opd_web.engine.model import TokenStatus
from opd_web.store.board_models import Announced, CallView
from opd_web.store.board_scope import Scope
from opd_web.store.rows import CallRow, DepartmentDayRow, DepartmentRow, DoctorRow, TokenRow

STANDING_SHOWN = 24
"""How many numbers stand on a board: those that are large, and the earlier ones."""

ANNOUNCED = 12
"""How many announcements are sent with every change; a board that missed more asks for them."""

MOST_ANNOUNCED = 200
"""How many announcements a board gets that asks: at five seconds each, a quarter of an hour."""

MISSED_SHOWN = 12

STANDS = frozenset({TokenStatus.CALLED, TokenStatus.IN_CONSULTATION, TokenStatus.COMPLETED})
MISSED = frozenset({TokenStatus.ON_HOLD, TokenStatus.NO_SHOW})
TAKEN_BACK = frozenset(TokenStatus) - STANDS - MISSED
"""A call that was undone, or whose token was cancelled: it must not stand as just called."""

REMEMBERED = timedelta(minutes=15)
"""For how long a board may still be about to show a call that is taken back."""


def standing(session: Session, scope: Scope) -> tuple[CallView, ...]:
    """Read the latest announcement of each number that stands, the newest first.

    Calling one again must not push others off, so each number is there once.
    """
    newest = (
        select(func.max(CallRow.id))
        .join(TokenRow, TokenRow.id == CallRow.token_id)
        .where(CallRow.department_day_id.in_(scope.day_ids), ~_is_taken_back())
        .group_by(CallRow.token_id)
    )
    query = _calls(scope).where(CallRow.id.in_(newest), TokenRow.status.in_(tuple(STANDS)))
    return _views(session, query.order_by(CallRow.id.desc()).limit(STANDING_SHOWN))


def latest(session: Session, scope: Scope, now: datetime) -> Announced:
    """Read the last announcements, the oldest first, and say from where on they are complete."""
    query = _calls(scope).where(~_is_taken_back()).order_by(CallRow.id.desc()).limit(ANNOUNCED)
    calls = _views(session, query)[::-1]
    return Announced(calls, scope.reached, _complete_after(scope, calls), _taken_back(session, scope, now))


def since(session: Session, scope: Scope, seen: Mapping[int, int], now: datetime) -> Announced:
    """Read the announcements after those that were seen, by day, the oldest first."""
    unseen = (and_(CallRow.department_day_id == day, CallRow.sequence > seen.get(day, 0)) for day in scope.day_ids)
    query = _calls(scope).where(~_is_taken_back(), or_(false(), *unseen))
    calls = _views(session, query.order_by(CallRow.id.desc()).limit(MOST_ANNOUNCED))[::-1]
    return Announced(calls, scope.reached, seen, _taken_back(session, scope, now))


def missed(session: Session, scope: Scope) -> tuple[str, ...]:
    """Read the numbers that were called and did not come, the latest first."""
    query = (
        select(DepartmentRow.code, TokenRow.number)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(
            TokenRow.department_day_id.in_(scope.day_ids),
            TokenRow.status.in_(tuple(MISSED)),
            TokenRow.called_at.is_not(None),
            scope.shows(TokenRow.doctor_id),
        )
        .order_by(TokenRow.called_at.desc())
        .limit(MISSED_SHOWN)
    )
    return tuple(f"{code}-{number:03d}" for code, number in session.execute(query))


def _complete_after(scope: Scope, calls: Iterable[CallView]) -> Mapping[int, int]:
    """Give for each day the number after which nothing is left out."""
    found = list(calls)
    if len(found) < ANNOUNCED:
        return dict.fromkeys(scope.day_ids, 0)
    first: dict[int, int] = {}
    for call in found:
        first.setdefault(call.day_id, call.sequence - 1)
    return {day: first.get(day, reached) for day, reached in scope.reached.items()}


def _taken_back(session: Session, scope: Scope, now: datetime) -> tuple[str, ...]:
    query = (
        select(CallRow.department_day_id, CallRow.sequence)
        .join(TokenRow, TokenRow.id == CallRow.token_id)
        .where(
            CallRow.department_day_id.in_(scope.day_ids),
            CallRow.called_at > now - REMEMBERED,
            _is_taken_back(),
        )
        .order_by(CallRow.id)
    )
    return tuple(f"{day}.{sequence}" for day, sequence in session.execute(query))


def _is_taken_back() -> ColumnElement[bool]:
    """Tell whether an announcement holds no more: it was undone, its token went back, or was called anew since."""
    anew = aliased(CallRow)
    later = and_(anew.token_id == CallRow.token_id, anew.id > CallRow.id, ~anew.recall, ~anew.undone)
    return or_(TokenRow.status.in_(tuple(TAKEN_BACK)), CallRow.undone, exists().where(later))


def _calls(scope: Scope) -> Select[CallRow, TokenRow, str, DepartmentRow]:
    return (
        select(CallRow, TokenRow, DoctorRow.name, DepartmentRow)
        .join(TokenRow, TokenRow.id == CallRow.token_id)
        .join(DoctorRow, DoctorRow.id == CallRow.doctor_id)
        .join(DepartmentDayRow, DepartmentDayRow.id == CallRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(CallRow.department_day_id.in_(scope.day_ids), scope.shows(CallRow.doctor_id))
    )


def _views(session: Session, query: Select[CallRow, TokenRow, str, DepartmentRow]) -> tuple[CallView, ...]:
    return tuple(
        CallView(
            day_id=call.department_day_id,
            sequence=call.sequence,
            number=f"{department.code}-{token.number:03d}",
            room=call.room,
            doctor_name=doctor_name,
            called_at=call.called_at,
            recall=call.recall,
            finished=token.status == TokenStatus.COMPLETED,
        )
        for call, token, doctor_name, department in session.execute(query)
    )
