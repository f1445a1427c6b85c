"""The clinic: departments, doctors, and the slots of their sessions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from opd_web.engine.events import Kind
from opd_web.engine.phrases import Phrase, say
from opd_web.engine.presets import DEFAULT_PRESET
from opd_web.engine.roles import Actor
from opd_web.services import _policy, _slot
from opd_web.services._slot import NewSlot, Seen
from opd_web.services.refused import refuse
from opd_web.store import clinic, days, departments, places, pools, slots
from opd_web.store.read_models import SlotView
from opd_web.store.rows import DepartmentDayRow, SlotRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["NewSlot", "add_department", "add_doctor", "add_slot", "add_slots", "delay", "set_facility"]

LONGEST_DELAY = 24 * 60


def set_facility(name: str, timezone: str, *, is_demo: bool = False, actor: Actor, now: datetime) -> None:
    """Name the hospital and its time zone; done once, at the first start."""
    with unit_of_work(actor, now) as work:
        clinic.set_facility(work, name, timezone, is_demo=is_demo)


def add_department(
    code: str,
    name: str,
    public_label: str,
    *,
    preset_name: str = DEFAULT_PRESET,
    overrides: Mapping[str, object] | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Add a department with a policy that holds from the beginning of time; give its id. Raise Refused."""
    policy = _policy.build(preset_name, overrides)
    with unit_of_work(actor, now) as work:
        department = clinic.add_department(work, code, name, public_label)
        clinic.add_policy(work, department, preset_name, policy, date(1970, 1, 1))
        return department.id


def add_doctor(
    department_id: int, name: str, room: str, *, code: str | None = None, actor: Actor, now: datetime
) -> int:
    """Add a doctor to a department; give the doctor's id."""
    with unit_of_work(actor, now) as work:
        return clinic.add_doctor(work, department_id, name, room, code)


def add_slot(new: NewSlot, *, actor: Actor, now: datetime) -> SlotView:
    """Add a slot to the doctor's session of that day, and give its places to whoever waits. Raise Refused."""
    with unit_of_work(actor, now) as work:
        return slots.one(work.session, _slot.add(work, new).id, now)


def add_slots(new: Iterable[NewSlot], *, actor: Actor, now: datetime) -> tuple[SlotView, ...]:
    """Add the slots of one department, all or none of them, in the order of their start. Raise Refused."""
    ordered = sorted(new, key=lambda one: one.starts_at)
    with unit_of_work(actor, now) as work:
        # Before its days, as everybody does who holds both.
        departments.lock_of_doctors(work, [one.doctor_id for one in ordered])
        rows = [_slot.add(work, one) for one in ordered]
        return tuple(slots.one(work.session, row.id, now) for row in rows)


def delay(slot_id: int, minutes: int, *, seen: Seen | None = None, actor: Actor, now: datetime) -> SlotView:
    """Set the slot's total delay in minutes; the difference spreads to later slots as `delay_scope` says.

    Raise Refused.
    """
    if not 0 <= minutes <= LONGEST_DELAY:
        raise refuse("invalid", "minutes", problem=_too_long())
    with unit_of_work(actor, now) as work:
        day, row = _slot.find(work, slot_id)
        if seen:
            seen(slots.one(work.session, row.id, now))
        places.end_graces(work, day.id)
        _delay(work, day, row, minutes - row.delay_minutes)
        work.session.flush()
        return slots.one(work.session, row.id, now)


def _delay(work: UnitOfWork, day: DepartmentDayRow, row: SlotRow, difference: int) -> None:
    if not difference:
        return
    policy = days.policy_of(day)
    later = slots.later_of_doctor(work, row) if policy.delay_scope == "doctor_day" else []
    late = (row, *later)
    for slot in late:
        slot.delay_minutes = max(0, slot.delay_minutes + difference)
        if slots.is_open(slot):
            slot.status = _slot.open_status(slot)
        facts = {"minutes": difference, "because_of_slot": row.id, "late": row.delay_minutes}
        work.record(Kind.DELAYED, rule=policy.delay_scope, slot=slot, facts=facts)
    # A slot that was over takes tokens again when it turns out to be late.
    for key in dict.fromkeys(pools.key_of_slot(policy, slot) for slot in late):
        places.refill(work, day.id, key, policy)


def _too_long() -> Phrase:
    return say("The delay is a whole number of minutes from 0 to {most}.", most=LONGEST_DELAY)
