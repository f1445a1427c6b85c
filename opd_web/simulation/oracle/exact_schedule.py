"""A session's exact results: the distribution of the work that is left, followed from appointment to appointment.

Lindley's recursion: before the next patient, the work is what was left and a visit (where the patient comes), less
the time between. It is kept on a fine lattice; visits are put onto it so that their mean stays what it is, which for
means of minutes leaves an error below a thousandth of one.
"""

import math
from dataclasses import dataclass

import numpy as np

from opd_web.simulation.oracle.schedule import Outcome, Session
from opd_web.simulation.oracle.service_times import Floats

POINTS = 2**16
SPREADS = 14
"""The lattice ends so many standard deviations above the mean of all visits together."""


def exact(session: Session) -> Outcome:
    """Give the expectations of what `simulated` estimates."""
    means, at_the_end = _mean_work(session)
    comes = 1 - session.no_show
    overrun = at_the_end
    for time, work in zip(session.times, means, strict=True):
        if time >= session.length:
            # The last one who comes decides: this one, unless somebody later does.
            overrun = comes * (time - session.length + work + session.service.mean) + session.no_show * overrun
    busy = len(means) * comes * session.service.mean
    return Outcome(sum(means) / len(means), session.length + overrun - busy, overrun)


def _mean_work(session: Session) -> tuple[list[float], float]:
    """Give the mean work that each patient finds, and that of all before the session's end which is left there."""
    lattice = _Lattice.of(session)
    work, now = lattice.nothing, 0.0
    means: list[float] = []
    at_the_end = None
    for time in session.times:
        if at_the_end is None and time >= session.length:
            work, now = lattice.later(work, session.length - now), session.length
            at_the_end = lattice.mean(work)
        work, now = lattice.later(work, time - now), time
        means.append(lattice.mean(work))
        work = lattice.with_a_visit(work)
    if at_the_end is None:
        at_the_end = lattice.mean(lattice.later(work, session.length - now))
    return means, at_the_end


@dataclass(frozen=True)
class _Lattice:
    """Probabilities of work at 0, step, 2·step, …; `visit` is the transform, of this length, of one patient's."""

    step: float
    points: int
    length: int
    visit: np.ndarray[tuple[int], np.dtype[np.complex128]]

    @classmethod
    def of(cls, session: Session) -> "_Lattice":
        """Make it as fine as its points allow; a step is a power of two, so that minutes lie on it."""
        patients, service = len(session.times), session.service
        longest = service.mean * (patients + SPREADS * service.spread * math.sqrt(patients) + 1)
        step = 2.0 ** math.ceil(math.log2(longest / POINTS))
        points = math.ceil(longest / step) + 1
        visit = (1 - session.no_show) * _on_lattice(session, step, points)
        visit[0] += session.no_show
        # A transform is fast where its length is a power of two.
        length = 2 ** math.ceil(math.log2(2 * points))
        return cls(step, points, length, np.fft.rfft(visit, length))

    @property
    def nothing(self) -> Floats:
        """Give no work at all."""
        work = np.zeros(self.points)
        work[0] = 1
        return work

    def mean(self, work: Floats) -> float:
        """Give the mean work."""
        return max(0.0, float(work @ np.arange(self.points)) * self.step)

    def with_a_visit(self, work: Floats) -> Floats:
        """Add a patient; what lies beyond the lattice is less likely than rounding errors, and is put at its end."""
        added: Floats = np.fft.irfft(np.fft.rfft(work, self.length) * self.visit, self.length)
        kept: Floats = added[: self.points].copy()
        kept[-1] += 1 - kept.sum()
        return kept

    def later(self, work: Floats, minutes: float) -> Floats:
        """Let time pass; between two points of the lattice both are taken, weighted so that the mean is right."""
        steps = minutes / self.step
        share = steps - math.floor(steps)
        return (1 - share) * _less(work, math.floor(steps)) + share * _less(work, math.floor(steps) + 1)


def _less(work: Floats, steps: int) -> Floats:
    left = np.zeros_like(work)
    left[: max(0, len(work) - steps)] = work[steps:]
    left[0] += work[:steps].sum()
    return left


def _on_lattice(session: Session, step: float, points: int) -> Floats:
    """Give a visit's probabilities on the lattice, from the second differences of its limited mean."""
    limited = session.service.limited_mean(np.arange(points + 1, dtype=np.float64) * step)
    inner = (2 * limited[1:-1] - limited[:-2] - limited[2:]) / step
    return np.concatenate([[1 - limited[1] / step], inner])
