"""Boards: the TVs of the waiting rooms."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import board_choices, boards, changes
from opd_web.store.board_choices import Choices
from opd_web.store.board_models import BoardContact, BoardFields, BoardRecord
from opd_web.store.board_rows import BoardRow
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["BoardFields", "add", "change", "every", "get", "note_contacts", "unpair"]


def every() -> tuple[BoardRecord, ...]:
    """List the boards in the order in which they were made."""
    with reading() as session:
        return boards.every(session)


def of_department(department_id: int) -> tuple[BoardRecord, ...]:
    """List the boards that show something of this department."""
    with reading() as session:
        shown = [
            (one, boards.departments_of(session, boards.contents(session, one.id))) for one in boards.every(session)
        ]
    return tuple(one for one, departments in shown if department_id in departments)


def get(board_id: int) -> BoardRecord:
    """Give one board. Raise Refused."""
    with reading() as session:
        found = boards.find(session, board_id)
    if found is None:
        raise refuse("not_found", "board", what=say("board"))
    return found


def codes(board: BoardFields | BoardRecord) -> tuple[str, ...]:
    """Give the codes of the departments whose numbers a board shows, or would."""
    with reading() as session:
        return boards.codes_of(session, boards.Contents(board.department_ids, board.doctor_ids, board.rooms))


def choices() -> Choices:
    """Give what a board can show."""
    with reading() as session:
        return board_choices.read(session)


def add(fields: BoardFields, *, actor: Actor, now: datetime) -> int:
    """Add a board; give its id, which stands in its address. Raise Refused."""
    with unit_of_work(actor, now) as work:
        _check(work, fields)
        board_id = boards.add(work, fields)
        changes.note(work, "board_made", f"board:{board_id}")
        return board_id


def change(board_id: int, fields: BoardFields, *, actor: Actor, now: datetime) -> None:
    """Change what a board is and shows; its TV stays paired, and shows it at once. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _lock(work, board_id)
        _check(work, fields)
        boards.change(work, row, fields)
        changes.note(work, "board_changed", f"board:{board_id}")


def unpair(board_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the board away from its TV, which goes dark. Raise Refused."""
    with unit_of_work(actor, now) as work:
        _scope.check_everywhere(actor)
        boards.unpair(work, _lock(work, board_id))
        changes.note(work, "board_unpaired", f"board:{board_id}")


def of_token(token: str) -> int | None:
    """Give the board that the TV with this token is, None where it is none any more."""
    with reading() as session:
        row = boards.by_token(session, hashlib.sha256(token.encode()).hexdigest())
        return row.id if row else None


def may_be_heard(board_id: int, *, only_open: bool = False) -> bool:
    """Tell whether a board is told of changes: not where it is gone, or not open and must be."""
    with reading() as session:
        row = session.get(BoardRow, board_id)
        return row is not None and (row.open_to_all or not only_open)


def concerned(department_ids: Collection[int]) -> dict[int, datetime | None]:
    """Give the boards that show something of these departments, and when each was last heard of, in UTC."""
    with reading() as session:
        return boards.concerned(session, department_ids)


def note_contacts(contacts: Mapping[int, BoardContact], *, actor: Actor, now: datetime) -> None:
    """Write when boards were last heard of, all in one transaction."""
    if contacts:
        with unit_of_work(actor, now) as work:
            boards.note_contacts(work, contacts)


def _lock(work: UnitOfWork, board_id: int) -> BoardRow:
    row = boards.lock(work, board_id)
    if row is None:
        raise refuse("not_found", "board", what=say("board"))
    return row


def _check(work: UnitOfWork, fields: BoardFields) -> None:
    _scope.check_everywhere(work.actor)
    known = board_choices.read(work.session)
    _check_known(fields.department_ids, known.departments, "department")
    _check_known(fields.doctor_ids, known.doctors, "doctor")
    if not (fields.department_ids or fields.doctor_ids or fields.rooms):
        raise refuse(
            "invalid", "department", problem=say("Choose what the board shows: departments, doctors or rooms.")
        )


def _check_known(chosen: Collection[int], known: Mapping[int, str], what: str) -> None:
    if set(chosen) <= set(known):
        return
    if what == "department":
        raise refuse("unknown_department", what)
    raise refuse("not_found", what, what=say("doctor"))
