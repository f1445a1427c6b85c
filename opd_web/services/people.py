"""Persons on file, for an administrator who is asked to erase one."""

from datetime import datetime

from opd_web import phones
from opd_web.engine.roles import Actor
from opd_web.services import _erasing
from opd_web.services.refused import refuse
from opd_web.store import patients, people
from opd_web.store.admin_models import PersonRecord
from opd_web.store.reading import reading
from opd_web.store.rows import PatientRow
from opd_web.store.unit_of_work import unit_of_work

MOST = 30
SHORTEST = 2


def find(text: str) -> tuple[PersonRecord, ...]:
    """Find persons by phone, by a part of the name, or by record number. Raise Refused for too little."""
    if len(text.strip()) < SHORTEST:
        raise refuse("invalid", "text", problem="Enter a phone number, a part of the name, or the record number.")
    with reading() as session:
        found = people.find(session, phones.parse(text), text.strip(), MOST)
        return tuple(people.record(session, row) for row in found)


def get(patient_id: int) -> PersonRecord:
    """Give one person. Raise Refused where there is nobody, or nobody any more."""
    with reading() as session:
        row = session.get(PatientRow, patient_id)
        if row is None or row.erased_at is not None:
            raise refuse("not_found", "patient", what="patient")
        return people.record(session, row)


def erase(patient_id: int, *, actor: Actor, now: datetime) -> None:
    """Take everything away that tells who the person was; tokens, events and statistics stay. Raise Refused.

    Somebody who still has a place is refused: the desk could call nobody.
    """
    with unit_of_work(actor, now) as work:
        row = patients.lock(work, patient_id)
        if row is None:
            raise refuse("not_found", "patient", what="patient")
        live = people.record(work.session, row).live
        if live:
            raise refuse("person_has_tokens", "patient", numbers=", ".join(live))
        _erasing.erase(work, row)
