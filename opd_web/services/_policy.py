"""A department's policy: built from a preset and options, and given to the days that it will decide."""

from collections.abc import Mapping
from datetime import date

from opd_web.engine.policy import InvalidPolicy, Policy, preset
from opd_web.services.refused import refuse
from opd_web.store import changes, clinic, days
from opd_web.store.rows import DepartmentRow, PolicyVersionRow
from opd_web.store.unit_of_work import UnitOfWork


def build(preset_name: str, options: Mapping[str, object] | None = None) -> Policy:
    """Build a policy. Raise Refused naming the first option that is wrong."""
    try:
        return preset(preset_name, **(options or {}))
    except InvalidPolicy as error:
        raise refuse("invalid", f"policy.{error.option}", problem=str(error)) from error


def take(
    work: UnitOfWork, department: DepartmentRow, preset_name: str, policy: Policy, start: date
) -> PolicyVersionRow:
    """Let a new version decide from the first day without tokens on, this one or later."""
    first = days.first_without_tokens(work, department.id, max(start, days.today(work)))
    row = clinic.add_policy(work, department, preset_name, policy, first)
    days.take_policy(work, department.id, row.id, first)
    changes.note(work, "policy", f"department:{department.id}", version=row.version, first=str(first))
    return row
