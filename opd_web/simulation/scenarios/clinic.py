"""One scenario's clinic: what the scenario's names are in the database, and its events as calls of services."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from opd_web.engine.model import EMERGENCY, Source, TokenStatus
from opd_web.engine.presets import PRESETS
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, clinic, day_state, queue, ticking
from opd_web.services.booking import BookingRequest
from opd_web.services.clinic import NewSlot
from opd_web.services.refused import Refused
from opd_web.simulation.scenarios.model import Event, Scenario, Slot
from opd_web.store.day_state import DayState
from opd_web.store.read_models import TokenView

DAY = date(2030, 1, 1)
_MINUTES_OF_DAY = 24 * 60
_NOBODY = 0
"""An id that no row has: what the scenario names and nobody made is asked for, and not found, like any other."""

_numbers = count(1)


class ScenarioClinic:
    """Departments of its own under the scenario's policy, so that nothing of an earlier scenario stands in them."""

    def __init__(self, scenario: Scenario) -> None:
        """Make the departments, and the slots that exist from the start. Raise Refused where one is not possible."""
        self.now = self._midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + _shift(scenario)
        self.tokens: dict[str, int] = {}
        self.rejected: set[str] = set()
        self.slots: dict[str, int] = {}
        self._doctors: dict[tuple[str, str], int] = {}
        options = PRESETS[scenario.preset] | scenario.policy
        self._routing = str(options["routing"])
        self._grace = options["no_show_grace_minutes"]
        self._patients = count(1)
        clinic.set_facility("Scenarios", "UTC", actor=SYSTEM, now=self.now)
        self._serves_all = scenario.departments[0]
        self.departments = {name: self._add_department(scenario, name) for name in scenario.departments}
        for slot in scenario.slots:
            self._add_slot(slot)

    def reach(self, at: int) -> None:
        """Let the clock reach this minute: what ends by itself until then, ends."""
        self.now = self.moment(at)
        if self._grace:
            ticking.end_graces(actor=SYSTEM, now=self.now)

    def do(self, event: Event) -> str:
        """Do what the event says, and give its outcome in the scenario's words."""
        return _DO[event.do](self, event)

    def states(self) -> dict[str, DayState]:
        """Read every department's day as it stands now."""
        return {name: day_state.read(key, DAY, now=self.now) for name, key in self.departments.items()}

    def moment(self, at: int) -> datetime:
        """Give the moment of a minute of the scenario's day."""
        return self._midnight + timedelta(minutes=at)

    def minute(self, moment: datetime) -> int:
        """Give the minute of the scenario's day."""
        return (moment - self._midnight) // timedelta(minutes=1)

    def book(self, event: Event) -> str:
        """Book, with the patient present at once."""
        try:
            token = self._book(event)
        except Refused as refused:
            self.rejected.add(event.token)
            return f"rejected:{refused.refusal.code}"
        self.tokens[event.token] = token.id
        if token.arrived_at is None:
            queue.arrive(token.id, actor=SYSTEM, now=self.now)
        return "waiting" if token.status == TokenStatus.WAITING else "active"

    def close(self, event: Event) -> str:
        """Cancel, mark as a no-show, or see the patient: a whole visit at once."""
        if event.token in self.rejected:
            # The product keeps no token of a request that it refused; a closed one would be answered like this.
            return "refused:state"
        try:
            for step in _STEPS[event.do]:
                step(self.tokens.get(event.token, _NOBODY), actor=SYSTEM, now=self.now)
        except Refused as refused:
            return f"refused:{_WORDS.get(refused.refusal.code, refused.refusal.code)}"
        return "ok"

    def delay(self, event: Event) -> str:
        """Delay a slot by so many minutes more."""
        slot_id = self.slots.get(event.slot or "", _NOBODY)
        delays = {slot.id: slot.delay_minutes for state in self.states().values() for slot in state.slots}
        try:
            clinic.delay(slot_id, delays.get(slot_id, 0) + event.minutes, actor=SYSTEM, now=self.now)
        except Refused as refused:
            return f"refused:{refused.refusal.code}"
        return "ok"

    def add_slot(self, event: Event) -> str:
        """Add a slot."""
        try:
            self._add_slot(event.new_slot) if event.new_slot else None
        except Refused as refused:
            return f"refused:{refused.refusal.code}"
        return "ok"

    def look(self, _event: Event) -> str:
        """Do nothing but let the clock reach the event."""
        return "ok"

    def _book(self, event: Event) -> TokenView:
        patient = next(self._patients)
        request = BookingRequest(
            source=event.source if event.source in set(Source) else Source.WALK_IN,
            class_=EMERGENCY if event.do == "emergency" else event.class_,
            phone=f"+910{patient:09d}",
            name="Patient",
            slot_id=self._named_slot(event),
            department_id=self.departments[event.department or self._serves_all],
            window=None if event.window is None else self.moment(event.window),
            day=DAY,
            booked_at=None if event.booked_at is None else self.moment(event.booked_at),
        )
        return booking.book(request, key=f"scenario-{next(_numbers)}", actor=SYSTEM, now=self.now).token

    def _named_slot(self, event: Event) -> int | None:
        """Give the slot that the event names, unless the routing takes what else it says of where."""
        elsewhere = {"least_loaded": event.window is not None, "earliest": event.do == "arrive"}
        if event.slot is None or elsewhere.get(self._routing):
            return None
        return self.slots.get(event.slot, _NOBODY)

    def _add_department(self, scenario: Scenario, name: str) -> int:
        # Each token is one patient's request, so there is nothing to guard against.
        overrides = {**scenario.policy, "duplicate_bookings": "allow"}
        return clinic.add_department(
            f"S{next(_numbers)}",
            name,
            name,
            preset_name=scenario.preset,
            overrides=overrides,
            actor=SYSTEM,
            now=self.now,
        )

    def _add_slot(self, slot: Slot) -> None:
        new = NewSlot(self._doctor(slot), self.moment(slot.start), self.moment(slot.end), slot.capacity)
        self.slots[slot.id] = clinic.add_slot(new, actor=SYSTEM, now=self.now).id

    def _doctor(self, slot: Slot) -> int:
        home = slot.department or self._serves_all
        if (home, slot.doctor) not in self._doctors:
            self._doctors[home, slot.doctor] = clinic.add_doctor(
                self.departments[home], slot.doctor, "1", actor=SYSTEM, now=self.now
            )
        return self._doctors[home, slot.doctor]


def _shift(scenario: Scenario) -> timedelta:
    """Move the scenario's midnight so that what happens falls into one service day, where that is possible.

    A token can be called on its service day only, and a day that is over takes no request; a scenario may begin the
    day before, and end after midnight.
    """
    on_the_day = [slot.start for slot in scenario.all_slots]
    on_the_day += [event.window for event in scenario.events if event.window is not None]
    on_the_day += [event.at for event in scenario.events if event.do == "complete"]
    early = min(on_the_day, default=0)
    late = max([*on_the_day, *(event.at for event in scenario.events)], default=0)
    fits = late - early < _MINUTES_OF_DAY
    return timedelta(minutes=max(0, -early) or min(0, _MINUTES_OF_DAY - 1 - late) if fits else 0)


_WORDS = {"illegal_transition": "state", "not_found": "unknown_token"}
_STEPS: dict[str, tuple[Callable[..., TokenView], ...]] = {
    "cancel": (queue.cancel,),
    "no_show": (queue.no_show,),
    "complete": (queue.call, queue.start, queue.complete),
}
_DO: dict[str, Callable[[ScenarioClinic, Event], str]] = {
    "book": ScenarioClinic.book,
    "arrive": ScenarioClinic.book,
    "emergency": ScenarioClinic.book,
    "cancel": ScenarioClinic.close,
    "no_show": ScenarioClinic.close,
    "complete": ScenarioClinic.close,
    "delay": ScenarioClinic.delay,
    "add_slot": ScenarioClinic.add_slot,
    "tick": ScenarioClinic.look,
    "check": ScenarioClinic.look,
}
