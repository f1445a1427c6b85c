"""Patients: putting people on file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.roles import Actor
from opd_web.store import patients
from opd_web.store.read_models import PatientView
from opd_web.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class NewPatient:
    """A person to put on file: `phone` in E.164, `language` as in `hi`."""

    name: str
    phone: str
    language: str | None = None


def register_all(people: Iterable[NewPatient], *, actor: Actor, now: datetime) -> tuple[PatientView, ...]:
    """Put a list of people on file, all or none; those who are on it already stay as they are."""
    with unit_of_work(actor, now) as work:
        return tuple(
            patients.view(patients.find_or_register(work, one.name, one.phone, one.language)) for one in people
        )
