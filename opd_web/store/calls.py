"""Calls: what the boards announce, in the order of the department's day."""

from sqlalchemy import func, select, update

from opd_web.store.rows import CallRow, DepartmentDayRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def announce(work: UnitOfWork, day: DepartmentDayRow, token: TokenRow, room: str, *, recall: bool) -> None:
    """Write one announcement with the day's next call number."""
    day.last_call += 1
    work.session.add(
        CallRow(
            department_day_id=day.id,
            sequence=day.last_call,
            token_id=token.id,
            doctor_id=token.doctor_id,
            room=room,
            recall=recall,
            called_at=work.now,
        )
    )


def take_back(work: UnitOfWork, token_id: int) -> None:
    """Mark the last announcement of a token as undone."""
    last = select(func.max(CallRow.id)).where(CallRow.token_id == token_id)
    work.session.execute(update(CallRow).where(CallRow.id == last.scalar_subquery()).values(undone=True))
