"""What an auditor reads: the record searched, a patient's tokens, and the heads to be taken away."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.store import audit, audit_log, changes, patients, token_lists
from opd_web.store.audit import DayHead
from opd_web.store.audit_log import EventLine, LastSeal, WantedEvents
from opd_web.store.changes import ChangeView, WantedChanges
from opd_web.store.paging import Asked, Page
from opd_web.store.read_models import TokenView
from opd_web.store.reading import reading
from opd_web.store.resources import PatientResource
from opd_web.store.token_lists import Wanted

__all__ = ["REACH", "Asked", "ChangeView", "DayHead", "WantedChanges", "WantedEvents"]

REACH = timedelta(days=90)
"""How far back a search goes that names neither a token, a day nor a time: the whole record may be very long."""

MOST_TOKENS = 200


@dataclass(frozen=True)
class Found:
    """A page of events, and how far back was looked (UTC) where the search did not say; None where it did."""

    page: Page[EventLine]
    back_to: datetime | None


@dataclass(frozen=True)
class PatientRecord:
    """One patient's tokens; `patient` is None for a person who was erased."""

    patient: PatientResource | None
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True)
class Heads:
    """What is printed or sent away: the newest seal, and the ends of the days that no seal covers yet."""

    seal: LastSeal | None
    open_days: tuple[DayHead, ...]
    days: int
    events: int


def search(wanted: WantedEvents, asked: Asked, *, actor: Actor, now: datetime) -> Found:
    """List events, the latest first, of the departments that the actor may see."""
    back_to = now - REACH if (wanted.number, wanted.day, wanted.since) == (None, None, None) else None
    wanted = replace(wanted, since=wanted.since or back_to)
    with reading() as session:
        return Found(audit_log.listed(session, asked, wanted, actor.departments), back_to)


def search_changes(wanted: WantedChanges, asked: Asked, *, actor: Actor) -> Page[ChangeView]:
    """List what was changed of the set-up and done with accounts, the latest first. Raise Refused."""
    _scope.check_everywhere(actor)
    with reading() as session:
        return changes.listed(session, asked, wanted)


def everybody() -> tuple[tuple[str, str], ...]:
    """List everyone who can have acted: the id that events hold, and the name."""
    with reading() as session:
        return audit_log.everybody(session)


def find_patients(asked: Asked, *, phone: str | None, text: str, actor: Actor) -> Page[PatientResource]:
    """Find patients by their whole phone number (E.164), or by a part of what is known. Raise Refused."""
    _scope.check_everywhere(actor)
    with reading() as session:
        if phone:
            return patients.search(session, asked, phone=phone, record_number=text)
        return patients.search(session, asked, text=text)


def patient(patient_id: int, *, actor: Actor, now: datetime) -> PatientRecord:
    """Give the tokens of one patient, in the order in which they were made. Raise Refused."""
    _scope.check_everywhere(actor)
    with reading() as session:
        found = patients.get(session, patient_id)
        made = token_lists.listed(session, Asked(MOST_TOKENS), Wanted(patient_id=patient_id), None, now)
        return PatientRecord(found, made.items)


def heads(*, actor: Actor) -> Heads:
    """Give the ends of the chains as short as they can be printed. Raise Refused."""
    _scope.check_everywhere(actor)
    with reading() as session:
        days = audit.heads(session)
        sealed = audit_log.sealed_counts(session)
        left = tuple(day for day in days if day.count and sealed.get(day.department_day_id) != day.count)
        return Heads(audit_log.last_seal(session), left, len(days), sum(day.count for day in days))
