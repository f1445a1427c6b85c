"""The tables of the demo clinic, as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import Any

from opd_web.engine.roles import Role
from opd_web.services.patients import NewPatient

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Department:
    """A department; `ahead` and `walk_in` weigh the classes of its requests, `capacity` is a slot's for an hour."""

    code: str
    name: str
    public_label: str
    preset: str
    capacity: int
    ahead: Mapping[str, int]
    walk_in: Mapping[str, int]
    overrides: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Doctor:
    """A doctor, `late_by` minutes late; one of the `afternoon` has not started when the demo is loaded."""

    department: str
    name: str
    code: str
    room: str
    late_by: int = 0
    afternoon: bool = False


@dataclass(frozen=True)
class Account:
    """A demo user; `doctor` is a doctor's code."""

    username: str
    name: str
    role: Role
    departments: tuple[str, ...] = ()
    doctor: str | None = None

    @property
    def title(self) -> str:
        """Say who this is: `nurse, department K`."""
        where = f", department {' and '.join(self.departments)}" if self.departments else ""
        return f"{self.role}{where}"


@dataclass(frozen=True)
class Board:
    """A TV and the departments that it shows."""

    name: str
    title: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """Everything that is made at the first load."""

    facility: str
    departments: tuple[Department, ...]
    doctors: tuple[Doctor, ...]
    accounts: tuple[Account, ...]
    boards: tuple[Board, ...]
    patients: tuple[NewPatient, ...]


@cache
def tables() -> Tables:
    """Read the tables."""
    clinic = _read("clinic.toml")
    return Tables(
        facility=clinic["facility"]["name"],
        departments=tuple(Department(**row) for row in clinic["department"]),
        doctors=tuple(Doctor(**row) for row in clinic["doctor"]),
        accounts=tuple(Account(**row | {"role": Role(row["role"])}) for row in clinic["account"]),
        boards=tuple(Board(**row) for row in clinic["board"]),
        patients=_patients(_read("patients.toml")),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _patients(names: Mapping[str, Any]) -> tuple[NewPatient, ...]:
    """Put people together, household by household: those of one household share a family name and a phone."""
    sizes = cycle(names["household_sizes"])
    suffixes = count(10_007, 431)
    people: list[NewPatient] = []
    for language in names["language"]:
        given = cycle(language["given"])
        families = cycle(language["family"])
        left = language["count"]
        while left:
            size = min(next(sizes), left)
            family, phone = next(families), f"{names['phone_prefix']}{next(suffixes)}"
            people += [
                NewPatient(language["order"].format(given=next(given), family=family), phone, language["code"])
                for _ in range(size)
            ]
            left -= size
    return tuple(people)
