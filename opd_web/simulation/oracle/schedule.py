"""A session with appointments: waits, idle time and overrun, simulated and exact."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from opd_web.simulation.oracle.service_times import InvalidQuestion, Service
from opd_web.simulation.oracle.single_server import in_turn

MOST_PATIENTS = 500
CHUNK = 20_000
"""Runs that are simulated together: more of them no longer fit into a processor's cache."""


@dataclass(frozen=True)
class Session:
    """One session: punctual patients at these minutes, each of whom stays away with the same chance."""

    times: tuple[float, ...]
    service: Service
    length: float = 240
    no_show: float = 0

    def __post_init__(self) -> None:
        """Check what was asked. Raise InvalidQuestion."""
        in_order = all(0 <= earlier <= later < math.inf for earlier, later in pairwise((0.0, *self.times)))
        if not 0 < len(self.times) <= MOST_PATIENTS or not in_order:
            raise InvalidQuestion(f"schedule: 1 to {MOST_PATIENTS} times are needed, from 0 on and none before another")
        if not 0 <= self.no_show < 1:
            raise InvalidQuestion(f"no-show: {self.no_show} is not from 0 to below 1")
        check_length(self.length)


@dataclass(frozen=True)
class Outcome:
    """Minutes. `wait` is the mean over those who come; `overrun` the mean time the last visit ends past the session;
    `idle` the doctor's time without a patient until the later of the session's end and that end.
    """

    wait: float
    idle: float
    overrun: float


def check_length(length: float) -> None:
    """Raise InvalidQuestion where no session can be so long."""
    if not 0 < length < math.inf:
        raise InvalidQuestion(f"session: {length} is not above 0")


def individual(patients: int, length: float, grid: float) -> tuple[float, ...]:
    """Spread the appointments evenly over the session, each put back to the grid."""
    even = (number * length / patients for number in range(patients))
    # A step below a whole number of grid steps, by rounding alone, is that number.
    return tuple(math.floor(time / grid + 1e-9) * grid if grid else time for time in even)


def bailey_welch(patients: int, length: float, grid: float) -> tuple[float, ...]:
    """Call two at the start, and everybody else one appointment earlier than if spread evenly."""
    return (0.0, *individual(patients, length, grid)[: patients - 1])


def all_at_opening(patients: int, _length: float, _grid: float) -> tuple[float, ...]:
    """Call everybody for the start."""
    return (0.0,) * patients


SCHEDULES: dict[str, Callable[[int, float, float], tuple[float, ...]]] = {
    "individual": individual,
    "bailey-welch": bailey_welch,
    "all-at-opening": all_at_opening,
}


def simulated(session: Session, runs: int, seed: int) -> Outcome:
    """Simulate so many sessions."""
    dice = np.random.default_rng(seed)
    waited = came = idle = overrun = 0.0
    for chunk in (min(CHUNK, runs - done) for done in range(0, runs, CHUNK)):
        comes = dice.random((chunk, len(session.times))) >= session.no_show
        services = session.service.draw(dice, comes.shape)
        waits, ends = in_turn(np.array(session.times), services, comes)
        waited, came = waited + waits.sum(), came + comes.sum()
        overrun += np.maximum(ends - session.length, 0).sum()
        idle += (np.maximum(ends, session.length) - (services * comes).sum(axis=1)).sum()
    return Outcome(float(waited / max(came, 1)), float(idle / runs), float(overrun / runs))
