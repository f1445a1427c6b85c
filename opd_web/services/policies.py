"""Policies: a department's options, versioned; a token remembers the version that decided it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opd_web.engine.roles import Actor
from opd_web.services import _policy
from opd_web.services.refused import refuse
from opd_web.store import days, departments, policies
from opd_web.store.admin_models import PastDayRecord, PolicyRecord, PolicyStart
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Changed:
    """The new version, and the first day that it decides; `unchanged` where the newest one is the same already."""

    version: int
    effective_from: date
    unchanged: bool = False


def versions(department_id: int) -> tuple[PolicyRecord, ...]:
    """List the versions, the newest first. Raise Refused where there is no such department."""
    with reading() as session:
        found = policies.versions(session, department_id)
        if not found:
            raise refuse("not_found", "department", what="department")
        return tuple(found)


def past_days(department_id: int, *, now: datetime) -> tuple[PastDayRecord, ...]:
    """List the days of the last month that can be played again, the latest first."""
    with reading() as session:
        return tuple(policies.past_days(session, department_id, days.date_at(session, now)))


def starts(department_id: int, *, now: datetime) -> PolicyStart:
    """Tell from which day a version that is saved now would decide."""
    with reading() as session:
        today = days.date_at(session, now)
        kept = policies.days_with_tokens(session, department_id, today)
        first = today
        while first in kept:
            first += timedelta(days=1)
        decides = policies.version_today(session, department_id, today)
        return PolicyStart(first, tuple(kept), decides)


def change(
    department_id: int,
    preset_name: str,
    overrides: Mapping[str, object] | None = None,
    *,
    from_day: date | None = None,
    actor: Actor,
    now: datetime,
) -> Changed:
    """Give the department another policy from a day on; days that have tokens keep theirs. Raise Refused.

    Without a day it holds from the next day without tokens, today included, and the same again makes no new version.
    """
    policy = _policy.build(preset_name, overrides)
    with unit_of_work(actor, now) as work:
        department = departments.lock(work, department_id)
        if department is None:
            raise refuse("unknown_department", "department")
        newest = policies.versions(work.session, department_id)[0]
        if from_day is None and (newest.preset, newest.options) == (preset_name, policy.options()):
            return Changed(newest.version, newest.effective_from, unchanged=True)
        row = _policy.take(work, department, preset_name, policy, from_day or days.today(work))
        return Changed(row.version, row.effective_from)
