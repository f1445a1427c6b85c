"""Where a request goes: which day to lock, and which pool it meets there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opd_web.engine.model import SessionStatus
from opd_web.engine.policy import Policy
from opd_web.engine.refusals import Refusal
from opd_web.services import _scope
from opd_web.services.refused import Refused, refuse
from opd_web.store import days, free_slots, pools, sessions, slots
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Target:
    """The locked day, its policy, the pool, and the slot that the caller named."""

    day: DepartmentDayRow
    policy: Policy
    pool: pools.PoolKey
    named: SlotRow | None = None

    @property
    def named_id(self) -> int | None:
        """Give the id of the slot that the caller named."""
        return self.named.id if self.named else None


def of_slot(work: UnitOfWork, slot_id: int) -> Target:
    """Go to a named slot. Raise Refused where it does not exist, is closed or is over."""
    day = days.lock_of_slot(work, slot_id)
    slot = slots.find(work, slot_id) if day else None
    if day is None or slot is None:
        raise refuse("unknown_slot", "slot")
    _scope.check_department(work.actor, day.department_id)
    if not slots.is_open(slot):
        raise refuse("slot_closed", "slot")
    if pools.is_over(slot, work.now):
        raise Refused(Refusal("slot_in_past", "slot"), near(work, day, slot))
    policy = days.policy_of(day)
    return Target(day, policy, pools.key_of_slot(policy, slot), slot)


def of_department(work: UnitOfWork, department_id: int, window: datetime | None, on: date | None) -> Target:
    """Go to a department's window, or wherever its policy finds the first free place. Raise Refused."""
    service_day = days.day_of(work, window) if window else on or days.today(work)
    day = days.lock(work, department_id, service_day)
    if day is None:
        raise refuse("unknown_department", "department")
    _scope.check_department(work.actor, department_id)
    policy = days.policy_of(day)
    if service_day < days.today(work):
        raise Refused(Refusal("slot_in_past", "slot"), near(work, day, None))
    if policy.routing == "earliest":
        return Target(day, policy, pools.PoolKey())
    if window is None:
        return _first_free(work, day, policy)
    if policy.routing == "slot":
        raise refuse("slot_required", "slot")
    return _window(work, day, policy, window)


def soonest(work: UnitOfWork, department_id: int, doctor_id: int | None = None) -> Target:
    """Go to whoever can see somebody first: a doctor at work before one who has not begun, then the slot that is on.

    With `doctor_id` to this doctor's. Raise Refused.
    """
    day = days.lock(work, department_id, days.today(work))
    if day is None:
        raise refuse("unknown_department", "department")
    _scope.check_department(work.actor, department_id)
    found = [row for row in slots.open_on(work, day.id) if doctor_id in (None, row.doctor_id)]
    if not found:
        raise Refused(Refusal("no_slots", "slot"), near(work, day, None))
    statuses = sessions.statuses(work, day.id)
    slot = min(found, key=lambda row: _soonness(row, statuses[row.clinic_session_id], work.now))
    policy = days.policy_of(day)
    return Target(day, policy, pools.key_of_slot(policy, slot), slot)


def _soonness(row: SlotRow, status: str, now: datetime) -> tuple[bool, datetime, bool, float, int]:
    """Order slots by when somebody could be seen there; of those that are on at once, the emptier one first."""
    begins = max(now, row.starts_at + timedelta(minutes=row.delay_minutes))
    return status != SessionStatus.OPEN, begins, row.taken >= row.capacity, row.taken / row.capacity, row.id


def _window(work: UnitOfWork, day: DepartmentDayRow, policy: Policy, window: datetime) -> Target:
    """Go to a window that is not over; one without any slot may still get one."""
    key = pools.PoolKey(starts_at=window)
    rows = pools.slots(work, day.id, key)
    if rows and all(pools.is_over(row, work.now) for row in rows):
        raise Refused(Refusal("slot_in_past", "slot"), near(work, day, None, window))
    return Target(day, policy, key)


def _first_free(work: UnitOfWork, day: DepartmentDayRow, policy: Policy) -> Target:
    """Take the earliest open slot's pool with room, else wait for the earliest: the caller left the choice to us.

    Of a window with several slots the policy chooses, so that none of them counts as named.
    """
    candidates = slots.open_on(work, day.id)
    if not candidates:
        raise Refused(Refusal("no_slots", "slot"), near(work, day, None))
    slot = next((slot for slot in candidates if slot.taken < slot.capacity), candidates[0])
    named = slot if policy.routing == "slot" else None
    return Target(day, policy, pools.key_of_slot(policy, slot), named)


def alternatives(work: UnitOfWork, target: Target) -> tuple[SlotView, ...]:
    """Offer what could be booked instead."""
    return near(work, target.day, target.named, target.pool.starts_at)


def near(
    work: UnitOfWork, day: DepartmentDayRow, slot: SlotRow | None, starts_at: datetime | None = None
) -> tuple[SlotView, ...]:
    """Offer up to three slots with room near one that has none, or near a time."""
    doctor_id, starts_at = (slot.doctor_id, slot.starts_at) if slot else (None, starts_at)
    return free_slots.near(work.session, day, work.now, doctor_id=doctor_id, starts_at=starts_at)
