"""One slot that there is: its capacity changed, and its places given to whoever waits."""

from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import PLACED
from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import clinic, days, places, slots, tokens
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

LARGEST = 500
NAMED = 6
"""How many numbers a refusal names, before it only counts the rest."""


def change_capacity(slot_id: int, capacity: int, *, actor: Actor, now: datetime) -> SlotView:
    """Give the slot another capacity; new places go to whoever waits. Raise Refused below what is used."""
    with unit_of_work(actor, now) as work:
        day = days.lock_of_slot(work, slot_id)
        row = slots.find(work, slot_id) if day else None
        if day is None or row is None:
            raise refuse("unknown_slot", "slot")
        places.end_graces(work, day.id)
        _check(work, day, row, capacity)
        if capacity != row.capacity:
            facts = {"from": row.capacity, "to": capacity}
            row.capacity = capacity
            row.overflow = min(row.overflow, max(0, row.taken - capacity))
            work.record(Kind.SLOT_CHANGED, rule="capacity_changed", slot=row, facts=facts)
            places.pass_on(work, row)
        work.session.flush()
        return slots.view(row, clinic.doctor_name(work, row.doctor_id), now)


def _check(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow, capacity: int) -> None:
    if not slots.is_open(row):
        raise refuse("slot_closed", "slot")
    if not 1 <= capacity <= LARGEST:
        raise refuse("invalid", "capacity", problem=f"The capacity is a whole number from 1 to {LARGEST}.")
    least = row.taken - row.overflow
    if capacity < least:
        problem = (
            f"{least} places are used{_holders(work, day, row)}. "
            f"Choose {least} or more, or move or cancel some of them first."
        )
        raise refuse("invalid", "capacity", problem=problem)


def _holders(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow) -> str:
    numbers = [tokens.number_text(day, one.number) for one in tokens.of_slot(work, row) if one.status in PLACED]
    more = len(numbers) - NAMED
    named = ", ".join(numbers[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return f" ({named})" if numbers else ""
