"""Patients: found, put on file, changed, erased."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opd_web.engine.phrases import Phrase, say
from opd_web.engine.roles import Actor
from opd_web.services import _erasing
from opd_web.services.refused import Refused, refuse
from opd_web.store import patients
from opd_web.store.errors import Collision
from opd_web.store.paging import Asked, Page
from opd_web.store.read_models import PatientView
from opd_web.store.reading import reading
from opd_web.store.resources import PatientResource
from opd_web.store.rows import PatientRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

Seen = Callable[[PatientResource], None]
"""Looks at the patient as behind the lock, and raises where that is not what the caller saw."""


@dataclass(frozen=True)
class NewPatient:
    """A person to put on file: `phone` in E.164, `language` as in `hi`."""

    name: str
    phone: str
    language: str | None = None


@dataclass(frozen=True)
class Registered:
    """The patient, and whether the person was on file before, and got the record number now."""

    patient: PatientResource
    known: bool
    completed: bool = False


def search(asked: Asked, *, phone: str | None = None, text: str | None = None) -> Page[PatientResource]:
    """List patients: of one phone (E.164), and with this text in name or phone, or as the record number's beginning."""
    with reading() as session:
        return patients.search(session, asked, phone=phone, text=text)


def get(patient_id: int) -> PatientResource:
    """Give one patient. Raise Refused."""
    with reading() as session:
        found = patients.get(session, patient_id)
    if found is None:
        raise refuse("not_found", "patient", what="patient")
    return found


def register(
    new: NewPatient, external_id: str | None = None, *, complete: bool = False, actor: Actor, now: datetime
) -> Registered:
    """Put a person on file, with the record number that another system gives them.

    One who is on file already, by phone and name, stays as they are; but `complete` adds the record number where they
    have none. Raise Refused.
    """
    try:
        return _register(new, external_id, actor, now, complete=complete)
    except Collision:
        # The same person was put on file at the same moment: the second look finds them.
        return _register(new, external_id, actor, now, complete=complete)


def _register(new: NewPatient, external_id: str | None, actor: Actor, now: datetime, *, complete: bool) -> Registered:
    _check_name(new.name)
    with unit_of_work(actor, now) as work:
        known = patients.by_phone_and_name(work, new.phone, new.name)
        if known:
            completed = complete and external_id is not None and _complete(work, known.id, external_id)
            return Registered(patients.resource(known), known=True, completed=completed)
        _check_external_id(work, external_id)
        row = patients.register(work, new.name, new.phone, new.language)
        row.external_id = external_id
        return Registered(patients.resource(row), known=False)


def _complete(work: UnitOfWork, patient_id: int, external_id: str) -> bool:
    """Add the record number where the person has none, and tell whether it was added."""
    row = _lock(work, patient_id)
    if row.external_id is not None:
        return False
    _check_external_id(work, external_id)
    row.external_id = external_id
    return True


def register_all(people: Iterable[NewPatient], *, actor: Actor, now: datetime) -> tuple[PatientView, ...]:
    """Put a list of people on file, all or none; those who are on it already stay as they are."""
    with unit_of_work(actor, now) as work:
        return tuple(
            patients.view(patients.find_or_register(work, one.name, one.phone, one.language)) for one in people
        )


def change(
    patient_id: int, changes: Mapping[str, Any], *, seen: Seen | None = None, actor: Actor, now: datetime
) -> PatientResource:
    """Change some of name, phone, language, external_id. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _lock(work, patient_id)
        if seen:
            seen(patients.resource(row))
        wanted = {"name": row.name, "phone": row.phone, "external_id": row.external_id, **changes}
        _check_name(wanted["name"])
        _check_free(work, row, wanted["name"], wanted["phone"])
        if wanted["external_id"] != row.external_id:
            _check_external_id(work, wanted["external_id"])
        patients.write(row, changes)
        return patients.resource(row)


def erase(patient_id: int, *, seen: Seen | None = None, actor: Actor, now: datetime) -> None:
    """Take everything away that tells who the person was; tokens, events and statistics stay. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _lock(work, patient_id)
        if seen:
            seen(patients.resource(row))
        _erasing.erase(work, row)


def _lock(work: UnitOfWork, patient_id: int) -> PatientRow:
    row = patients.lock(work, patient_id)
    if row is None:
        raise refuse("not_found", "patient", what="patient")
    return row


def _check_name(name: str) -> None:
    # Some letters are several once they are compared.
    if len(patients.name_key(name)) > patients.LONGEST_NAME_KEY:
        raise refuse("invalid", "name", problem="The name is too long.")


def _check_free(work: UnitOfWork, row: PatientRow, name: str, phone: str) -> None:
    other = patients.by_phone_and_name(work, phone, name)
    if other and other.id != row.id:
        raise _taken("name", say("Another patient has this phone and name: {id}.", id=other.id), other)


def _check_external_id(work: UnitOfWork, external_id: str | None) -> None:
    other = patients.by_external_id(work, external_id) if external_id else None
    if other:
        raise _taken("external_id", say("Another patient has this record number: {id}.", id=other.id), other)


def _taken(field: str, problem: Phrase, other: PatientRow) -> Refused:
    """Refuse what is somebody else's; `other` lets a page lead to them."""
    return refuse("invalid", field, problem=problem, other=patients.view(other))
