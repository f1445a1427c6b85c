"""TVs that show a code and wait to become a board."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opd_web.store.board_models import PairingView
from opd_web.store.board_rows import BoardPairingRow
from opd_web.store.unit_of_work import UnitOfWork


def add(work: UnitOfWork, code: str, secret_hash: str, expires_at: datetime) -> PairingView:
    """Keep a TV's code, and forget those that are over."""
    work.session.execute(delete(BoardPairingRow).where(BoardPairingRow.expires_at <= work.now))
    row = BoardPairingRow(code=code, secret_hash=secret_hash, created_at=work.now, expires_at=expires_at)
    work.session.add(row)
    work.session.flush()
    return view(row)


def by_secret(session: Session, secret_hash: str, now: datetime) -> PairingView | None:
    """Find the pairing of the TV that has this secret, unless it is over."""
    return _found(session.scalars(_live(now).where(BoardPairingRow.secret_hash == secret_hash)).one_or_none())


def by_code(session: Session, code: str, now: datetime) -> PairingView | None:
    """Find the TV that shows this code, unless it was approved before or is over."""
    waits = BoardPairingRow.board_id.is_(None)
    return _found(session.scalars(_live(now).where(BoardPairingRow.code == code, waits)).one_or_none())


def lock(work: UnitOfWork, pairing_id: int) -> BoardPairingRow | None:
    """Give a pairing behind its lock, unless it is over."""
    return work.session.scalars(_live(work.now).where(BoardPairingRow.id == pairing_id).with_for_update()).one_or_none()


def view(row: BoardPairingRow) -> PairingView:
    """Give what is read of a pairing."""
    return PairingView(row.id, row.code, row.expires_at, row.board_id)


def _live(now: datetime):  # type: ignore[no-untyped-def]  # SQLAlchemy's own type is long
    return select(BoardPairingRow).where(BoardPairingRow.expires_at > now)


def _found(row: BoardPairingRow | None) -> PairingView | None:
    return view(row) if row else None
