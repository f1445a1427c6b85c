"""One doctor and many queues at once: the rule by which the day's doctors work, on arrays.

A day through the services takes seconds, and 200,000 of them would take weeks; here each step is done for all runs
together. The tests hold both to the same visits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opd_web.simulation.oracle.service_times import Floats

Bools = NDArray[np.bool_]
Numbers = NDArray[np.intp]


def in_turn(arrivals: Floats, services: Floats, comes: Bools) -> tuple[Floats, Floats]:
    """See patients in turn: each goes in at once, or when the one before comes out.

    `services` and `comes` have one row a run. Give the waits, 0 for who does not come, and when each run's last visit
    ends, 0 where nobody came.
    """
    waits = np.zeros_like(services)
    free = np.zeros(len(services))
    for number, arrival in enumerate(arrivals):
        starts = np.maximum(free, arrival)
        waits[:, number] = np.where(comes[:, number], starts - arrival, 0)
        free = np.where(comes[:, number], starts + services[:, number], free)
    return waits, free


@dataclass
class ByClass:
    """Doctors who call the highest class that is there, and in it who came first; nobody is sent out again.

    `heads` has one row a queue and one column a class: when the next patient of the class who was not called yet comes.
    """

    heads: Floats
    free: Floats

    def call(self) -> tuple[Numbers, Floats]:
        """Call somebody in every queue, waiting for the next arrival where nobody is there; give class and wait."""
        here = self.heads <= self.free[:, None]
        class_ = np.where(here.any(axis=1), here.argmax(axis=1), self.heads.argmin(axis=1))
        came = self.heads[np.arange(len(self.free)), class_]
        self.free = np.maximum(self.free, came)
        return class_, self.free - came

    def see(self, class_: Numbers, service: Floats, until_next: Floats) -> None:
        """See those who were called; the next one of each one's class comes so long after them."""
        self.free = self.free + service
        self.heads[np.arange(len(self.free)), class_] += until_next
