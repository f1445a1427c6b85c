"""What the pages of leave and holidays read: small, frozen, free of rows."""

from dataclasses import dataclass
from datetime import date, datetime, time

from opd_web.store.read_models import SlotView


@dataclass(frozen=True)
class Span:
    """Who is away, from a day to a day: one doctor, one department, or everybody where neither is named.

    With `starts` and `ends` (wall time) only that part of each day.
    """

    doctor_id: int | None
    department_id: int | None
    first_day: date
    last_day: date
    starts: time | None = None
    ends: time | None = None

    def touches(self, starts: time, ends: time) -> bool:
        """Tell whether hours of one of the days are taken out; `ends` at midnight is the end of the day."""
        if self.starts is None or self.ends is None:
            return True
        return starts < self.ends and (ends > self.starts or ends == time())


@dataclass(frozen=True)
class AbsenceRecord:
    """Days without clinic; `doctor` and `department` are None where everybody is away.

    `open_cases` are the patients who lost the place by it and have no other one yet.
    """

    id: int
    span: Span
    doctor: str | None
    department: str | None
    reason: str
    by: str
    taken_back: bool
    open_cases: int


@dataclass(frozen=True)
class AffectedSlot:
    """A slot that goes."""

    id: int
    day: date
    doctor: str
    starts_at: datetime
    ends_at: datetime
    taken: int


@dataclass(frozen=True)
class AffectedToken:
    """A token whose place goes away, or that waits for one that does; `at` (UTC) is when it was expected.

    `goes_on_waiting` where another open slot stands for it, so that it keeps its turn on the waiting list.
    """

    id: int
    number: str
    department_id: int
    day: date
    doctor_id: int | None
    doctor: str
    at: datetime
    class_: str
    patient_id: int
    patient_name: str
    phone: str
    goes_on_waiting: bool


@dataclass(frozen=True)
class WithoutPlace:
    """A patient who lost the place and has no other one yet, with how to reach them."""

    token_id: int
    number: str
    day: date
    department_id: int
    doctor_id: int | None
    patient_name: str
    phone: str
    class_: str


@dataclass(frozen=True)
class Done:
    """What became of one token when a leave was saved: `kind` is the event's.

    `new_number`, `doctor` and `at` (UTC) say where it went, and are None where it lost its place or waits.
    """

    token_id: int
    kind: str
    number: str
    patient_name: str
    phone: str
    new_number: str | None
    doctor: str | None
    at: datetime | None


@dataclass(frozen=True)
class Offer:
    """A slot with room, and the day it belongs to."""

    slot: SlotView
    day: date
