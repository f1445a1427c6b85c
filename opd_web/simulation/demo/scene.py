"""The last minutes before the load: what the first screen has to show is brought about where chance left it out."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from opd_web.engine.model import EMERGENCY, TokenStatus
from opd_web.services import booking, queue, views
from opd_web.services.refused import Refused
from opd_web.simulation.demo.ground import Place
from opd_web.simulation.demo.patients import REASON
from opd_web.simulation.demo.requests import Requests, new_key
from opd_web.simulation.demo.timeline import Timeline
from opd_web.store.read_models import DeskView, DoctorQueue, SlotView, TokenView

STEP, PAUSE = 0.05, 2
"""Minutes of the morning from one thing to the next, and between the doctors' turns."""

PRESENT = 6
"""How many wait in the building for the doctor who calls last."""


def play(timeline: Timeline, places: Iterable[Place], requests: Requests) -> None:
    """Play the last minutes of all departments, their calls side by side."""
    scenes = [Scene(timeline, place, requests, calls_again=not number % 2) for number, place in enumerate(places)]
    for scene in scenes:
        scene.prepare()
    calls = [scene.calls() for scene in scenes]
    while calls:
        timeline.at(timeline.reached + timeline.minutes(PAUSE))
        calls = [one for one in calls if next(one, None)]


@dataclass
class Scene:
    """One department in its last minutes."""

    timeline: Timeline
    place: Place
    requests: Requests
    calls_again: bool

    def prepare(self) -> None:
        """Bring about what is missing: somebody displaced, waiting, cancelled, not come, next, and present."""
        self._make_displaced()
        self._make_waiting()
        self._make_absent()
        self._make_queue()
        for doctor in self._at_work()[:1]:
            self._gather(doctor)

    def calls(self) -> Iterator[bool]:
        """Let one doctor call somebody who does not come, and then the next one; keep the others busy."""
        doctors = self._at_work()
        for doctor in doctors[1:]:
            self._keep_busy(doctor)
        for doctor in doctors[:1]:
            yield from self._calls_of(doctor)

    def _calls_of(self, caller: DoctorQueue) -> Iterator[bool]:
        self._finish(caller)
        yield True
        if not self._desk().counts.get(TokenStatus.COMPLETED):
            self._see(caller)
        absent = self._call_next(caller) if caller.present_count > 1 else None
        yield True
        if absent:
            queue.hold(absent.id, actor=self.place.nurse, now=self._next())
        called = self._call_next(caller)
        yield True
        if called and self.calls_again:
            queue.recall(called.id, actor=self.place.nurse, now=self._next())

    def _at_work(self) -> list[DoctorQueue]:
        """Give the doctors whose slot is on, the one with the longest queue first."""
        doctors = [doctor for doctor in self._desk().doctors if any(self._is_on(slot) for slot in doctor.slots)]
        return sorted(doctors, key=lambda doctor: -len(doctor.queue))

    def _is_on(self, slot: SlotView) -> bool:
        return slot.starts_at <= self.timeline.end < slot.ends_at

    def _make_displaced(self) -> None:
        """Let an emergency take a place, in a department that closes the token which loses it."""
        if self.place.table.overrides.get("displaced") != "terminal":
            return
        for slot in self._open_slots():
            if self._desk().counts.get(TokenStatus.DISPLACED):
                return
            self._fill(slot)
            self._book(slot, EMERGENCY)

    def _make_waiting(self) -> None:
        slot = next(iter(self._open_slots()), None)
        if slot and self.place.routing != "earliest" and not self._desk().waiting:
            self._fill(slot)

    def _make_absent(self) -> None:
        """Let one who has not come be a no-show, and one cancel, where there is no such token yet."""
        for status, act in ((TokenStatus.NO_SHOW, queue.no_show), (TokenStatus.CANCELLED, queue.cancel)):
            desk = self._desk()
            absent = _absent(token for doctor in desk.doctors for token in doctor.queue)
            if absent and not desk.counts.get(status):
                act(absent[-1].id, actor=self.place.nurse, now=self._next())

    def _make_queue(self) -> None:
        """Let people walk in until a doctor has a queue, or everything is full."""
        for _ in range(PRESENT):
            has_queue = any(len(doctor.queue) >= PRESENT for doctor in self._at_work())
            if has_queue or self._book(None) != TokenStatus.BOOKED:
                return

    def _gather(self, doctor: DoctorQueue) -> None:
        """Let some arrive, but not the last one: the screen shows somebody who is still to come too."""
        absent = _absent(doctor.queue)
        for token in absent[: max(not doctor.present_count, min(len(absent) - 1, PRESENT - doctor.present_count))]:
            queue.arrive(token.id, actor=self.place.nurse, now=self._next())

    def _keep_busy(self, doctor: DoctorQueue) -> None:
        if not doctor.inside and not doctor.called:
            self._start_next(doctor)

    def _finish(self, doctor: DoctorQueue) -> None:
        for token in doctor.called:
            queue.start(token.id, actor=self.place.nurse, now=self._next())
        for token in (*doctor.called, *doctor.inside):
            queue.complete(token.id, actor=self.place.nurse, now=self._next())

    def _see(self, doctor: DoctorQueue) -> None:
        token = self._start_next(doctor)
        if token:
            queue.complete(token.id, actor=self.place.nurse, now=self._next())

    def _start_next(self, doctor: DoctorQueue) -> TokenView | None:
        token = self._call_next(doctor)
        return token and queue.start(token.id, actor=self.place.nurse, now=self._next())

    def _call_next(self, doctor: DoctorQueue) -> TokenView | None:
        with suppress(Refused):
            return queue.call_next(doctor.doctor_id, actor=self.place.nurse, now=self._next())
        return None

    def _fill(self, slot: SlotView) -> None:
        """Book walk-ins until one has to wait."""
        for _ in range(20):
            if self._book(slot) != TokenStatus.BOOKED:
                return

    def _book(self, slot: SlotView | None, class_: str | None = None) -> str | None:
        request = self.requests.walk_in(self.place, slot)
        if request is None:
            return None
        if class_:
            request = replace(request, class_=class_, reason=REASON)
        with suppress(Refused):
            return booking.book(request, key=new_key(), actor=self.place.nurse, now=self._next()).token.status
        return None

    def _open_slots(self) -> list[SlotView]:
        """Give the slots that are on, then those ahead."""
        slots = (slot for doctor in self._desk().doctors for slot in doctor.slots)
        return sorted((slot for slot in slots if not slot.is_over), key=lambda slot: (slot.starts_at, slot.id))

    def _desk(self) -> DeskView:
        return views.desk(self.place.table.code, now=self.timeline.reached)

    def _next(self) -> datetime:
        return self.timeline.at(self.timeline.reached + self.timeline.minutes(STEP))


def _absent(tokens: Iterable[TokenView]) -> list[TokenView]:
    return [token for token in tokens if token.arrived_at is None]
