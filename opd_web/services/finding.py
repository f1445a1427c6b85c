"""People at the desk: found by what is at hand, each with their visits."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from opd_web import phones
from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import days, patients, visits
from opd_web.store.paging import Asked
from opd_web.store.reading import reading
from opd_web.store.resources import PatientResource
from opd_web.store.visits import Visit

__all__ = ["Found", "PatientResource", "Person", "Visit", "find", "get"]

AT_MOST = 50

NUMBER = re.compile(r"\s*(?:([A-Z0-9]{1,8})\s*-\s*|([A-Z]{1,8})\s*)(\d{1,9})\s*", re.ASCII | re.IGNORECASE)
"""A number as it stands on a slip of today, however it is typed: `K-012`, `k12`."""

DIGITS = re.compile(r"[\d\s()+./-]+")
"""A phone number, or a part of one."""


@dataclass(frozen=True)
class Found:
    """Who was found, with the tokens of today that the user may see by the patient's id.

    `more` where the list is longer than what is shown.
    """

    patients: tuple[PatientResource, ...]
    today: Mapping[int, tuple[Visit, ...]]
    more: bool = False


@dataclass(frozen=True)
class Person:
    """One patient with the visits that the user may see, and those of today apart."""

    patient: PatientResource
    visits: tuple[Visit, ...]
    today: tuple[Visit, ...]


def find(text: str, *, actor: Actor, now: datetime) -> Found:
    """Find people by a number on today's slip, else by phone or name in any way of writing it, or by record number."""
    with reading() as session:
        of_slip = _of_slip(session, text, actor, now)
        if of_slip:
            return _found(session, of_slip, actor, now)
        phone = phones.parse(text)
        # A record number may look like a phone number, too.
        wanted = {"phone": phone, "record_number": text.strip()} if phone else {"text": text, "digits": _plain(text)}
        page = patients.search(session, Asked(limit=AT_MOST), **wanted)
        return _found(session, page.items, actor, now, more=page.next is not None)


def of_token(token_id: int, *, actor: Actor, now: datetime) -> Found:
    """Find whose token this is, if the user works in its department."""
    with reading() as session:
        found = _people(session, visits.patients_of_token(session, token_id, actor.departments))
        return _found(session, found, actor, now)


def again(patient_ids: Sequence[int], *, more: bool, actor: Actor, now: datetime) -> Found:
    """Give these people as they are now; who was erased since is left out."""
    with reading() as session:
        return _found(session, _people(session, patient_ids), actor, now, more=more)


def scanned(text: str, *, actor: Actor, now: datetime) -> Found:
    """Find the one person of a number on today's slip, else of a record number; nobody where it could be two."""
    with reading() as session:
        of_slip = _of_slip(session, text, actor, now)
        of_file = None if of_slip else patients.of_record_number(session, text.strip())
        return _found(session, of_slip or ((of_file,) if of_file else ()), actor, now)


def _found(
    session: Session, found: Sequence[PatientResource], actor: Actor, now: datetime, *, more: bool = False
) -> Found:
    ids = [one.id for one in found]
    return Found(tuple(found), visits.on_day(session, ids, days.date_at(session, now), actor.departments), more)


def _of_slip(session: Session, text: str, actor: Actor, now: datetime) -> tuple[PatientResource, ...]:
    number = NUMBER.fullmatch(text)
    if not number:
        return ()
    code, today = (number[1] or number[2]).upper(), days.date_at(session, now)
    return _people(session, visits.patients_of_number(session, code, int(number[3]), today, actor.departments))


def _people(session: Session, ids: Iterable[int]) -> tuple[PatientResource, ...]:
    return tuple(found for patient_id in ids if (found := patients.get(session, patient_id)))


def _plain(text: str) -> str:
    """Give a part of a phone number as it is kept: digits of any script, nothing between them; else the text itself."""
    if not DIGITS.fullmatch(text):
        return text
    return "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal()).lstrip("0")


def get(patient_id: int, *, actor: Actor, now: datetime) -> Person:
    """Give one patient with their visits in the user's departments. Raise Refused."""
    with reading() as session:
        found = patients.get(session, patient_id)
        if found is None:
            raise refuse("not_found", "patient", what="patient")
        listed, today = visits.of_patient(session, patient_id, actor.departments), days.date_at(session, now)
        return Person(found, listed, tuple(visit for visit in listed if visit.day == today))


def others(phone: str, name: str) -> tuple[PatientResource, ...]:
    """Give who has this phone (E.164) while nobody of this name is among them: the person may be one of them."""
    found, key = sharing(phone), patients.name_key(name)
    return () if any(patients.name_key(one.name) == key for one in found) else found


def sharing(phone: str) -> tuple[PatientResource, ...]:
    """Give everybody who has this phone (E.164); those who have none share none."""
    if not phone:
        return ()
    with reading() as session:
        return patients.search(session, Asked(limit=AT_MOST), phone=phone).items
