"""A real past day as a demand: what was asked then, when people came and how long they stayed, without names."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from opd_web.engine.model import TokenStatus
from opd_web.simulation.demand import Demand, PlannedDoctor, PlannedSlot, Seconds, Visitor
from opd_web.store.day_record import DayRecord, TokenRecord

CONSULT_WHERE_NOBODY_WAS_SEEN = 600
"""Seconds, for a day on which no visit was finished: there is nothing of its own to go by."""


def demand_of(record: DayRecord, seed: int) -> Demand:
    """Give what this day asked of the clinic.

    Doctors begin as late as they made their first call. Who came and was never seen would have stayed as long as
    somebody of that day who was, drawn by the seed.
    """
    reader = _Reader(record, random.Random(seed))  # noqa: S311  a simulation keeps no secret
    visitors = sorted((reader.visitor(token) for token in record.tokens), key=lambda visitor: visitor.asks)
    return Demand(
        day=record.day,
        zone=record.zone,
        departments=(record.department,),
        doctors=tuple(reader.doctor(doctor) for doctor in reader.doctors),
        slots=tuple(reader.slots()),
        visitors=tuple(visitors),
    )


def doctors_of(record: DayRecord) -> tuple[int, ...]:
    """Give the ids of the day's doctors, in the order in which a demand has them."""
    return tuple(sorted({slot.doctor_id for slot in record.slots}))


@dataclass
class _Reader:
    """Turns moments into seconds of the day, and ids into indexes."""

    record: DayRecord
    dice: random.Random

    def __post_init__(self) -> None:
        """Look up what every token needs."""
        self.midnight = datetime.combine(self.record.day, time(), self.record.zone).astimezone(UTC)
        self.doctors = doctors_of(self.record)
        self.index_of_slot = {slot.id: index for index, slot in enumerate(self.record.slots)}
        self.index_of_start = {slot.starts_at: index for index, slot in reversed([*enumerate(self.record.slots)])}
        self.consults = _consults(self.record.tokens) or [CONSULT_WHERE_NOBODY_WAS_SEEN]

    def second(self, moment: datetime) -> Seconds:
        return round((moment - self.midnight).total_seconds())

    def slots(self) -> list[PlannedSlot]:
        return [
            PlannedSlot(
                self.doctors.index(slot.doctor_id),
                self.second(slot.starts_at),
                self.second(slot.ends_at),
                slot.capacity,
            )
            for slot in self.record.slots
        ]

    def doctor(self, doctor_id: int) -> PlannedDoctor:
        begins = min(slot.starts_at for slot in self.record.slots if slot.doctor_id == doctor_id)
        calls = [
            token.first_called_at
            for token in self.record.tokens
            if token.doctor_id == doctor_id and token.first_called_at
        ]
        return PlannedDoctor(department=0, late=max(0, self.second(min(calls, default=begins)) - self.second(begins)))

    def visitor(self, token: TokenRecord) -> Visitor:
        asks = self.second(token.booked_at)
        cancelled = token.status == TokenStatus.CANCELLED and token.closed_at is not None
        return Visitor(
            department=0,
            class_=token.class_,
            source=token.source,
            asks=asks,
            comes=max(asks, self.second(token.arrived_at)) if token.arrived_at else None,
            consult=_consult(token) or self.dice.choice(self.consults),
            slot=self._wish(token),
            cancels=max(asks, self.second(token.closed_at)) if cancelled and token.closed_at else None,
        )

    def _wish(self, token: TokenRecord) -> int | None:
        if token.asked_slot is not None:
            return self.index_of_slot.get(token.asked_slot)
        return self.index_of_start.get(token.asked_window) if token.asked_window else None


def _consults(tokens: Sequence[TokenRecord]) -> list[Seconds]:
    return [consult for token in tokens if (consult := _consult(token))]


def _consult(token: TokenRecord) -> Seconds | None:
    if token.started_at is None or token.completed_at is None:
        return None
    return max(1, round((token.completed_at - token.started_at).total_seconds()))
