"""Links that make the first administrator: kept as hashes, one at a time."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from opd_web.engine.roles import Role
from opd_web.store import locking
from opd_web.store.people_rows import AccountRow, SetupLinkRow
from opd_web.store.unit_of_work import UnitOfWork


def is_open(session: Session, hashed: str, now: datetime) -> bool:
    """Tell whether this link can still be used."""
    row = session.scalars(select(SetupLinkRow).where(SetupLinkRow.hash == hashed)).one_or_none()
    return row is not None and _is_open(row, now)


def replace(work: UnitOfWork, hashed: str, expires_at: datetime) -> None:
    """Keep this link, and forget every earlier one that nobody used."""
    work.session.execute(delete(SetupLinkRow).where(SetupLinkRow.used_at.is_(None)))
    work.session.add(SetupLinkRow(hash=hashed, created_at=work.now, expires_at=expires_at))


def take(work: UnitOfWork, hashed: str) -> bool:
    """Use the link up, holding its row so that one of two wins; False where it is no longer open."""
    query = select(SetupLinkRow).where(SetupLinkRow.hash == hashed)
    row = work.session.scalars(locking.for_update(query, of=SetupLinkRow)).one_or_none()
    if row is None or not _is_open(row, work.now):
        return False
    row.used_at = work.now
    return True


def is_needed(session: Session) -> bool:
    """Tell whether no administrator can sign in."""
    administrators = exists().where(AccountRow.role == Role.ADMINISTRATOR, AccountRow.active)
    return not session.scalar(select(administrators))


def _is_open(row: SetupLinkRow, now: datetime) -> bool:
    return row.used_at is None and now < row.expires_at
