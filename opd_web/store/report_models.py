"""What reports read: small, frozen, free of rows. Durations are minutes; an id stands for a doctor or a department."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Minutes: TypeAlias = float

FEWEST = 10
"""Of fewer cases only their number is told: a median of nine says more about chance than about the clinic."""


@dataclass(frozen=True)
class Asked:
    """What a report is about: the facility's own dates, both included; None is every department or doctor."""

    first: date
    last: date
    department_id: int | None = None
    doctor_id: int | None = None


@dataclass(frozen=True)
class Quantile:
    """A quantile in minutes; `at_least` where waits that never ended lie below it."""

    minutes: Minutes
    at_least: bool


@dataclass(frozen=True)
class Waits:
    """How long one class waited; the quantiles are None below FEWEST cases."""

    class_: str
    n: int
    p50: Quantile | None
    p90: Quantile | None


@dataclass(frozen=True)
class Spread:
    """How durations of one group lie; `key` is what its members share, None where they share none of it."""

    key: str | int | None
    n: int
    p50: Quantile | None = None
    p90: Quantile | None = None


Spreads: TypeAlias = Mapping[str, tuple[Spread, ...]]
"""By what the groups were made (`class`, `hour`, …), `all` being everybody in one group."""


@dataclass(frozen=True)
class Figures:
    """The figures of one day of one or several departments.

    The means over `sessions` (a doctor's day with slots), and the share of the `capacity`, are None below FEWEST; the
    totals (minutes of all sessions together) are told of any number, and None only where an earlier version kept none.
    """

    tokens: int
    came: int
    seen: int
    not_seen: int
    cancelled: int
    no_shows: int
    displaced: int
    overtakes: int
    most_overtaken: int
    overrun: Minutes | None
    idle: Minutes | None
    utilisation: float | None
    everybody: Waits
    by_class: tuple[Waits, ...]
    sessions: int = 0
    capacity: int = 0
    overrun_total: Minutes | None = None
    idle_total: Minutes | None = None


def told(total: float, n: int) -> float | None:
    """Give the mean, or a share of a whole; None of fewer than FEWEST cases."""
    return total / n if n >= FEWEST else None


@dataclass(frozen=True)
class Span:
    """What there is to report on: the first and the last service day with a token, None where there is none."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Named:
    """A department or a doctor that a report can be narrowed to."""

    id: int
    name: str
    department_id: int


@dataclass(frozen=True)
class Frame:
    """What stands around every report: the zone, the moment it was computed, what it can be narrowed to."""

    zone: str
    now: datetime
    today: date
    span: Span
    departments: tuple[Named, ...]
    doctors: tuple[Named, ...]

    def narrowed(self, asked: Asked) -> list[str]:
        """Name the department and the doctor that are asked for, none where it is all."""
        wanted = ((self.departments, asked.department_id), (self.doctors, asked.doctor_id))
        return [one.name for named, row_id in wanted for one in named if one.id == row_id]


@dataclass(frozen=True)
class Line:
    """Who waits in one group now, and what became of the others today; `longest` is None where nobody waits."""

    key: str | int | None
    waiting: int
    longest: Minutes | None
    expected: int
    inside: int
    seen: int


@dataclass(frozen=True)
class Today:
    """A day while it goes on; `version` rises with every change of it."""

    day: date
    version: int
    everybody: Line
    by_doctor: tuple[Line, ...]
    by_class: tuple[Line, ...]
    by_status: Mapping[str, int]


@dataclass(frozen=True)
class WaitsReport:
    """Waits by class, hour of arrival and doctor, and the other stretches of a visit."""

    waits: Spreads
    delay: Spread
    walk: Spread
    consultation: Spread


@dataclass(frozen=True)
class Use:
    """How one doctor's capacity was used; `sessions` are the days with slots."""

    key: int
    sessions: int
    capacity: int
    seen: int

    @property
    def share(self) -> float | None:
        """Give seen ÷ capacity, None of fewer than FEWEST places."""
        return told(self.seen, self.capacity)


@dataclass(frozen=True)
class UseReport:
    """Utilisation by doctor, and how the ends of sessions lie: past the planned end, and without a patient."""

    doctors: tuple[Use, ...]
    overrun: Spread
    idle: Spread

    @property
    def everybody(self) -> Use:
        """Give all doctors in one."""
        return Use(
            0,
            sum(one.sessions for one in self.doctors),
            sum(one.capacity for one in self.doctors),
            sum(one.seen for one in self.doctors),
        )


@dataclass(frozen=True)
class Due:
    """Who should have come, by how they asked: `lead` is 0 same day, 1 up to a week before, 2 earlier."""

    source: str
    lead: int
    due: int
    in_time: int
    no_shows: int


@dataclass(frozen=True)
class Cost:
    """Places that were taken from one class by another: how often, and from how many patients."""

    class_: str
    by_class: str
    times: int


@dataclass(frozen=True)
class Overtaken:
    """How often those of one class were overtaken: calls past them, how many of them, and the most past one."""

    class_: str
    overtakes: int
    patients: int
    most: int


@dataclass(frozen=True)
class FairnessReport:
    """What priority cost others; `waits` by whether a token ever lost its place (`displaced`: 0 or 1).

    `outcomes` counts the tokens that ever lost their place by what became of them.
    """

    costs: tuple[Cost, ...]
    outcomes: Mapping[str, int]
    waits: Spreads
    overtaken: tuple[Overtaken, ...]
    came: int


@dataclass(frozen=True)
class Promise:
    """How one group went in against its promised time: `n` consultations, `on_time` of them within the tolerance."""

    key: str | int | None
    n: int
    early: int
    on_time: int
    late: int


@dataclass(frozen=True)
class PromisesReport:
    """Promised against actual times, by doctor and by hour of the promise; `late` is how late, 0 for the early."""

    everybody: Promise
    doctors: tuple[Promise, ...]
    hours: tuple[Promise, ...]
    late: Spreads


@dataclass(frozen=True)
class ArrivalsReport:
    """Who came: `counts` by weekday (Monday is 0) and hour, `days` the service days of each weekday with a token."""

    counts: Mapping[tuple[int, int], int]
    days: Mapping[int, int]


@dataclass(frozen=True)
class TokenLine:
    """One token of a range; moments are UTC, `wait` is None for whoever did not come, and so far without a call."""

    day: date
    department: str
    number: int
    doctor: str | None
    class_: str
    source: str
    status: str
    booked_at: datetime
    slot_starts_at: datetime | None
    arrived_at: datetime | None
    first_called_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    calls: int
    wait: Minutes | None


@dataclass(frozen=True)
class DepartmentDay:
    """One department on one service day: the preset that decided it, its events, its tokens by status."""

    department_id: int
    code: str
    day: date
    preset: str
    events: int
    by_status: Mapping[str, int]
