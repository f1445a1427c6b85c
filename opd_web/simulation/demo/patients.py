"""The patients' side of the morning: who comes and when, who cancels, and who just does not come."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from opd_web.engine.model import EMERGENCY, TokenStatus
from opd_web.services import booking, queue
from opd_web.services.booking import BookingRequest
from opd_web.simulation.demo.ground import Place
from opd_web.simulation.demo.morning import Morning
from opd_web.simulation.demo.requests import Requests, new_key, who_books
from opd_web.simulation.demo.rounds import Rounds
from opd_web.store.read_models import DeskView, SlotView, TokenView

CANCELS, STAYS_AWAY, COMES_EARLY = 0.05, 0.1, 0.3
NAMES_A_TIME = 0.4
WALK_IN_EVERY, WALK_INS_FROM = 20, 150
EMERGENCY_FROM = 25
PATIENCE = 50
"""Minutes that a walk-in waits for a place."""

REASON = "Breathless, brought by ambulance"


@dataclass
class Patients:
    """Everybody who comes to one department today; `slots` are its slots of the day."""

    morning: Morning
    place: Place
    requests: Requests
    rounds: Rounds
    slots: tuple[SlotView, ...]

    def plan(self, desk: DeskView) -> None:
        """Plan what those who have booked do, who walks in, and the day's emergency."""
        for doctor in desk.doctors:
            for token in doctor.queue:
                self._plan_booked(token)
        for group in desk.waiting:
            for token in group.tokens:
                self._plan_waiting(token)
        self.morning.plan(self.morning.timeline.before_load(WALK_INS_FROM), self._walk_in)
        if EMERGENCY in desk.department.classes:
            self.morning.plan(self.morning.timeline.before_load(EMERGENCY_FROM), self._emergency)

    def book_ahead(self, request: BookingRequest, moment: datetime) -> None:
        """Make a booking on the day itself, before its slot, and plan what its patient does."""
        actor = who_books(request, self.place)
        token = booking.book(request, key=new_key(), actor=actor, now=self._at(moment)).token
        if token.status == TokenStatus.BOOKED:
            self._plan_booked(token)
        else:
            self._plan_waiting(token)

    def _plan_waiting(self, token: TokenView) -> None:
        self.morning.plan(self._some_time(), partial(self._arrive, token))

    def _plan_booked(self, token: TokenView) -> None:
        slot = next(slot for slot in self.slots if slot.id == token.slot_id)
        rng, chance = self.morning.rng, self.morning.rng.random()
        if chance < CANCELS:
            self.morning.plan(self._some_time(), partial(self._cancel, token))
        elif chance < CANCELS + STAYS_AWAY:
            self.morning.after(slot.ends_at, 8, partial(self._no_show, token))
        elif slot.starts_at <= self.morning.timeline.end:
            self.morning.after(slot.starts_at, rng.triangular(-35, 12, -12), partial(self._arrive, token))
        elif rng.random() < COMES_EARLY:
            self.morning.plan(self.morning.timeline.before_load(rng.uniform(1, 40)), partial(self._arrive, token))

    def _arrive(self, token: TokenView, moment: datetime) -> None:
        self.rounds.notice(queue.arrive(token.id, actor=self.place.nurse, now=self._at(moment)), moment)

    def _cancel(self, token: TokenView, moment: datetime) -> None:
        queue.cancel(token.id, actor=self.place.nurse, now=self._at(moment))

    def _no_show(self, token: TokenView, moment: datetime) -> None:
        queue.no_show(token.id, actor=self.place.nurse, now=self._at(moment))

    def _walk_in(self, moment: datetime) -> None:
        self.morning.after(moment, self.morning.rng.uniform(0.5, 1.5) * WALK_IN_EVERY, self._walk_in)
        names_a_time = self.morning.rng.random() < NAMES_A_TIME
        request = self.requests.walk_in(self.place, self._slot_on(moment) if names_a_time else None)
        if request:
            self._book(request, moment)

    def _emergency(self, moment: datetime) -> None:
        slot = self._slot_on(moment)
        patient = self.requests.walk_in(self.place, slot)
        if slot and patient:
            self._book(replace(patient, class_=EMERGENCY, reason=REASON), moment)

    def _book(self, request: BookingRequest, moment: datetime) -> None:
        token = booking.book(request, key=new_key(), actor=self.place.nurse, now=self._at(moment)).token
        self.rounds.notice(token, moment)
        if token.status == TokenStatus.WAITING:
            self.morning.after(moment, PATIENCE, partial(self._give_up, token))

    def _give_up(self, token: TokenView, moment: datetime) -> None:
        """Go home, unless there was a place in the meantime: the token has another version then."""
        queue.cancel(token.id, version=token.version, actor=self.place.nurse, now=self._at(moment))

    def _slot_on(self, moment: datetime) -> SlotView | None:
        """Choose among the slots that are on."""
        on = [slot for slot in self.slots if slot.starts_at <= moment < slot.ends_at]
        return self.morning.rng.choice(on) if on else None

    def _some_time(self) -> datetime:
        timeline = self.morning.timeline
        return timeline.begin + (timeline.last - timeline.begin) * self.morning.rng.random()

    def _at(self, moment: datetime) -> datetime:
        return self.morning.timeline.at(moment)
