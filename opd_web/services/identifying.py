"""Somebody who came as unknown is named: put on file under that name, or found to be on file already."""

from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import LIVE, TokenStatus
from opd_web.engine.roles import Actor
from opd_web.services import _duplicates, _scope
from opd_web.services.refused import Refused, refuse
from opd_web.store import days, patients, pools, tokens
from opd_web.store.pools import PoolKey
from opd_web.store.rows import DepartmentDayRow, PatientRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work


def identify(patient_id: int, phone: str, name: str, *, actor: Actor, now: datetime) -> int:
    """Say who an unknown patient is, by phone (E.164) and name; give the id of the person. Raise Refused."""
    with unit_of_work(actor, now) as work:
        unknown = patients.lock(work, patient_id)
        if unknown is None or unknown.phone:
            raise refuse("not_found", "patient", what="unknown patient")
        known = patients.by_phone_and_name(work, phone, name)
        if known is None:
            patients.write(unknown, {"name": name, "phone": phone})
            return unknown.id
        for token in tokens.of_patient(work, unknown.id):
            _hand_over(work, token, known)
        return known.id


def _hand_over(work: UnitOfWork, token: TokenRow, known: PatientRow) -> None:
    """Let a token be that of somebody else on file, who may have one already."""
    day = days.lock_by_id(work, token.department_day_id)
    if day is None:
        raise LookupError(f"token {token.id} has no day")
    work.session.refresh(token)
    _scope.check_department(work.actor, day.department_id)
    if token.status in LIVE:
        place = (tokens.slot_of(work, token), pools.PoolKey.parse(token.pool))
        _check(work, day, known, place, token)
    token.patient_id = known.id
    work.record(Kind.IDENTIFIED, rule="identified", token=token, before=TokenStatus(token.status))


def _check(
    work: UnitOfWork,
    day: DepartmentDayRow,
    known: PatientRow,
    place: tuple[SlotRow | None, PoolKey],
    token: TokenRow,
) -> None:
    """Refuse a second live token of the person in words that fit: nobody books here."""
    try:
        _duplicates.check(work, day, days.policy_of(day), known.id, place, beside=token)
    except Refused as refused:
        own = tokens.number_text(day, token.number)
        raise refuse("identified_has_token", "phone", **{**refused.refusal.facts, "own": own}) from None
