"""Department days: the one lock that every change of a department's day takes first."""

import json
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Select, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, contains_eager

from opd_web.engine.events import day_genesis
from opd_web.engine.model import TokenStatus
from opd_web.engine.policy import Policy, build_policy
from opd_web.store import locking
from opd_web.store.errors import Busy
from opd_web.store.rows import (
    DepartmentDayRow,
    DepartmentRow,
    DoctorRow,
    FacilityRow,
    PolicyVersionRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.unit_of_work import UnitOfWork, audit_key, translate

LOCK_TRIES = 3


def zone(session: Session) -> ZoneInfo:
    """Give the facility's time zone; before the first set-up, the one that the environment names."""
    chosen = session.scalars(select(FacilityRow.timezone)).one_or_none()
    return ZoneInfo(chosen or current_app.config["OPD_SETTINGS"].timezone)


def today(work: UnitOfWork) -> date:
    """Give the facility's own date, never derived from UTC midnight."""
    return day_of(work, work.now)


def day_of(work: UnitOfWork, moment: datetime) -> date:
    """Give the facility's date of a moment."""
    return date_at(work.session, moment)


def date_at(session: Session, moment: datetime) -> date:
    """Give the facility's date of a moment, for reads."""
    return moment.astimezone(zone(session)).date()


def lock(work: UnitOfWork, department_id: int, service_day: date) -> DepartmentDayRow | None:
    """Lock a department's day, made now if nobody has yet; None where there is no such active department."""
    # Who makes the slots of many days asks for the same one again and again.
    for held in work.days.values():
        if (held.department_id, held.service_day) == (department_id, service_day):
            return held
    query = _query().where(DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day == service_day)
    found = _lock(work, query)
    if found is None and _make(work, department_id, service_day):
        return _lock(work, query)
    return found


def lock_of_token(work: UnitOfWork, token_id: int) -> DepartmentDayRow | None:
    """Lock the day that this token belongs to."""
    # Spelled out: a token also names a policy version, and a join by that finds every day of the same policy.
    query = _query().join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
    return _lock_existing(work, query.where(TokenRow.id == token_id))


def lock_of_slot(work: UnitOfWork, slot_id: int) -> DepartmentDayRow | None:
    """Lock the day that this slot belongs to."""
    query = _query().join(SlotRow, SlotRow.department_day_id == DepartmentDayRow.id)
    return _lock_existing(work, query.where(SlotRow.id == slot_id))


def lock_by_id(work: UnitOfWork, department_day_id: int) -> DepartmentDayRow | None:
    """Lock one day."""
    return _lock_existing(work, _query().where(DepartmentDayRow.id == department_day_id))


def department_of(work: UnitOfWork, department_day_id: int) -> int:
    """Tell whose day it is."""
    return work.session.get_one(DepartmentDayRow, department_day_id).department_id


def with_graces_over(session: Session, now: datetime) -> Sequence[int]:
    """Find the days in which a no-show's grace has ended by now."""
    query = select(TokenRow.department_day_id).where(TokenRow.grace_ends_at <= now).distinct()
    return session.scalars(query.order_by(TokenRow.department_day_id)).all()


def with_absent(session: Session, service_day: date) -> Sequence[int]:
    """Find the department days of this date in which somebody booked has not arrived."""
    query = (
        select(DepartmentDayRow.id)
        .join(TokenRow, TokenRow.department_day_id == DepartmentDayRow.id)
        .where(
            DepartmentDayRow.service_day == service_day,
            TokenRow.status == TokenStatus.BOOKED,
            TokenRow.arrived_at.is_(None),
        )
        .distinct()
        .order_by(DepartmentDayRow.id)
    )
    return session.scalars(query).all()


def lock_of_doctor(work: UnitOfWork, doctor_id: int, service_day: date) -> DepartmentDayRow | None:
    """Lock the day of the doctor's department."""
    department_id = work.session.scalar(select(DoctorRow.department_id).where(DoctorRow.id == doctor_id))
    return None if department_id is None else lock(work, department_id, service_day)


def first_without_tokens(work: UnitOfWork, department_id: int, start: date) -> date:
    """Give the first day from this one on that has no tokens, its row locked where it has one."""
    query = (
        select(DepartmentDayRow)
        .where(DepartmentDayRow.department_id == department_id, DepartmentDayRow.service_day >= start)
        .order_by(DepartmentDayRow.service_day)
    )
    rows = work.session.scalars(locking.for_update(query, of=DepartmentDayRow)).all()
    with_tokens = {row.service_day for row in rows if row.last_number}
    day = start
    while day in with_tokens:
        day += timedelta(days=1)
    return day


def take_policy(work: UnitOfWork, department_id: int, policy_version_id: int, first: date) -> None:
    """Let the days from this one on that have no tokens be decided by a new version."""
    work.session.execute(
        update(DepartmentDayRow)
        .where(
            DepartmentDayRow.department_id == department_id,
            DepartmentDayRow.service_day >= first,
            DepartmentDayRow.last_number == 0,
        )
        .values(policy_version_id=policy_version_id)
    )


def policy_of(day: DepartmentDayRow) -> Policy:
    """Give the policy in force on this day."""
    return read_policy(day.policy_version.options)


@lru_cache(maxsize=256)
def read_policy(options: str) -> Policy:
    """Build the policy from its stored text."""
    return build_policy(json.loads(options))


def version_on(department_id: int, service_day: date) -> Select[int]:
    """Select the policy version of a day: the latest that is in effect by then."""
    return (
        select(PolicyVersionRow.id)
        .where(PolicyVersionRow.department_id == department_id, PolicyVersionRow.effective_from <= service_day)
        .order_by(PolicyVersionRow.effective_from.desc(), PolicyVersionRow.version.desc())
        .limit(1)
    )


def _query() -> Select[DepartmentDayRow]:
    return (
        select(DepartmentDayRow)
        .join(DepartmentDayRow.department)
        .join(DepartmentDayRow.policy_version)
        .options(contains_eager(DepartmentDayRow.department), contains_eager(DepartmentDayRow.policy_version))
    )


def _lock_existing(work: UnitOfWork, query: Select[DepartmentDayRow]) -> DepartmentDayRow | None:
    """Take the row lock, looking twice where nothing is found.

    PostgreSQL drops a row from the answer when, while it waited, the row came to name another policy than the one it
    was joined with.
    """
    return _lock(work, query) or _lock(work, query)


def _lock(work: UnitOfWork, query: Select[DepartmentDayRow]) -> DepartmentDayRow | None:
    """Take the row lock, asking again a few times: a lock that is held for seconds is rare, and soon free."""
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            with work.session.begin_nested():
                day = work.session.scalars(locking.for_update(query, of=DepartmentDayRow)).one_or_none()
        except OperationalError as error:
            translated = translate(error)
            if not isinstance(translated, Busy) or attempt == LOCK_TRIES:
                raise translated from error
            time.sleep(0.05 * attempt)
        else:
            if day:
                work.days[day.id] = day
            return day
    return None


def _make(work: UnitOfWork, department_id: int, service_day: date) -> bool:
    """Make the day's row, unless there is no such department; another transaction may make it at the same time."""
    # Before the version is read: whoever changes the policy now must not believe that the day has none yet.
    active = work.session.scalar(
        locking.for_share(select(DepartmentRow.active).where(DepartmentRow.id == department_id), of=DepartmentRow)
    )
    version_id = work.session.scalar(version_on(department_id, service_day))
    if version_id is None or not active:
        return False
    values = {
        "department_id": department_id,
        "service_day": service_day,
        "policy_version_id": version_id,
        "head": day_genesis(department_id, service_day, audit_key()),
        "last_number": 0,
        "last_arrival": 0,
        "last_call": 0,
        "event_count": 0,
    }
    if work.session.get_bind().dialect.name == "sqlite":
        work.session.execute(sqlite.insert(DepartmentDayRow).values(values).on_conflict_do_nothing())
    else:
        work.session.execute(postgresql.insert(DepartmentDayRow).values(values).on_conflict_do_nothing())
    return True
