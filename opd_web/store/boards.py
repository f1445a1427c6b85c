"""Boards: the TVs of the waiting rooms, and what each stands for on one day."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store.read_models import BoardEntry
from opd_web.store.rows import BoardDepartmentRow, BoardRow, DepartmentDayRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Scope:
    """What a board stands for on one day: its departments, those of their days that exist, and their versions.

    `reached` gives the number of each day's last call: numbers of a day become visible in their order, those of
    several days do not.
    """

    board: BoardRow
    department_ids: tuple[int, ...]
    reached: Mapping[int, int]
    etag: str

    @property
    def day_ids(self) -> tuple[int, ...]:
        """Give the days that anything was written to."""
        return tuple(self.reached)


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
        select(
            BoardDepartmentRow.department_id,
            DepartmentDayRow.id,
            DepartmentDayRow.event_count,
            DepartmentDayRow.last_call,
        )
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
        tuple(department_id for department_id, *_ in rows),
        {day_id: last_call for _, day_id, _, last_call in rows if day_id},
        hashlib.sha256(text.encode()).hexdigest()[:32],
    )
