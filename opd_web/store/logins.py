"""Sign-ins: found by the hash of what the browser holds, ended, locked."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from opd_web.store import accounts
from opd_web.store.people_models import Login
from opd_web.store.people_rows import AccountRow, DeskRow, LoginRow
from opd_web.store.unit_of_work import UnitOfWork

COUNTS = (LoginRow.ended_at.is_(None), LoginRow.epoch == AccountRow.epoch, AccountRow.active)


def add(work: UnitOfWork, hashed: str, row: AccountRow, *, by_pin: bool) -> None:
    """Keep a new sign-in."""
    work.session.add(
        LoginRow(
            hash=hashed,
            account_id=row.id,
            epoch=row.epoch,
            started_at=work.now,
            seen_at=work.now,
            by_pin=by_pin,
        )
    )


def find(session: Session, hashed: str, desk: str = "") -> Login | None:
    """Give a sign-in that was neither ended by itself nor together with all others of its account.

    `desk` is the hash of the PC's secret.
    """
    pc = select(DeskRow.id).where(DeskRow.hash == desk, DeskRow.revoked_at.is_(None)).scalar_subquery()
    query = (
        select(LoginRow, AccountRow, pc)
        .join(AccountRow, AccountRow.id == LoginRow.account_id)
        .where(LoginRow.hash == hashed, *COUNTS)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, account, desk_id = found
    view = accounts.view(session, account)
    return Login(view, row.started_at, row.seen_at, row.locked_at is not None, row.by_pin, desk_id)


def counting(session: Session, hashes: Collection[str]) -> Mapping[str, Login | None]:
    """Give those of these sign-ins that count, and None for the others."""
    return {hashed: find(session, hashed) for hashed in hashes}


def end(work: UnitOfWork, hashed: str) -> None:
    """End one sign-in."""
    work.session.execute(
        update(LoginRow).where(LoginRow.hash == hashed, LoginRow.ended_at.is_(None)).values(ended_at=work.now)
    )


def lock(work: UnitOfWork, hashed: str) -> None:
    """Lock one sign-in until its user shows again who they are."""
    work.session.execute(
        update(LoginRow).where(LoginRow.hash == hashed, LoginRow.locked_at.is_(None)).values(locked_at=work.now)
    )


def see(work: UnitOfWork, hashed: str, *, unlock: bool = False) -> None:
    """Write that the user did something just now."""
    values: dict[str, datetime | None] = {"seen_at": work.now} | ({"locked_at": None} if unlock else {})
    work.session.execute(update(LoginRow).where(LoginRow.hash == hashed).values(values))


def forget(work: UnitOfWork, age: timedelta) -> None:
    """Delete the sign-ins that began so long ago that none counts any more."""
    work.session.execute(delete(LoginRow).where(LoginRow.started_at < work.now - age))


def counts(session: Session, since: datetime) -> Mapping[int, tuple[int, datetime | None]]:
    """Give for each account how many browsers are signed in, and when it last signed in."""
    live = func.count(LoginRow.id).filter(*COUNTS[:2], LoginRow.started_at > since)
    query = (
        select(LoginRow.account_id, live, func.max(LoginRow.started_at))
        .join(AccountRow, AccountRow.id == LoginRow.account_id)
        .group_by(LoginRow.account_id)
    )
    return {account_id: (count, last) for account_id, count, last in session.execute(query)}
