"""What pages show: reads only."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from opd_web.services.refused import refuse
from opd_web.store import board_calls, board_scope, board_screen, days, screen_days, screens
from opd_web.store.board_models import Announced, BoardState, BoardView
from opd_web.store.read_models import (
    DepartmentView,
    DeskView,
    DoctorView,
    FacilityView,
)
from opd_web.store.reading import reading


def facility() -> FacilityView:
    """Name the hospital."""
    with reading() as session:
        return screens.facility(session)


def departments() -> tuple[DepartmentView, ...]:
    """List the active departments."""
    with reading() as session:
        return screens.departments(session)


def desk(code: str, *, now: datetime) -> DeskView:
    """Show a department's today. Raise Refused where there is no such department."""
    with reading() as session:
        department = screen_days.department_by_code(session, code)
        if department is None:
            raise refuse("unknown_department", "department")
        return screens.desk(session, screen_days.read_day(session, department, days.zone(session), now))


def doctor(doctor_id: int, *, now: datetime) -> DoctorView:
    """Show one doctor's today. Raise Refused where there is no such doctor."""
    with reading() as session:
        department = screen_days.department_of_doctor(session, doctor_id)
        day = department and screen_days.read_day(session, department, days.zone(session), now)
        view = day and screens.doctor(session, day, doctor_id)
        if not view:
            raise refuse("not_found", "doctor", what="doctor")
        return view


def board(board_id: int, *, now: datetime) -> BoardView:
    """Show what a TV shows. Raise Refused where there is no such board."""
    with reading() as session:
        zone = days.zone(session)
        return board_screen.read(session, _scope(session, board_id, zone, now), zone, now)


def board_state(board_id: int, *, now: datetime) -> BoardState:
    """Give the board's version and who may see it, cheaply. Raise Refused where there is no such board."""
    with reading() as session:
        scope = _scope(session, board_id, days.zone(session), now)
        return BoardState(board_id, scope.etag, scope.board.open_to_all, scope.board.token_hash)


def calls_since(board_id: int, seen: Mapping[int, int], *, now: datetime) -> Announced:
    """Give what was called on this board after the numbers that were seen, by department's day. Raise Refused."""
    with reading() as session:
        return board_calls.since(session, _scope(session, board_id, days.zone(session), now), seen, now)


def _scope(session: Session, board_id: int, zone: ZoneInfo, now: datetime) -> board_scope.Scope:
    scope = board_scope.find(session, board_id, zone, now)
    if scope is None:
        raise refuse("not_found", "board", what="board")
    return scope


def zone() -> ZoneInfo:
    """Give the facility's time zone."""
    with reading() as session:
        return days.zone(session)


def is_demo() -> bool:
    """Tell whether the clinic is the demo clinic."""
    with reading() as session:
        return screens.is_demo(session)


def ready() -> None:
    """Touch the database. Raise the store's Unavailable where it cannot be reached."""
    with reading() as session:
        screens.departments(session)
