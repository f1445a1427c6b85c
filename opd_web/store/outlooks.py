"""What booked patients can expect, read once for slips, patients' pages and boards alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from opd_web.engine.model import ACTIVE, Slot
from opd_web.engine.ordering import Queued
from opd_web.engine.outlook import Outlook, outlooks
from opd_web.engine.policy import Policy
from opd_web.store import queues
from opd_web.store.days import read_policy
from opd_web.store.pools import slot_value
from opd_web.store.rows import ClinicSessionRow, DepartmentDayRow, PolicyVersionRow, SlotRow, TokenRow

Key = tuple[int, int]
"""A doctor on a department's day: the keys of the day and of the doctor."""


@dataclass(frozen=True)
class _Queue:
    tokens: list[Queued] = field(default_factory=list)
    slots: dict[int, Slot] = field(default_factory=dict)


def of_token(session: Session, token_id: int, now: datetime) -> Outlook | None:
    """Read what the patient of this token is told; None unless it is booked."""
    query = (
        select(TokenRow.department_day_id, TokenRow.doctor_id, PolicyVersionRow.options)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(PolicyVersionRow, PolicyVersionRow.id == DepartmentDayRow.policy_version_id)
        .where(TokenRow.id == token_id)
    )
    day_id, doctor_id, options = session.execute(query).one()
    return of_doctor(session, day_id, doctor_id, read_policy(options), now).get(token_id)


def of_doctor(
    session: Session, day_id: int, doctor_id: int | None, policy: Policy, now: datetime
) -> Mapping[int, Outlook]:
    """Read by token what every booked patient of one doctor's day is told."""
    found = of_doctors(session, {day_id: policy}, now, TokenRow.doctor_id == doctor_id)
    return found.get((day_id, doctor_id or 0), {})


def of_doctors(
    session: Session, policies: Mapping[int, Policy], now: datetime, of: ColumnElement[bool]
) -> Mapping[Key, Mapping[int, Outlook]]:
    """Read by doctor and token what booked patients are told; `policies` are those of the days, by their keys.

    The number of statements grows neither with the doctors nor with their queues.
    """
    return {
        key: outlooks(policies[key[0]], queue.tokens, queue.slots, now)
        for key, queue in _queues(session, policies, of).items()
    }


def _queues(session: Session, day_ids: Iterable[int], of: ColumnElement[bool]) -> Mapping[Key, _Queue]:
    day_ids = tuple(day_ids)
    called: dict[Key, list[queues.Called]] = defaultdict(list)
    for day_id, doctor_id, one in queues.called_in(session, day_ids):
        called[day_id, doctor_id].append(one)
    query = (
        select(TokenRow, SlotRow, ClinicSessionRow.call_count)
        .join(SlotRow, SlotRow.id == TokenRow.slot_id)
        .join(ClinicSessionRow, ClinicSessionRow.id == SlotRow.clinic_session_id)
        .where(TokenRow.department_day_id.in_(day_ids), TokenRow.status.in_(tuple(ACTIVE)), of)
    )
    found: dict[Key, _Queue] = defaultdict(_Queue)
    for row, slot, calls in session.execute(query):
        key = (row.department_day_id, row.doctor_id or 0)
        found[key].tokens.append(queues.queued(row, slot.starts_at, called[key], calls))
        found[key].slots[slot.id] = slot_value(slot)
    return found
