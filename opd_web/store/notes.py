"""Notes: free text about tokens. Events never hold any; erasing a person empties these."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opd_web.store.read_models import NoteView
from opd_web.store.rows import NoteRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork

NOTE = "note"
REASON = "reason"

IN_ROWS = (NOTE, REASON)
"""What stands beside a token wherever it is listed; what else was said stands where the token's story is told."""


def of_token(session: Session, token_id: int) -> list[NoteView]:
    """Read what was said about one token, in its order, with who said it as `user:3`."""
    query = select(NoteRow).where(NoteRow.token_id == token_id, NoteRow.text != "").order_by(NoteRow.id)
    return [NoteView(row.kind, row.text, row.created_at, row.created_by) for row in session.scalars(query)]


def of_day(session: Session, department_day_id: int) -> Mapping[int, tuple[str, ...]]:
    """Read what stands beside the tokens of a day, by token."""
    query = (
        select(NoteRow.token_id, NoteRow.text)
        .join(TokenRow, TokenRow.id == NoteRow.token_id)
        .where(TokenRow.department_day_id == department_day_id, NoteRow.kind.in_(IN_ROWS), NoteRow.text != "")
        .order_by(NoteRow.id)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for token_id, text in session.execute(query):
        found[token_id] += (text,)
    return found


def take_back(work: UnitOfWork, token_id: int, at: datetime) -> None:
    """Take away the note that was written at this moment; why something was done stays, also when that is undone."""
    work.session.execute(
        delete(NoteRow).where(NoteRow.token_id == token_id, NoteRow.created_at == at, NoteRow.kind == NOTE)
    )
