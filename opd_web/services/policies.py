"""Policies: a department's options, versioned; a token remembers the version that decided it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from opd_web.engine.roles import Actor
from opd_web.services import _policy
from opd_web.services.refused import refuse
from opd_web.store import days, departments
from opd_web.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Changed:
    """The new version, and the first day that it decides."""

    version: int
    effective_from: date


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

    Without a day it holds from the next day without tokens, today included.
    """
    policy = _policy.build(preset_name, overrides)
    with unit_of_work(actor, now) as work:
        department = departments.lock(work, department_id)
        if department is None:
            raise refuse("unknown_department", "department")
        row = _policy.take(work, department, preset_name, policy, from_day or days.today(work))
        return Changed(row.version, row.effective_from)
