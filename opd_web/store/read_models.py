"""What pages and the API read: small, frozen, free of rows.

Every time is UTC with its zone; `zone` on a view names the facility's zone for showing it. Numbers are shown as
`K-012`; positions count from 1.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from opd_web.engine.model import ACTIVE, EMERGENCY, SlotStatus, TokenStatus

GONE = (TokenStatus.COMPLETED, TokenStatus.CANCELLED, TokenStatus.NO_SHOW)
"""How a token is over for a desk; whoever is displaced still stands there."""


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

    `notes` are what stands beside it in a list, `passes_left` how many go in first after a late return; `is_unknown`
    while nobody knows who the patient is. `expected` is the range (UTC) that the patient is told, in the queue of a
    desk or a doctor; `estimated_time` is the plan's.
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
    expected: tuple[datetime, datetime] | None = None
    is_unknown: bool = False
    slip_printed: bool = False

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

    @property
    def to_reopen(self) -> tuple[SlotView, ...]:
        """Give the slots that the end of the session closed before their time was over."""
        return tuple(slot for slot in self.slots if slot.status == SlotStatus.COMPLETED and not slot.is_over)


@dataclass(frozen=True)
class GoneView:
    """One token that is over, and since when; `is_rebooked` where its patient has another one in its stead."""

    token: TokenView
    at: datetime
    is_rebooked: bool

    @property
    def can_come_back(self) -> bool:
        """Tell whether the patient may turn up after all, and needs a new token then."""
        return self.token.status in {TokenStatus.CANCELLED, TokenStatus.NO_SHOW} and not self.is_rebooked


@dataclass(frozen=True)
class WaitingGroup:
    """One pool's waiting list in promotion order; `label` names the pool for people (`10:00`, `Dr Rao 10:00`)."""

    label: str
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True)
class DeskView:
    """A department's whole day on one screen; `version` rises with every change.

    `displaced` are those who still need another place; `gone` the last ones who were seen, cancelled or did not come,
    `gone_count` how many those are in all; `waiting_at` counts who waits for a time, by its start.
    """

    department: DepartmentView
    day: date
    zone: str
    now: datetime
    version: int
    doctors: tuple[DoctorQueue, ...]
    waiting: tuple[WaitingGroup, ...]
    displaced: tuple[TokenView, ...]
    gone: tuple[GoneView, ...]
    counts: dict[str, int]
    waiting_at: dict[datetime, int]

    def expected(self, token_id: int) -> tuple[datetime, datetime] | None:
        """Give the range that the patient of a token in one of the queues is told."""
        return next((one.expected for doctor in self.doctors for one in doctor.queue if one.id == token_id), None)

    @property
    def gone_count(self) -> int:
        """Count everybody who is gone."""
        return sum(self.counts.get(status, 0) for status in GONE)

    @property
    def takes_emergencies(self) -> bool:
        """Tell whether the department's policy knows emergencies."""
        return EMERGENCY in self.department.classes


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
    """One thing that somebody did: an event's kind and rule, and the token or the doctor that it was done to.

    The rule of what was taken back is the kind that it had. A call may have `ended_break`. `others` are the tokens
    that it displaced or promoted, kind and number (`undone_promoted` and so on), told of the last thing alone. `late`
    is how many minutes late a delay made the doctor in all.

    What was booked anew `became` another number with a slip of its own, `became_on` a day where it is another one.

    `is_latest` while nothing else that still stands has happened to the token, or to the doctor's day, since.
    """

    position: int
    kind: str
    rule: str
    token_id: int | None
    number: str | None
    doctor_id: int | None
    doctor_name: str | None
    version: int | None
    is_latest: bool
    ended_break: bool
    became_id: int | None = None
    became: str | None = None
    became_on: date | None = None
    others: tuple[tuple[str, str], ...] = ()
    late: int | None = None
