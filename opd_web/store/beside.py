"""What stands beside the events and can be compared with them: the days' counters, policies, the newest event."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text
from sqlalchemy.orm import Session

from opd_web.engine.events import GENESIS, Kind
from opd_web.store.audit import UNREADABLE
from opd_web.store.clinic import version_hash
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import DepartmentDayRow, PolicyVersionRow, TokenRow

AT_THE_END = "end_of_class"
"""The rule by which who returns stands at the end of the class, and so takes the day's next arrival."""

_TAKES_AN_ARRIVAL = or_(
    and_(EventRow.kind == Kind.RETURNED, EventRow.rule == AT_THE_END), EventRow.kind == Kind.ESCALATED
)


def day_problem(session: Session, department_day_id: int) -> str | None:
    """Compare a day's counters and its policy with its tokens and events."""
    day = session.get(DepartmentDayRow, department_day_id)
    return next(_day_problems(session, day), None) if day else None


def _day_problems(session: Session, day: DepartmentDayRow) -> Iterator[str]:
    for name, count in _counted(session, day).items():
        if getattr(day, name) != count:
            yield f"its {name} is {getattr(day, name)}; by its tokens and events it is {count}"
    own = select(TokenRow.policy_version_id).where(TokenRow.department_day_id == day.id)
    for version in session.scalars(own.distinct()):
        if version != day.policy_version_id:
            yield f"it names policy version {day.policy_version_id}; its tokens name {version}"


def _counted(session: Session, day: DepartmentDayRow) -> dict[str, int]:
    """Count again what the day's row counts: no number, arrival or call is ever given back."""
    own = TokenRow.department_day_id == day.id
    tokens, highest = session.execute(select(func.count(), func.max(TokenRow.number)).where(own)).one()
    return {
        "last_number": highest or 0,
        "last_arrival": tokens + _events(session, day, _TAKES_AN_ARRIVAL),
        "last_call": _events(session, day, EventRow.kind.in_((Kind.CALLED, Kind.RECALLED))),
    }


def _events(session: Session, day: DepartmentDayRow, *narrowed: Any) -> int:
    query = select(func.count()).where(EventRow.department_day_id == day.id, *narrowed)
    return session.scalar(query) or 0


def policy_problem(session: Session) -> str | None:
    """Check that every policy version is as it was made, and that none between two was taken away."""
    try:
        return _first_changed(session)
    except UNREADABLE:
        return "a policy version cannot be read: it was changed"


def _first_changed(session: Session) -> str | None:
    previous: dict[int, str | None] = {}
    order = (PolicyVersionRow.department_id, PolicyVersionRow.version)
    for row in session.scalars(select(PolicyVersionRow).order_by(*order)):
        before = previous.get(row.department_id)
        # Those that an earlier version of the program made have no hash, and come first.
        if (row.hash or before) and row.hash != version_hash(row, before or GENESIS):
            return f"policy version {row.id} was changed, or the one before it was removed"
        previous[row.department_id] = row.hash
    return None


def newest_problem(session: Session) -> str | None:
    """Check that the newest event has a number that the database gave out."""
    newest = session.scalar(select(func.max(EventRow.id))) or 0
    given = session.scalar(_given(session)) or 0
    if newest > given:
        return f"event {newest}: no event was ever given this number; the last was {given}"
    return None


def _given(session: Session) -> Select[Any]:
    """Select the highest number that was given out: SQLite leaves none out, PostgreSQL remembers the last."""
    if session.get_bind().dialect.name == "sqlite":
        return select(func.count()).select_from(EventRow)
    return select(text("last_value")).select_from(text("event_id_seq"))
