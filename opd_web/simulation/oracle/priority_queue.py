"""A doctor without appointments, where higher classes go first: mean waits, simulated and exact."""

import math
from dataclasses import dataclass

import numpy as np

from opd_web.simulation.oracle.service_times import InvalidQuestion, Service
from opd_web.simulation.oracle.single_server import ByClass

QUEUES = 20_000
"""Queues that are simulated together, at most."""


@dataclass(frozen=True)
class PriorityQueue:
    """Patients of each class, highest first, come at random at this rate a minute; a visit is never broken off."""

    rates: tuple[float, ...]
    service: Service

    def __post_init__(self) -> None:
        """Check what was asked. Raise InvalidQuestion."""
        if not self.rates or not all(0 < rate < math.inf for rate in self.rates):
            raise InvalidQuestion("rates: one above 0 is needed for each class, highest first")
        if self.load >= 1:
            raise InvalidQuestion(f"rates: the load is {self.load:.3g}, and from 1 on waits grow without end")

    @property
    def load(self) -> float:
        """Give the share of time in which the doctor is busy."""
        return sum(self.rates) * self.service.mean


def exact(queue: PriorityQueue) -> tuple[float, ...]:
    """Give each class's mean wait, by Cobham's formula (1954).

    W_k = W_0 ÷ ((1 − L_{k−1})(1 − L_k)): W_0 is half the rate times the visits' mean square, L_k the load down to k.
    """
    left = sum(queue.rates) * queue.service.second_moment / 2
    loads = [sum(queue.rates[:above]) * queue.service.mean for above in range(len(queue.rates) + 1)]
    return tuple(left / ((1 - loads[k]) * (1 - loads[k + 1])) for k in range(len(queue.rates)))


def simulated(queue: PriorityQueue, runs: int, seed: int) -> tuple[float, ...]:
    """Give each class's mean wait over so many runs; a run is a stretch of patients in a queue that has settled.

    Near full load a queue forgets slowly: both the time to settle and the stretches are longer there.
    """
    dice = np.random.default_rng(seed)
    memory = 1 / (1 - queue.load) ** 2
    settling, stretch = math.ceil(15 * memory) + 50, min(2000, math.ceil(8 * memory) + 20)
    queues = min(QUEUES, runs)
    clinic = _empty(queue, queues, dice)
    waited, called = np.zeros(len(queue.rates)), np.zeros(len(queue.rates))
    for number in range(settling + math.ceil(runs * stretch / queues)):
        class_, wait = clinic.call()
        gap = dice.standard_exponential(queues) / np.array(queue.rates)[class_]
        clinic.see(class_, queue.service.draw(dice, queues), gap)
        if number >= settling:
            waited += np.bincount(class_, wait, len(queue.rates))
            called += np.bincount(class_, None, len(queue.rates))
    return tuple(float(wait) for wait in waited / np.maximum(called, 1))


def _empty(queue: PriorityQueue, queues: int, dice: np.random.Generator) -> ByClass:
    first = dice.standard_exponential((queues, len(queue.rates))) / np.array(queue.rates)
    return ByClass(first, np.zeros(queues))
