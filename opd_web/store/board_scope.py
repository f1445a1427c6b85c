"""What a board stands for on one day: which departments and doctors, and at which versions."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from opd_web.engine.legibility import lines_drawn, screen_of
from opd_web.engine.model import OPEN_SLOT
from opd_web.store import boards
from opd_web.store.board_rows import BoardRow
from opd_web.store.boards import Contents
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, SlotRow


@dataclass(frozen=True)
class Scope:
    """A board's departments, those of their days that exist, and their versions.

    `reached` gives the number of each day's last call: numbers of a day become visible in their order, those of
    several days do not. `lines` is how many calls stand large. `looks` changes where the page around what is called has
    to be drawn anew. `event_count` counts the events of the day, so that of two screens the newer one is known.
    """

    board: BoardRow
    contents: Contents
    department_ids: tuple[int, ...]
    days: Mapping[int, int]
    reached: Mapping[int, int]
    lines: int
    looks: str
    etag: str
    event_count: int

    @property
    def day_ids(self) -> tuple[int, ...]:
        """Give the days that anything was written to."""
        return tuple(self.reached)

    def shows(self, doctor_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        """Give the condition that a row is of a doctor whom the board shows, on a day of the scope."""
        if not self.contents.doctor_ids and not self.contents.rooms:
            return true()
        whole = [day for day, department in self.days.items() if department in self.contents.department_ids]
        in_room = select(ClinicSessionRow.doctor_id).where(
            ClinicSessionRow.department_day_id.in_(self.day_ids), ClinicSessionRow.room.in_(self.contents.rooms)
        )
        of_department = select(ClinicSessionRow.doctor_id).where(ClinicSessionRow.department_day_id.in_(whole))
        return or_(doctor_id.in_(self.contents.doctor_ids), doctor_id.in_(in_room), doctor_id.in_(of_department))


def find(session: Session, board_id: int, zone: ZoneInfo, now: datetime) -> Scope | None:
    """Read the versions first: what is read after them may be newer, never older. None for an unknown board."""
    board = session.get(BoardRow, board_id)
    if board is None:
        return None
    chosen = boards.contents(session, board_id)
    department_ids = boards.departments_of(session, chosen)
    service_day = now.astimezone(zone).date()
    query = (
        select(
            DepartmentDayRow.department_id,
            DepartmentDayRow.id,
            DepartmentDayRow.event_count,
            DepartmentDayRow.last_call,
        )
        .where(DepartmentDayRow.department_id.in_(department_ids), DepartmentDayRow.service_day == service_day)
        .order_by(DepartmentDayRow.department_id)
    )
    rows = [tuple(row) for row in session.execute(query)]
    screen = screen_of(board.inches, board.screen)
    lines = lines_drawn(board.lines, screen, board.metres, boards.codes_of(session, chosen))
    looks = _mark(
        (
            board.id,
            board.name,
            board.title,
            lines,
            board.lines,
            board.inches,
            board.metres,
            board.languages,
            board.ticker,
        )
    )
    shown = (sorted(department_ids), sorted(chosen.doctor_ids), sorted(chosen.rooms))
    return Scope(
        board,
        chosen,
        department_ids,
        {day_id: department_id for department_id, day_id, *_ in rows},
        {day_id: last_call for _, day_id, _, last_call in rows},
        lines,
        looks,
        _mark((looks, shown, service_day, _ended(session, [row[1] for row in rows], now), rows)),
        sum(count for _, _, count, _ in rows),
    )


def _ended(session: Session, day_ids: Collection[int], now: datetime) -> int:
    """Count the slots that are over: the clock alone ends them, and with them their delays, without any event."""
    query = select(SlotRow.ends_at, SlotRow.delay_minutes).where(
        SlotRow.department_day_id.in_(day_ids), SlotRow.status.in_(tuple(OPEN_SLOT))
    )
    return sum(ends_at + timedelta(minutes=delay) < now for ends_at, delay in session.execute(query))


def _mark(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()[:32]
