"""Users as an administrator sees them: also those who may no longer sign in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store import accounts, actors, logins
from opd_web.store.admin_models import AccountChange, UserRecord
from opd_web.store.people_rows import AccountEventRow, AccountRow

SHOWN = 50


def every(session: Session, since: datetime, account_id: int | None = None) -> Sequence[UserRecord]:
    """List the users, or one of them, those who may sign in first; sign-ins and PINs count from `since` on."""
    query = select(AccountRow).order_by(AccountRow.active.desc(), AccountRow.username)
    if account_id is not None:
        query = query.where(AccountRow.id == account_id)
    counted = logins.counts(session, since)
    return [_record(session, row, since, *counted.get(row.id, (0, None))) for row in session.scalars(query)]


def _record(session: Session, row: AccountRow, since: datetime, sign_ins: int, last: datetime | None) -> UserRecord:
    return UserRecord(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        department_ids=accounts.departments(session, row),
        doctor_id=row.doctor_id,
        language=row.language,
        active=row.active,
        sign_ins=sign_ins,
        last_sign_in=last,
        second_step=row.totp_since is not None,
        pin_set_at=row.pin_set_at if row.pin_set_at and row.pin_set_at > since else None,
    )


def history(session: Session, account_id: int) -> Sequence[AccountChange]:
    """List what was done with an account, the latest first."""
    query = select(AccountEventRow).where(AccountEventRow.account_id == account_id)
    rows = session.scalars(query.order_by(AccountEventRow.id.desc()).limit(SHOWN)).all()
    names = actors.names(session, {row.actor for row in rows})
    return [AccountChange(row.at, names[row.actor], row.kind) for row in rows]
