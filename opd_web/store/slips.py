"""Slips: for which day a token's is, and how often it was printed."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opd_web.store.rows import DepartmentDayRow, TokenRow
from opd_web.store.slip_rows import SlipPrintRow
from opd_web.store.unit_of_work import UnitOfWork


def service_day(session: Session, token_id: int) -> date:
    """Give the day of a token that is there."""
    query = (
        select(DepartmentDayRow.service_day)
        .join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
        .where(TokenRow.id == token_id)
    )
    return session.scalars(query).one()


def prints(session: Session, token_id: int) -> int:
    """Count how often the token's slip was printed."""
    return session.scalar(select(func.count()).where(SlipPrintRow.token_id == token_id)) or 0


def add_print(work: UnitOfWork, token_id: int) -> None:
    """Write one print."""
    work.session.add(SlipPrintRow(token_id=token_id, printed_at=work.now, printed_by=work.actor.id))
    work.session.flush()
