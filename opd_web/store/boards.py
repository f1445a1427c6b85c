"""Boards: the TVs of the waiting rooms, made, changed, paired, and when each was last heard of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, union, update
from sqlalchemy.orm import Session

from opd_web.store.announcement import BoardChange
from opd_web.store.board_models import BoardContact, BoardFields, BoardRecord
from opd_web.store.board_rows import BoardDepartmentRow, BoardDoctorRow, BoardPairingRow, BoardRoomRow, BoardRow
from opd_web.store.rows import DepartmentRow, DoctorRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Contents:
    """What a board shows: whole departments, single doctors, rooms."""

    department_ids: frozenset[int]
    doctor_ids: frozenset[int]
    rooms: frozenset[str]


def every(session: Session) -> tuple[BoardRecord, ...]:
    """List the boards in the order in which they were made."""
    return tuple(record(session, row) for row in session.scalars(select(BoardRow).order_by(BoardRow.id)))


def find(session: Session, board_id: int) -> BoardRecord | None:
    """Give one board, None where there is none."""
    row = session.get(BoardRow, board_id)
    return record(session, row) if row else None


def lock(work: UnitOfWork, board_id: int) -> BoardRow | None:
    """Give one board behind its lock."""
    return work.session.get(BoardRow, board_id, with_for_update=True, populate_existing=True)


def add(work: UnitOfWork, fields: BoardFields) -> int:
    """Make a board and give its id."""
    row = BoardRow()
    work.session.add(row)
    _write(row, fields)
    work.session.flush()
    _write_contents(work, row.id, fields)
    return row.id


def change(work: UnitOfWork, row: BoardRow, fields: BoardFields) -> None:
    """Write what the board is and shows, and tell its TV; others who look are let go where it is open no more."""
    closed = row.open_to_all and not fields.open_to_all
    _write(row, fields)
    for kind in (BoardDepartmentRow, BoardDoctorRow, BoardRoomRow):
        work.session.execute(delete(kind).where(kind.board_id == row.id))
    _write_contents(work, row.id, fields)
    work.joined.append(BoardChange(row.id, cut=closed))


def pair(work: UnitOfWork, row: BoardRow, token_hash: str) -> None:
    """Let the TV that has this token be the board, and no other one."""
    row.token_hash, row.paired_at = token_hash, work.now
    row.last_contact_at, row.sound, row.screen = work.now, None, None
    work.joined.append(BoardChange(row.id, cut=True))


def unpair(work: UnitOfWork, row: BoardRow) -> None:
    """Let no TV be this board any more."""
    row.token_hash = row.paired_at = row.last_contact_at = row.sound = row.screen = None
    work.joined.append(BoardChange(row.id, cut=True))


def by_token(session: Session, token_hash: str) -> BoardRow | None:
    """Find the board that a TV is."""
    return session.scalars(select(BoardRow).where(BoardRow.token_hash == token_hash)).one_or_none()


def note_contacts(work: UnitOfWork, contacts: Mapping[int, BoardContact]) -> None:
    """Write when boards were last heard of, and what they said of their sound and screen."""
    for board_id, contact in sorted(contacts.items()):
        heard = update(BoardRow).where(BoardRow.id == board_id)
        work.session.execute(heard.values(last_contact_at=contact.at, sound=contact.sound, screen=contact.screen))


def contents(session: Session, board_id: int) -> Contents:
    """Read what a board shows."""
    departments = select(BoardDepartmentRow.department_id).where(BoardDepartmentRow.board_id == board_id)
    doctors = select(BoardDoctorRow.doctor_id).where(BoardDoctorRow.board_id == board_id)
    rooms = select(BoardRoomRow.room).where(BoardRoomRow.board_id == board_id)
    return Contents(*(frozenset(session.scalars(query)) for query in (departments, doctors, rooms)))


def concerned(session: Session, department_ids: Collection[int]) -> dict[int, datetime | None]:
    """Give the boards whom a change of these departments concerns, and when each was last heard of: one statement."""
    whole = select(BoardDepartmentRow.board_id).where(BoardDepartmentRow.department_id.in_(department_ids))
    doctors = (
        select(BoardDoctorRow.board_id)
        .join(DoctorRow, DoctorRow.id == BoardDoctorRow.doctor_id)
        .where(DoctorRow.department_id.in_(department_ids))
    )
    of_these = union(whole, doctors, select(BoardRoomRow.board_id))
    query = select(BoardRow.id, BoardRow.last_contact_at).where(BoardRow.id.in_(of_these)).order_by(BoardRow.id)
    return {row.id: row.last_contact_at for row in session.execute(query)}


def departments_of(session: Session, chosen: Contents) -> tuple[int, ...]:
    """Give the departments whose changes concern the board; a room may be anybody's, so it concerns all of them."""
    if chosen.rooms:
        return tuple(session.scalars(select(DepartmentRow.id).order_by(DepartmentRow.id)))
    doctors = select(DoctorRow.department_id).where(DoctorRow.id.in_(chosen.doctor_ids))
    return tuple(sorted({*chosen.department_ids, *session.scalars(doctors)}))


def codes_of(session: Session, chosen: Contents) -> tuple[str, ...]:
    """Give the codes of the departments whose numbers the board usually shows."""
    in_rooms = and_(DoctorRow.active, DoctorRow.room.in_(chosen.rooms))
    theirs = select(DoctorRow.department_id).where(or_(DoctorRow.id.in_(chosen.doctor_ids), in_rooms))
    query = select(DepartmentRow.code).where(
        or_(DepartmentRow.id.in_(chosen.department_ids), DepartmentRow.id.in_(theirs))
    )
    return tuple(session.scalars(query.order_by(DepartmentRow.code)))


def record(session: Session, row: BoardRow) -> BoardRecord:
    """Give what an administrator reads of a board."""
    chosen = contents(session, row.id)
    return BoardRecord(
        id=row.id,
        name=row.name,
        title=row.title,
        department_ids=chosen.department_ids,
        doctor_ids=chosen.doctor_ids,
        rooms=chosen.rooms,
        lines=row.lines,
        inches=row.inches,
        metres=row.metres,
        languages=tuple((row.languages or "en").split(",")),
        ticker=row.ticker or "",
        open_to_all=row.open_to_all,
        paired_at=row.paired_at,
        last_contact_at=row.last_contact_at,
        sound=row.sound,
        screen=row.screen,
        expected_until=_expected_until(session, row.id),
    )


def _expected_until(session: Session, board_id: int) -> datetime | None:
    """Give until when a TV that was let become this board may take it, None where none is awaited."""
    return session.scalar(select(func.max(BoardPairingRow.expires_at)).where(BoardPairingRow.board_id == board_id))


def _write(row: BoardRow, fields: BoardFields) -> None:
    row.name, row.title, row.open_to_all = fields.name, fields.title, fields.open_to_all
    row.lines, row.inches, row.metres = fields.lines, fields.inches, fields.metres
    row.languages, row.ticker = ",".join(fields.languages), fields.ticker or None


def _write_contents(work: UnitOfWork, board_id: int, fields: BoardFields) -> None:
    work.session.add_all(BoardDepartmentRow(board_id=board_id, department_id=one) for one in fields.department_ids)
    work.session.add_all(BoardDoctorRow(board_id=board_id, doctor_id=one) for one in fields.doctor_ids)
    work.session.add_all(BoardRoomRow(board_id=board_id, room=one) for one in fields.rooms)
    work.session.flush()
