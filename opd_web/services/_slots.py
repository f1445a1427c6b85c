"""One slot in the middle of a use case: made or cancelled behind the lock of its day."""

from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import SlotStatus
from opd_web.services import _slot
from opd_web.store import places, sessions, slots
from opd_web.store.rows import DepartmentDayRow, DoctorRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Window:
    """When (UTC), and how many places."""

    starts_at: datetime
    ends_at: datetime
    capacity: int


def make(work: UnitOfWork, day: DepartmentDayRow, doctor: DoctorRow, window: Window, rule: str) -> SlotRow:
    """Add the slot to the doctor's session of the locked day, and give its places to whoever waits."""
    session = sessions.of_doctor(work, doctor, day)
    row = slots.add(work, session, window.starts_at, window.ends_at, window.capacity)
    work.record(Kind.SLOT_ADDED, rule=rule, slot=row)
    if _slot.has_tokens(day):
        places.pass_on(work, row)
    return row


def is_unused(row: SlotRow) -> bool:
    """Tell whether nobody holds or has used a place: then nobody waits for one either."""
    return not row.taken and not row.completed


def take_away(work: UnitOfWork, row: SlotRow, rule: str) -> None:
    """Cancel a slot that nobody uses; its day is locked."""
    row.status = SlotStatus.CANCELLED
    work.record(Kind.SLOT_CANCELLED, rule=rule, slot=row)
