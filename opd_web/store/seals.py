"""The seals of days that are over: their heads, their counters and their policies, chained in turn."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.events import GENESIS, seal
from opd_web.store.audit import hash_at
from opd_web.store.event_rows import DaySealRow, SealEndRow
from opd_web.store.rows import DepartmentDayRow, PolicyVersionRow
from opd_web.store.unit_of_work import UnitOfWork, audit_key

THE_ONE = 1
"""The key of the row that says where the chain of the seals ends."""

COUNTERS = ("last_number", "last_arrival", "last_call")


def read(session: Session) -> Sequence[DaySealRow]:
    """Read the seals, in order."""
    return session.scalars(select(DaySealRow).order_by(DaySealRow.position)).all()


def problem(session: Session) -> str | None:
    """Check the chain of the seals to its end, and that what they cover still stands."""
    found = read(session)
    return next(_chain_problems(session, found), None) or next(_state_problems(session, found), None)


def _chain_problems(session: Session, found: Sequence[DaySealRow]) -> Iterator[str]:
    previous, key, end = GENESIS, audit_key(), session.get(SealEndRow, THE_ONE)
    for position, row in enumerate(found, 1):
        if row.position != position or row.previous_hash != previous or row.hash != seal(_part(row), previous, key):
            yield f"day seal {row.position} was changed, removed, added or moved"
        if hash_at(session, row.department_day_id, row.event_count) != row.head:
            yield f"day seal {row.position} says that its day had {row.event_count} events; they are gone or changed"
        previous = row.hash
    said = (end.position, end.hash) if end else (0, GENESIS)
    if said != (len(found), previous):
        yield f"day seal {max(len(found), said[0])}: the chain of seals has {len(found)}, and should have {said[0]}"


def _state_problems(session: Session, found: Sequence[DaySealRow]) -> Iterator[str]:
    """Compare what the latest seal of each day covers; seals of an earlier version cover no more than the head."""
    days, latest = _days(session), {row.department_day_id: row for row in found}
    for row in latest.values():
        day = days.get(row.department_day_id)
        if row.state and day and day.event_count == row.event_count and _state(session, day) != row.state:
            yield f"day seal {row.position}: its day's counters or policy were changed afterwards"


def seal_days(work: UnitOfWork, today: date) -> int:
    """Seal the days that are over and not sealed as they stand; give how many."""
    found = read(work.session)
    known = {row.department_day_id: row.event_count for row in found}
    position, previous = (found[-1].position, found[-1].hash) if found else (0, GENESIS)
    due = [
        day
        for day in _days(work.session).values()
        if day.event_count and day.service_day < today and known.get(day.id) != day.event_count
    ]
    for day in due:
        position += 1
        previous = _seal(work, day, position, previous)
    if due:
        work.session.merge(SealEndRow(id=THE_ONE, position=position, hash=previous))
    return len(due)


def _seal(work: UnitOfWork, day: DepartmentDayRow, position: int, previous: str) -> str:
    """Write one seal, and give its hash."""
    row = DaySealRow(
        position=position,
        department_day_id=day.id,
        event_count=day.event_count,
        head=day.head,
        state=_state(work.session, day),
        sealed_at=work.now,
        previous_hash=previous,
    )
    row.hash = seal(_part(row), previous, audit_key())
    work.session.add(row)
    return row.hash


def _part(row: DaySealRow) -> dict[str, object]:
    part: dict[str, object] = {
        "position": row.position,
        "department_day_id": row.department_day_id,
        "event_count": row.event_count,
        "head": row.head,
        "sealed_at": row.sealed_at,
    }
    return part | ({"state": row.state} if row.state else {})


def _days(session: Session) -> Mapping[int, DepartmentDayRow]:
    """Read the days in the order in which they were begun."""
    return {day.id: day for day in session.scalars(select(DepartmentDayRow).order_by(DepartmentDayRow.id))}


def _state(session: Session, day: DepartmentDayRow) -> str:
    """Hash the counters, and the policy that the first token of a day binds it to."""
    state: dict[str, object] = {name: getattr(day, name) for name in COUNTERS}
    version = session.get(PolicyVersionRow, day.policy_version_id) if day.last_number else None
    if version:
        state |= {"policy": version.id, "preset": version.preset, "options": version.options}
    return seal(state, GENESIS, audit_key())
