"""What happens by the clock alone: grace periods end, and who never came becomes a no-show."""

from datetime import datetime, timedelta

from opd_web.engine.roles import Actor
from opd_web.engine.waiting_times import estimated_time
from opd_web.services import _ending
from opd_web.services._subject import Subject
from opd_web.store import days, places, pools, queues, slots, tokens
from opd_web.store.reading import reading
from opd_web.store.rows import DepartmentDayRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


def end_graces(*, actor: Actor, now: datetime) -> int:
    """End the grace periods that are over, each day in a transaction of its own; give how many days had one."""
    with reading() as session:
        due = days.with_graces_over(session, now)
    for department_day_id in due:
        with unit_of_work(actor, now) as work:
            days.lock_by_id(work, department_day_id)
            places.end_graces(work, department_day_id)
    return len(due)


def close_absent(*, actor: Actor, now: datetime) -> int:
    """Close who never arrived by `no_show_after_minutes` after the expected time, today; give how many."""
    with reading() as session:
        due = days.with_absent(session, now.astimezone(days.zone(session)).date())
    return sum(_close_absent(department_day_id, actor, now) for department_day_id in due)


def _close_absent(department_day_id: int, actor: Actor, now: datetime) -> int:
    with unit_of_work(actor, now) as work:
        day = days.lock_by_id(work, department_day_id)
        minutes = days.policy_of(day).no_show_after_minutes if day else None
        if day is None or minutes is None:
            return 0
        places.end_graces(work, day.id)
        late = _late(work, day, timedelta(minutes=minutes))
        for token in late:
            _ending.no_show(Subject(work, day, days.policy_of(day), token))
        return len(late)


def _late(work: UnitOfWork, day: DepartmentDayRow, patience: timedelta) -> list[TokenRow]:
    """Find the absent whose expected time, as it is now, lies further back than the policy waits."""
    late = []
    policy = days.policy_of(day)
    for row in slots.open_on_day(work, day.id):
        slot = pools.slot_value(row)
        for position, queued in enumerate(queues.of_slot(work.session, row), 1):
            if not queued.present and estimated_time(slot, position, policy) + patience <= work.now:
                late.append(tokens.get(work, queued.token_id))
    return late
