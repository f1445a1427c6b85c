"""What the administrator's pages read: small, frozen, free of rows; also what is out of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


@dataclass(frozen=True)
class Facility:
    """The hospital. `demo_day` is the latest service day for which its demo data is complete."""

    name: str
    timezone: str
    is_demo: bool = False
    demo_day: date | None = None


@dataclass(frozen=True)
class Progress:
    """What is set up: how many there are of each thing that a clinic needs, and the name where there is one."""

    facility: str | None
    departments: int
    doctors: int
    slots_ahead: int
    boards: int
    users: int


@dataclass(frozen=True)
class DepartmentRecord:
    """One department; `booked_count` are its live tokens from today on, `numbered` whether it ever gave one out."""

    id: int
    code: str
    name: str
    public_label: str
    active: bool
    preset: str
    policy_version: int
    doctor_count: int
    booked_count: int
    numbered: bool


@dataclass(frozen=True)
class DoctorRecord:
    """One doctor; `booked_count` are the live tokens from today on, `slots_ahead` the open slots that are not over."""

    id: int
    name: str
    code: str | None
    room: str
    active: bool
    department_id: int
    department_code: str
    department_name: str
    booked_count: int
    slots_ahead: int


@dataclass(frozen=True)
class TemplateRecord:
    """One doctor's hours on one weekday (Monday is 0), in wall time."""

    id: int
    doctor_id: int
    weekday: int
    starts: time
    ends: time
    slot_minutes: int
    capacity: int
    active: bool


@dataclass(frozen=True)
class UsedSlot:
    """A slot that a change of the plan leaves alone, since it has tokens."""

    starts_at: datetime
    taken: int


@dataclass(frozen=True)
class DayRecord:
    """One day of a doctor's calendar: open slots, their places, how many are taken.

    `away` names leave or holiday of the whole day, `away_part` that of a part of it.
    """

    day: date
    slots: int
    places: int
    taken: int
    away: str | None
    away_part: str | None = None


@dataclass(frozen=True)
class UserRecord:
    """A user as an administrator sees one; no departments are all. `sign_ins` counts the browsers signed in now.

    `pin_set_at` is None where no PIN of this shift is set.
    """

    id: int
    username: str
    name: str
    role: str
    department_ids: frozenset[int]
    doctor_id: int | None
    language: str | None
    active: bool
    sign_ins: int
    last_sign_in: datetime | None
    second_step: bool
    pin_set_at: datetime | None


@dataclass(frozen=True)
class AccountChange:
    """Something that was done with an account, with the name of whoever did it."""

    at: datetime
    who: str
    kind: str


@dataclass(frozen=True)
class PolicyRecord:
    """One version of a department's policy, who made it and when (UTC)."""

    id: int
    version: int
    preset: str
    options: Mapping[str, Any]
    effective_from: date
    created_at: datetime
    by: str


@dataclass(frozen=True)
class PastDayRecord:
    """A day of a department that can be played again: how many asked for a token, and how many were emergencies."""

    day: date
    tokens: int
    emergencies: int


@dataclass(frozen=True)
class PolicyStart:
    """From which day a new version would decide, which later days keep theirs, and which version decides today."""

    next_day: date
    kept: tuple[date, ...]
    today_version: int


@dataclass(frozen=True)
class PersonRecord:
    """A person on file: what is kept, how many tokens and remarks there are, and the numbers that are still live."""

    id: int
    name: str
    phone: str
    language: str | None
    external_id: str | None
    tokens: int
    last_day: date | None
    live: tuple[str, ...]
    notes: int


@dataclass(frozen=True)
class DeskRecord:
    """A PC that an administrator enrolled, by whom, and when somebody last took a turn there."""

    id: int
    name: str
    created_at: datetime
    created_by: str
    used_at: datetime | None
