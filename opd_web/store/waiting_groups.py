"""Who waits for a place today, as a desk shows it: by the pool that the place will come from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.model import TokenStatus
from opd_web.store import slots, token_views
from opd_web.store.pools import PoolKey
from opd_web.store.read_models import TokenView, WaitingGroup
from opd_web.store.rows import DoctorRow, SlotRow
from opd_web.store.screen_days import Day
from opd_web.store.token_views import Line


def groups_of(session: Session, day: Day, lines: Sequence[Line]) -> tuple[WaitingGroup, ...]:
    """Group the waiting tokens by pool, each in promotion order."""
    groups: dict[str, list[TokenView]] = defaultdict(list)
    for line in lines:
        if line.token.status == TokenStatus.WAITING:
            group = groups[line.token.pool]
            group.append(token_views.view(line, len(group) + 1, day.policy, day.now))
    slot_labels = _slot_labels(session, day) if groups else {}
    return tuple(WaitingGroup(_label(pool, slot_labels, day.zone), tuple(group)) for pool, group in groups.items())


def _slot_labels(session: Session, day: Day) -> Mapping[int, tuple[str, datetime]]:
    query = (
        select(SlotRow.id, DoctorRow.name, SlotRow.starts_at)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .where(SlotRow.department_day_id == day.id)
    )
    return {slot_id: (name, starts_at) for slot_id, name, starts_at in session.execute(query)}


def _label(pool: str, slot_labels: Mapping[int, tuple[str, datetime]], zone: ZoneInfo) -> str:
    key = PoolKey.parse(pool)
    if key.slot_id is not None:
        name, starts_at = slot_labels[key.slot_id]
        return f"{name} {starts_at.astimezone(zone):%H:%M}"
    return f"{key.starts_at.astimezone(zone):%H:%M}" if key.starts_at else ""


def counts_at(session: Session, day: Day) -> dict[datetime, int]:
    """Count who waits by the start of the time that they wait for."""
    counts = slots.waiting_counts(session, day.id)
    starts = {PoolKey.parse(pool).starts_at: count for pool, count in counts.items()}
    return {start: count for start, count in starts.items() if start}
