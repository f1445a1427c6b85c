"""The clinic's plain facts: the facility, departments with their policies, doctors."""

import json
from datetime import date

from sqlalchemy import select

from opd_web.engine.events import GENESIS, seal
from opd_web.engine.policy import Policy
from opd_web.store.rows import DepartmentRow, DoctorRow, FacilityRow, PolicyVersionRow
from opd_web.store.unit_of_work import UnitOfWork, audit_key


def set_facility(work: UnitOfWork, name: str, timezone: str, *, is_demo: bool) -> None:
    """Write the one row about the hospital."""
    work.session.merge(FacilityRow(id=1, name=name, timezone=timezone, is_demo=is_demo))


def add_department(work: UnitOfWork, code: str, name: str, public_label: str) -> DepartmentRow:
    """Make a department."""
    row = DepartmentRow(code=code, name=name, public_label=public_label, active=True)
    work.session.add(row)
    work.session.flush()
    return row


def find_department(work: UnitOfWork, department_id: int) -> DepartmentRow | None:
    """Give one department."""
    return work.session.get(DepartmentRow, department_id)


def add_policy(
    work: UnitOfWork, department: DepartmentRow, preset_name: str, policy: Policy, effective_from: date
) -> PolicyVersionRow:
    """Make the department's next policy version."""
    own = select(PolicyVersionRow).where(PolicyVersionRow.department_id == department.id)
    last = work.session.scalars(own.order_by(PolicyVersionRow.version.desc()).limit(1)).one_or_none()
    row = PolicyVersionRow(
        department_id=department.id,
        version=last.version + 1 if last else 1,
        effective_from=effective_from,
        preset=preset_name,
        options=json.dumps(policy.options(), sort_keys=True),
        created_at=work.now,
        created_by=work.actor.id,
    )
    row.hash = version_hash(row, (last and last.hash) or GENESIS)
    work.session.add(row)
    work.session.flush()
    return row


def version_hash(row: PolicyVersionRow, previous: str) -> str:
    """Hash a policy version and the one before it, as events are hashed, so that a change of it shows."""
    covered = ("department_id", "version", "effective_from", "preset", "options", "created_at", "created_by")
    return seal({name: getattr(row, name) for name in covered}, previous, audit_key())


def add_doctor(work: UnitOfWork, department_id: int, name: str, room: str, code: str | None) -> int:
    """Make a doctor and give the id."""
    row = DoctorRow(department_id=department_id, name=name, room=room, code=code, active=True)
    work.session.add(row)
    work.session.flush()
    return row.id


def find_doctor(work: UnitOfWork, doctor_id: int) -> DoctorRow | None:
    """Give one doctor."""
    return work.session.get(DoctorRow, doctor_id)


def doctor_name(work: UnitOfWork, doctor_id: int) -> str:
    """Give a doctor's name."""
    return work.session.get_one(DoctorRow, doctor_id).name
