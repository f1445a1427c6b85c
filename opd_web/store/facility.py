"""The hospital: its name, its time zone, and how far it is set up."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import OPEN_SLOT
from opd_web.store.admin_models import Facility, Progress
from opd_web.store.board_rows import BoardRow
from opd_web.store.people_rows import AccountRow
from opd_web.store.rows import (
    DepartmentRow,
    DoctorRow,
    FacilityRow,
    SlotRow,
)
from opd_web.store.unit_of_work import UnitOfWork


def read(session: Session) -> Facility | None:
    """Give the hospital, None before it has a name."""
    row = session.get(FacilityRow, 1)
    return Facility(row.name, row.timezone, row.is_demo, row.demo_day) if row else None


def change(work: UnitOfWork, name: str, timezone: str) -> None:
    """Write name and time zone; everything else about the hospital stays."""
    row = work.session.get(FacilityRow, 1)
    if row is None:
        work.session.add(FacilityRow(id=1, name=name, timezone=timezone, is_demo=False))
    else:
        row.name, row.timezone = name, timezone


def set_demo_day(work: UnitOfWork, service_day: date) -> bool:
    """Write for which day the demo data is complete; False where the hospital is no demo."""
    row = work.session.get(FacilityRow, 1)
    if row is None or not row.is_demo:
        return False
    row.demo_day = service_day
    return True


def slots_ahead(session: Session, now: datetime) -> int:
    """Count the open slots that are not over."""
    return _count(
        session,
        select(func.count()).select_from(SlotRow).where(SlotRow.status.in_(tuple(OPEN_SLOT)), SlotRow.ends_at > now),
    )


def progress(session: Session, now: datetime) -> Progress:
    """Count what a clinic needs before it can open."""
    row = session.get(FacilityRow, 1)
    return Progress(
        facility=row.name if row else None,
        departments=_count(session, select(func.count()).select_from(DepartmentRow).where(DepartmentRow.active)),
        doctors=_count(session, select(func.count()).select_from(DoctorRow).where(DoctorRow.active)),
        slots_ahead=slots_ahead(session, now),
        boards=_count(session, select(func.count()).select_from(BoardRow)),
        users=_count(session, select(func.count()).select_from(AccountRow).where(AccountRow.active)),
    )


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(query) or 0
