"""The doctors' side of the morning: calling, seeing, waiting for somebody to come."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from opd_web.services import clinic, queue
from opd_web.services.refused import Refused
from opd_web.simulation.demo.ground import Place
from opd_web.simulation.demo.morning import Morning
from opd_web.store.read_models import DoctorQueue, SlotView, TokenView

ABSENT = 0.12
"""The share of calls that nobody answers at once."""

LOOK_AGAIN = 20
"""Minutes after which an idle doctor looks again: somebody may have come from the waiting list."""


@dataclass
class Rounds:
    """The doctors of one department at work."""

    morning: Morning
    place: Place
    _idle: set[int] = field(default_factory=set)

    def begin(self, doctor: DoctorQueue) -> None:
        """Let a doctor begin with the first slot, or go on where an earlier load was cut off."""
        for token in doctor.called:
            self.morning.plan(self.morning.timeline.reached, partial(self._start, token))
        for token in doctor.inside:
            self.morning.plan(self.morning.timeline.reached, partial(self._complete, token))
        if doctor.slots and not doctor.called and not doctor.inside:
            first, late_by = doctor.slots[0], self.place.doctors[doctor.doctor_id].late_by
            self.morning.after(
                first.starts_at, late_by + self.morning.rng.uniform(0, 6), partial(self._turn, doctor.doctor_id)
            )
            if late_by and not any(slot.delay_minutes for slot in doctor.slots):
                self.morning.after(first.starts_at, -5, partial(self._delay, first, late_by))

    def notice(self, token: TokenView, moment: datetime) -> None:
        """Let an idle doctor see that somebody has come."""
        if token.doctor_id in self._idle and token.arrived_at:
            self._idle.discard(token.doctor_id)
            self.morning.after(moment, 1, partial(self._turn, token.doctor_id))

    def _delay(self, slot: SlotView, minutes: int, moment: datetime) -> None:
        clinic.delay(slot.id, minutes, actor=self.place.nurse, now=self._at(moment))

    def _turn(self, doctor_id: int, moment: datetime) -> None:
        try:
            token = queue.call_next(doctor_id, actor=self.place.nurse, now=self._at(moment))
        except Refused:
            self._idle.add(doctor_id)
            self.morning.after(moment, LOOK_AGAIN, partial(self._look, doctor_id))
            return
        if self.morning.rng.random() < ABSENT:
            self.morning.after(moment, 2, partial(self._recall, token))
        else:
            self.morning.after(moment, 1.2, partial(self._start, token))

    def _look(self, doctor_id: int, moment: datetime) -> None:
        if doctor_id in self._idle:
            self._idle.discard(doctor_id)
            self._turn(doctor_id, moment)

    def _recall(self, token: TokenView, moment: datetime) -> None:
        queue.recall(token.id, actor=self.place.nurse, now=self._at(moment))
        comes = self.morning.rng.random() < 1 / 2
        self.morning.after(moment, 2, partial(self._start if comes else self._hold, token))

    def _hold(self, token: TokenView, moment: datetime) -> None:
        queue.hold(token.id, actor=self.place.nurse, now=self._at(moment))
        self._next(token, moment)
        if self.morning.rng.random() < 1 / 2:
            self.morning.after(moment, 15, partial(self._return, token))

    def _return(self, token: TokenView, moment: datetime) -> None:
        self.notice(queue.arrive(token.id, actor=self.place.nurse, now=self._at(moment)), moment)

    def _start(self, token: TokenView, moment: datetime) -> None:
        queue.start(token.id, actor=self.place.nurse, now=self._at(moment))
        self.morning.after(moment, self.morning.rng.triangular(9, 20, 13), partial(self._complete, token))

    def _complete(self, token: TokenView, moment: datetime) -> None:
        queue.complete(token.id, actor=self.place.nurse, now=self._at(moment))
        self._next(token, moment)

    def _next(self, token: TokenView, moment: datetime) -> None:
        if token.doctor_id is not None:
            self.morning.after(moment, 0.7, partial(self._turn, token.doctor_id))

    def _at(self, moment: datetime) -> datetime:
        return self.morning.timeline.at(moment)
