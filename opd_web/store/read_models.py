"""What pages and the API read: small, frozen, free of rows.

Every time is UTC with its zone; `zone` on a view names the facility's zone for showing it. Numbers are shown as
`K-012`; positions count from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from opd_web.engine.model import ACTIVE, SlotStatus


@dataclass(frozen=True)
class FacilityView:
    """The hospital; `is_demo` where its data are invented, which every page then says."""

    name: str
    is_demo: bool


@dataclass(frozen=True)
class DepartmentView:
    """One department, with the policy of one day."""

    id: int
    code: str
    name: str
    public_label: str
    classes: tuple[str, ...] = ()
    routing: str = "slot"


@dataclass(frozen=True)
class PatientView:
    """One person on file; `phone` is E.164."""

    id: int
    name: str
    phone: str
    language: str | None = None


@dataclass(frozen=True)
class SlotView:
    """One slot with its counters; `is_over` at the moment of reading."""

    id: int
    doctor_id: int
    doctor_name: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    overflow: int
    waiting_count: int
    status: str
    delay_minutes: int
    is_over: bool

    @property
    def free(self) -> int:
        """Give how many more tokens fit."""
        return max(0, self.capacity - self.taken)

    @property
    def is_open(self) -> bool:
        """Tell whether it still takes tokens."""
        return not self.is_over and self.status in {SlotStatus.SCHEDULED, SlotStatus.DELAYED}


@dataclass(frozen=True)
class TokenView:
    """One token as staff see it.

    `notes` are what stands beside it in a list, `passes_left` how many go in first after a late return.
    `position` and `estimated_time` are None unless it stands in a queue; `score` holds at the moment of reading, and
    is None once the token is closed.
    """

    id: int
    number: str
    department_id: int
    patient_id: int
    patient_name: str
    class_: str
    source: str
    status: str
    doctor_id: int | None
    doctor_name: str | None
    room: str | None
    slot_id: int | None
    slot_starts_at: datetime | None
    sequence: int | None
    position: int | None
    estimated_time: datetime | None
    score: Decimal | None
    booked_at: datetime
    arrived_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    call_count: int
    version: int
    notes: tuple[str, ...] = ()
    passes_left: int = 0

    @property
    def active(self) -> bool:
        """Tell whether it holds a live place in a slot's queue."""
        return self.status in ACTIVE


@dataclass(frozen=True)
class NoteView:
    """What was said about a token, and who said it: `kind` is a note, or what was done with it as the reason."""

    kind: str
    text: str
    at: datetime
    who: str


@dataclass(frozen=True)
class SlotQueue:
    """One slot, its active tokens in queue order, and the waiting ones of its pool in promotion order."""

    slot: SlotView
    active: tuple[TokenView, ...]
    waiting: tuple[TokenView, ...]


@dataclass(frozen=True)
class DoctorQueue:
    """One doctor's day: who is inside, who was called, who is next (in call order), who is on hold."""

    doctor_id: int
    name: str
    code: str | None
    room: str
    session_status: str
    delay_minutes: int
    slots: tuple[SlotView, ...]
    inside: tuple[TokenView, ...]
    called: tuple[TokenView, ...]
    queue: tuple[TokenView, ...]
    on_hold: tuple[TokenView, ...]
    seen_count: int

    @property
    def present_count(self) -> int:
        """Count those who wait in the building."""
        return sum(1 for token in self.queue if token.arrived_at)

    @property
    def current_slot(self) -> SlotView | None:
        """Give the slot that is on, or the next one."""
        return next((slot for slot in self.slots if slot.is_open), None)


@dataclass(frozen=True)
class WaitingGroup:
    """One pool's waiting list in promotion order; `label` names the pool for people (`10:00`, `Dr Rao 10:00`)."""

    label: str
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True)
class DeskView:
    """A department's whole day on one screen; `version` rises with every change.

    `displaced` are those who still need another place; `waiting_at` counts who waits for a time, by its start.
    """

    department: DepartmentView
    day: date
    zone: str
    now: datetime
    version: int
    doctors: tuple[DoctorQueue, ...]
    waiting: tuple[WaitingGroup, ...]
    displaced: tuple[TokenView, ...]
    counts: dict[str, int]
    waiting_at: dict[datetime, int]


@dataclass(frozen=True)
class DoctorView:
    """One doctor's day on a screen of its own; `version` is the department's."""

    department: DepartmentView
    day: date
    zone: str
    now: datetime
    version: int
    queue: DoctorQueue


@dataclass(frozen=True)
class DoneView:
    """The last thing that somebody did: an event's kind, and the token or the doctor that it was done to.

    `is_latest` while nothing else has happened to the token, or to the doctor's day, since.
    """

    kind: str
    token_id: int | None
    number: str | None
    doctor_id: int | None
    doctor_name: str | None
    version: int | None
    is_latest: bool


@dataclass(frozen=True)
class CallView:
    """One announcement; `sequence` rises by one with each on its department's day. No personal data."""

    day_id: int
    sequence: int
    number: str
    room: str
    doctor_name: str
    called_at: datetime
    recall: bool
    finished: bool

    @property
    def key(self) -> str:
        """Name the announcement among all."""
        return f"{self.day_id}.{self.sequence}"


@dataclass(frozen=True)
class Announced:
    """Announcements in their order, the oldest first.

    By department's day: `reached` gives the number of the last one there is, `after` the number after which none is
    left out. `taken_back` are the keys of recent ones that hold no more.
    """

    calls: tuple[CallView, ...]
    reached: Mapping[int, int]
    after: Mapping[int, int]
    taken_back: tuple[str, ...]


@dataclass(frozen=True)
class BoardDoctor:
    """A doctor's line on a board: `status` is planned, open, paused or closed. No personal data.

    `wait` is how long somebody who comes now may wait, from and to, in minutes.
    """

    name: str
    room: str
    status: str
    delay_minutes: int
    starts_at: datetime | None
    waiting_count: int
    now_number: str | None
    wait: tuple[int, int] | None = None


@dataclass(frozen=True)
class BoardView:
    """What one TV shows; `etag` changes exactly when what it shows may have changed. No personal data.

    `department_ids` are the departments whose changes it is told of, `lines` is how many calls stand large.
    """

    id: int
    name: str
    title: str
    zone: str
    day: date
    now: datetime
    etag: str
    calls: tuple[CallView, ...]
    announced: Announced
    missed: tuple[str, ...]
    doctors: tuple[BoardDoctor, ...]
    waiting_count: int
    department_ids: tuple[int, ...] = ()
    lines: int = 1
    languages: tuple[str, ...] = ("en",)
    ticker: str = ""
    looks: str = ""


@dataclass(frozen=True)
class AccountView:
    """A signed-in user. `epoch` changes when every earlier sign-in must end."""

    id: int
    username: str
    name: str
    role: str
    department_ids: frozenset[int] | None
    doctor_id: int | None
    epoch: int
    language: str | None = None
    second_step: bool = False


@dataclass(frozen=True)
class Login:
    """A sign-in that counts: whose it is, since when, when its user last did something, whether it is locked."""

    account: AccountView
    started_at: datetime
    seen_at: datetime
    locked: bool
    by_pin: bool = False


@dataclass(frozen=True)
class Colleague:
    """A user who may take a turn at a shared PC."""

    id: int
    name: str
