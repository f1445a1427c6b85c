"""Codes that stand in, once each, for the app of a user's second step."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from opd_web.store import locking
from opd_web.store.people_rows import RecoveryCodeRow
from opd_web.store.unit_of_work import UnitOfWork


def replace(work: UnitOfWork, account_id: int, hashes: Iterable[str]) -> None:
    """Keep these codes, and none of those before."""
    work.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    work.session.add_all(RecoveryCodeRow(account_id=account_id, hash=hashed) for hashed in hashes)


def take(work: UnitOfWork, account_id: int, hashed: str) -> bool:
    """Use a code up; False where there is none that is unused."""
    query = select(RecoveryCodeRow).where(
        RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.hash == hashed, RecoveryCodeRow.used_at.is_(None)
    )
    row = work.session.scalars(locking.for_update(query, of=RecoveryCodeRow)).one_or_none()
    if row is None:
        return False
    row.used_at = work.now
    return True
