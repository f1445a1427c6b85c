"""The figures of a day, real or simulated, from its record: how long people waited, and what it cost others.

The database computes the same for reports (opd_web/store/reports); each simulated day compares the two.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from math import isclose
from typing import TypeAlias

from opd_web.engine.model import EMERGENCY, TokenStatus
from opd_web.store.day_record import DayRecord, SlotRecord, TokenRecord
from opd_web.store.report_models import FEWEST, Figures, Minutes, Quantile, Waits, told

__all__ = ["DEFINITIONS", "FEWEST", "Figures", "Quantile", "Waits", "differences", "figures", "minutes_between"]

SAME = 1e-6
"""Minutes by which two figures may differ: one is the sum of other roundings than the other."""

Label: TypeAlias = Callable[[TokenRecord], str]

DEFINITIONS = {
    "wait": "minutes from arrival to first call; one that never ended counts as at least what it had reached",
    "came": "tokens whose patient arrived",
    "seen": "tokens whose consultation ended",
    "not_seen": "tokens whose patient arrived and whose consultation never began",
    "overtakes": "calls of a token that came to the engine later, past one that was present; emergencies not counted",
    "most_overtaken": "the most that one token was overtaken",
    "displaced": "times that a token lost its place to another one",
    "no_shows": "tokens closed because their patient did not come",
    "sessions": "doctors with slots on this day",
    "overrun_total": "minutes from each session's planned end to its last consultation's end, all sessions together",
    "overrun": "the mean of that over the sessions, of 10 or more",
    "idle_total": "each doctor's minutes without a patient, from the planned start to the planned end or the last "
    "consultation's end, whichever is later, all sessions together",
    "idle": "the mean of that over the sessions, of 10 or more",
    "utilisation": "seen ÷ capacity, of 10 places or more",
}


def figures(
    records: Iterable[DayRecord], label: Label = lambda token: token.class_, now: datetime | None = None
) -> Figures:
    """Compute the figures of these records, with each token's wait under the class that `label` gives.

    `now` ends the waits of a day that is still going on; without it a live token that was never called counts for none.
    """
    days = list(records)
    tokens = [token for day in days for token in day.tokens]
    overtaken = [_overtaken(token, day.tokens) for day in days for token in day.tokens]
    clinics = [clinic for day in days for clinic in _clinics(day)]
    overrun, idle = sum(clinic.overrun for clinic in clinics), sum(clinic.idle for clinic in clinics)
    seen = _count(tokens, TokenStatus.COMPLETED)
    capacity = sum(slot.capacity for day in days for slot in day.slots)
    return Figures(
        tokens=len(tokens),
        came=sum(token.arrived_at is not None for token in tokens),
        seen=seen,
        not_seen=sum(token.arrived_at is not None and token.started_at is None for token in tokens),
        cancelled=_count(tokens, TokenStatus.CANCELLED),
        no_shows=_count(tokens, TokenStatus.NO_SHOW),
        displaced=sum(token.displacements for token in tokens),
        overtakes=sum(overtaken),
        most_overtaken=max(overtaken, default=0),
        overrun=told(overrun, len(clinics)),
        idle=told(idle, len(clinics)),
        utilisation=told(seen, capacity),
        everybody=_waits("", tokens, now),
        by_class=tuple(
            _waits(class_, [token for token in tokens if label(token) == class_], now)
            for class_ in sorted({label(token) for token in tokens})
        ),
        sessions=len(clinics),
        capacity=capacity,
        overrun_total=overrun,
        idle_total=idle,
    )


def _count(tokens: Iterable[TokenRecord], status: TokenStatus) -> int:
    return sum(token.status == status for token in tokens)


def _overtaken(token: TokenRecord, day: Iterable[TokenRecord]) -> int:
    """Count who came to the engine later and was called first, while this patient was present."""
    if token.arrived_event is None:
        return 0
    until = token.first_called_event or float("inf")
    return sum(
        1
        for other in day
        if other.doctor_id == token.doctor_id
        and other.class_ != EMERGENCY
        and other.arrival > token.arrival
        and token.arrived_event < (other.first_called_event or 0) < until
    )


@dataclass(frozen=True)
class _Clinic:
    """One doctor's session in figures."""

    overrun: Minutes
    idle: Minutes


def _clinics(day: DayRecord) -> list[_Clinic]:
    doctors = sorted({slot.doctor_id for slot in day.slots})
    return [
        _clinic([slot for slot in day.slots if slot.doctor_id == doctor], _visits(day.tokens, doctor))
        for doctor in doctors
    ]


def _visits(tokens: Iterable[TokenRecord], doctor: int) -> list[tuple[datetime, datetime]]:
    return [
        (token.started_at, token.completed_at)
        for token in tokens
        if token.doctor_id == doctor and token.started_at and token.completed_at
    ]


def _clinic(slots: Sequence[SlotRecord], visits: Sequence[tuple[datetime, datetime]]) -> _Clinic:
    begins, ends = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    leaves = max([ends, *(completed for _, completed in visits)])
    # A visit before the planned start takes nothing from the session's own time.
    busy = sum(minutes_between(max(started, begins), max(completed, begins)) for started, completed in visits)
    return _Clinic(overrun=minutes_between(ends, leaves), idle=max(0.0, minutes_between(begins, leaves) - busy))


def minutes_between(earlier: datetime, later: datetime) -> Minutes:
    """Give the minutes from one moment to another."""
    return (later - earlier).total_seconds() / 60


def _waits(class_: str, tokens: Iterable[TokenRecord], now: datetime | None) -> Waits:
    waits = sorted(wait for wait in (_wait(token, now) for token in tokens) if wait)
    return Waits(class_, len(waits), _quantile(waits, 0.5), _quantile(waits, 0.9))


def _wait(token: TokenRecord, now: datetime | None) -> tuple[Minutes, bool] | None:
    """Give the token's wait, and whether it never ended; None for whoever did not come."""
    until = token.first_called_at or token.closed_at or now
    if token.arrived_at is None or until is None:
        return None
    return max(0.0, minutes_between(token.arrived_at, until)), token.first_called_at is None


def _quantile(waits: Sequence[tuple[Minutes, bool]], share: float) -> Quantile | None:
    """Interpolate between the two nearest of the ordered waits, as PostgreSQL's percentile_cont does."""
    if len(waits) < FEWEST:
        return None
    place = share * (len(waits) - 1)
    below, above = waits[int(place)], waits[min(int(place) + 1, len(waits) - 1)]
    minutes = below[0] + (above[0] - below[0]) * (place - int(place))
    return Quantile(minutes, any(unfinished for wait, unfinished in waits if wait <= minutes))


def differences(computed: Figures, recorded: Figures) -> list[str]:
    """Name each figure in which the two are not the same, the computed one first."""
    found = []
    for field in fields(Figures):
        one, other = getattr(computed, field.name), getattr(recorded, field.name)
        if not _same(one, other):
            found.append(f"{field.name}: the database says {one}, the record {other}")
    return found


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=SAME, abs_tol=SAME)
    if isinstance(one, Quantile) and isinstance(other, Quantile):
        return one.at_least == other.at_least and _same(one.minutes, other.minutes)
    if isinstance(one, Waits) and isinstance(other, Waits):
        return all(_same(getattr(one, field.name), getattr(other, field.name)) for field in fields(Waits))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    return one == other
