"""The audit: verifying the record, replaying it, and giving its head away."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import audit, beside, days, history, seals, token_events
from opd_web.store import replay as played
from opd_web.store.paging import Asked, Page
from opd_web.store.reading import reading
from opd_web.store.resources import EventView
from opd_web.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Head:
    """Where one department's day ended when the heads were given away."""

    department: str
    day: date
    count: int
    head: str


@dataclass(frozen=True)
class Verified:
    """What was looked at, and the first thing that is wrong; `problem` is None where the record holds.

    Every event up to `last_event` (an id, 0 for none) was there when the looking began.
    """

    events: int
    days: int
    problem: str | None
    last_event: int = 0


def heads() -> tuple[Head, ...]:
    """Give the end of each day's chain, to be kept where nobody who can write the database can reach it."""
    with reading() as session:
        return tuple(Head(day.code, day.service_day, day.count, day.head) for day in audit.heads(session))


def last_event_at() -> datetime | None:
    """Give the moment (UTC) of the latest event, None where nothing has happened yet."""
    with reading() as session:
        return audit.last_event_at(session)


def of_token(token_id: int, asked: Asked, *, actor: Actor) -> Page[EventView]:
    """List the sealed events of one token. Raise Refused."""
    with reading() as session:
        about = history.subject(session, token_id)
        if about is None:
            raise refuse("not_found", "token", what="token")
        _scope.check_queue(actor, about.department_id, about.doctor_id)
        return token_events.listed(session, token_id, asked)


def verify(exported: tuple[Head, ...] = ()) -> Verified:
    """Check every chain, the chain of the days, and that nothing was cut off since these heads were given away."""
    with reading() as session:
        all_days = audit.heads(session)
        problem = audit.orphan(session)
        for day in all_days:
            problem = problem or _break(session, day)
        problem = problem or _around(session, all_days, exported)
        return Verified(sum(day.count for day in all_days), len(all_days), problem, audit.last_event(session))


def verify_in_parts(told: Callable[[int, int], None], exported: tuple[Head, ...] = ()) -> Verified:
    """Check what `verify` does, each day by itself, so that no reading lasts long; `told` hears events of all events.

    A chain and its head are read together; what is written meanwhile belongs to the next verification.
    """
    with reading() as session:
        all_days, last = audit.heads(session), audit.last_event(session)
        problem = audit.orphan(session)
    total, done = sum(day.count for day in all_days), 0
    for day in all_days:
        problem = problem or _break_of_day(day.department_day_id)
        done += day.count
        told(done, total)
    with reading() as session:
        problem = problem or _around(session, all_days, exported)
    return Verified(total, len(all_days), problem, last)


def _break_of_day(department_day_id: int) -> str | None:
    with reading() as session:
        day = audit.head_of(session, department_day_id)
        return _break(session, day) if day else f"the day {department_day_id} is gone"


def _break(session: Session, day: audit.DayHead) -> str | None:
    """Say what is wrong with one day's chain, and where first."""
    found = audit.day_break(session, day)
    if found is None:
        beside_events = beside.day_problem(session, day.department_day_id)
        return f"day {day.code}, {day.service_day}: {beside_events}" if beside_events else None
    event = f"event {found.event_id}" if found.event_id else "event missing"
    return f"{event} ({day.code}, {day.service_day}, position {found.position}): {found.problem}"


def _around(session: Session, all_days: Sequence[audit.DayHead], exported: tuple[Head, ...]) -> str | None:
    """Say what is wrong beside the chains of the days."""
    return (
        seals.problem(session)
        or beside.policy_problem(session)
        or beside.newest_problem(session)
        or audit.cut(session, all_days, exported)
    )


def replay() -> tuple[str, ...]:
    """Rebuild every token and slot from the events in a scratch database; name every row that differs."""
    with reading() as session, tempfile.TemporaryDirectory() as folder:
        scratch = played.scratch_engine(str(Path(folder) / "replay.sqlite3"))
        try:
            return tuple(played.replay(session, scratch))
        finally:
            scratch.dispose()


def seal_days(*, actor: Actor, now: datetime) -> int:
    """Chain the heads of the days that are over; give how many were sealed."""
    with unit_of_work(actor, now) as work:
        return seals.seal_days(work, days.today(work))
