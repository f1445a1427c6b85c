"""Enrolled PCs, and the users who may take their turn there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store import actors
from opd_web.store.admin_models import DeskRecord
from opd_web.store.people_models import Colleague
from opd_web.store.people_rows import AccountRow, DeskRow
from opd_web.store.unit_of_work import UnitOfWork


def add(work: UnitOfWork, name: str, hashed: str) -> int:
    """Enrol a PC and give its id."""
    row = DeskRow(name=name, hash=hashed, created_at=work.now, created_by=work.actor.id)
    work.session.add(row)
    work.session.flush()
    return row.id


def is_enrolled(session: Session, hashed: str) -> bool:
    """Tell whether the PC that holds this secret is enrolled."""
    query = select(DeskRow.id).where(DeskRow.hash == hashed, DeskRow.revoked_at.is_(None))
    return session.scalar(query) is not None


def name(session: Session, desk_id: int | None) -> str | None:
    """Give the name of a PC, also of one whose enrolment was ended."""
    return session.scalar(select(DeskRow.name).where(DeskRow.id == desk_id)) if desk_id else None


def use(work: UnitOfWork, hashed: str) -> None:
    """Write that somebody took a turn at the PC."""
    row = work.session.scalars(select(DeskRow).where(DeskRow.hash == hashed)).one()
    row.used_at = work.now


def revoke(work: UnitOfWork, desk_id: int) -> bool:
    """End the enrolment of a PC; False where there is no such PC."""
    row = work.session.get(DeskRow, desk_id)
    if row is None:
        return False
    row.revoked_at = row.revoked_at or work.now
    return True


def every(session: Session) -> Sequence[DeskRecord]:
    """List the enrolled PCs by name."""
    rows = session.scalars(select(DeskRow).where(DeskRow.revoked_at.is_(None)).order_by(DeskRow.name)).all()
    names = actors.names(session, {row.created_by for row in rows})
    return [DeskRecord(row.id, row.name, row.created_at, names[row.created_by], row.used_at) for row in rows]


def colleagues(session: Session, since: datetime, tries: int) -> Sequence[Colleague]:
    """List the users who set a PIN since this moment, and have tries left."""
    query = select(AccountRow).where(AccountRow.active, AccountRow.pin_set_at > since, AccountRow.pin_tries < tries)
    return [Colleague(row.id, row.name) for row in session.scalars(query.order_by(AccountRow.name))]
