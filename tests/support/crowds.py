"""Long queues, written at once: ten thousand bookings one by one would take minutes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, text, update

from opd_web.store.board_rows import BoardDepartmentRow, BoardRow
from opd_web.store.database import db
from opd_web.store.read_models import TokenView
from opd_web.store.rows import DepartmentDayRow, TokenRow
from tests.support.clinic import Clinic


@dataclass(frozen=True)
class Crowd:
    """A department of its own with one full slot, one with room, and so many who wait for the full one."""

    clinic: Clinic
    code: str
    department: int
    doctor: int
    slot: int
    other_slot: int
    placed: TokenView
    waits: TokenView


def crowd(clinic: Clinic, code: str, waiting: int) -> Crowd:
    """Let so many wait, two at least; nothing but their events is missing."""
    department = clinic.department(code)
    doctor = clinic.doctor(department)
    slot = clinic.slot("10:00", capacity=1, doctor=doctor)
    other = clinic.slot("11:00", capacity=1, doctor=doctor)
    placed, waits, copied = (clinic.book(slot) for _ in range(3))
    _copy(clinic, copied.id, waiting - 2)
    return Crowd(clinic, code, department, doctor, slot, other, placed, waits)


def _copy(clinic: Clinic, token_id: int, many: int) -> None:
    with clinic.app.app_context(), db.engine.begin() as connection:
        row = connection.execute(select(TokenRow.__table__).where(TokenRow.id == token_id)).mappings().one()
        connection.execute(insert(TokenRow.__table__), list(_copies(row, many)))
        connection.execute(
            update(DepartmentDayRow)
            .where(DepartmentDayRow.id == row["department_day_id"])
            .values(last_number=row["number"] + many, last_arrival=row["arrival"] + many)
        )
        # A server looks at its tables by itself.
        connection.execute(text("ANALYZE"))


def _copies(row: Mapping[str, Any], many: int) -> Iterator[dict[str, Any]]:
    copied = {name: value for name, value in row.items() if name != "id"}
    for number in range(row["number"] + 1, row["number"] + 1 + many):
        yield copied | {"number": number, "arrival": number, "order_second": number}


def board(clinic: Clinic, department: int) -> int:
    """Add a board of one department."""
    with clinic.app.app_context():
        row = BoardRow(name="Hall", title="Hall")
        db.session.add(row)
        db.session.flush()
        db.session.add(BoardDepartmentRow(board_id=row.id, department_id=department))
        db.session.commit()
        return row.id
