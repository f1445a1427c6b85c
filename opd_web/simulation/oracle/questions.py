"""Questions to the oracle, and its answers: simulated beside exact."""

from collections.abc import Sequence
from dataclasses import dataclass

from opd_web.simulation.oracle import exact_schedule, priority_queue, schedule
from opd_web.simulation.oracle.priority_queue import PriorityQueue
from opd_web.simulation.oracle.schedule import SCHEDULES, Session
from opd_web.simulation.oracle.service_times import InvalidQuestion, Service

CLOSE = 0.01
NEARLY_NOTHING = 0.01
"""Minutes: below them a difference says nothing, whatever share of the exact value it is."""


@dataclass(frozen=True)
class Line:
    """One result, in minutes."""

    name: str
    simulated: float
    exact: float

    @property
    def difference(self) -> float | None:
        """Give the difference as a share of the exact value, None where that is nearly nothing."""
        return self.simulated / self.exact - 1 if self.exact > NEARLY_NOTHING else None

    @property
    def is_close(self) -> bool:
        """Tell whether both agree within 1 %."""
        return abs(self.simulated - self.exact) <= max(CLOSE * self.exact, NEARLY_NOTHING)


@dataclass(frozen=True)
class Answer:
    """What was asked, in words, and the results."""

    question: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SessionQuestion:
    """A session with appointments; `schedule` is a name, or minutes with commas between."""

    schedule: str = "individual"
    patients: int = 24
    session: float = 240
    grid: float = 5
    no_show: float = 0
    service: str = "exponential"
    mean: float = 9
    cv: float = 0.6

    def ask(self, runs: int, seed: int) -> Answer:
        """Simulate, and compute. Raise InvalidQuestion."""
        session = Session(self._times(), Service(self.service, self.mean, self.cv), self.session, self.no_show)
        simulated, exact = schedule.simulated(session, runs, seed), exact_schedule.exact(session)
        lines = (Line(name, getattr(simulated, name), getattr(exact, name)) for name in ("wait", "idle", "overrun"))
        name = self.schedule if self.schedule in SCHEDULES else "own schedule"
        words = f"{name}, {len(session.times)} patients, {session.service.words}, session {self.session:g}"
        return Answer(words + (f", no-show {self.no_show * 100:g} %" if self.no_show else ""), tuple(lines))

    def _times(self) -> tuple[float, ...]:
        if self.schedule not in SCHEDULES:
            return numbers("schedule", self.schedule, f"{', '.join(SCHEDULES)}, or minutes such as 0,10,20")
        schedule.check_length(self.session)
        if not 0 < self.patients <= schedule.MOST_PATIENTS or not 0 <= self.grid < float("inf"):
            raise InvalidQuestion(f"patients: 1 to {schedule.MOST_PATIENTS}; grid: minutes, 0 for none")
        return SCHEDULES[self.schedule](self.patients, self.session, self.grid)


@dataclass(frozen=True)
class QueueQuestion:
    """A queue by class; `rates` are arrivals a minute with commas between, the highest class first."""

    rates: str = ".01,.05,.10"
    service: str = "lognormal"
    mean: float = 5
    cv: float = 0.6

    def ask(self, runs: int, seed: int) -> Answer:
        """Simulate, and compute. Raise InvalidQuestion."""
        rates = numbers("rates", self.rates, "rates such as .01,.05,.10")
        queue = PriorityQueue(rates, Service(self.service, self.mean, self.cv))
        both = zip(priority_queue.simulated(queue, runs, seed), priority_queue.exact(queue), strict=True)
        lines = (Line(f"wait of class {number}", *pair) for number, pair in enumerate(both, 1))
        words = f"{len(rates)} classes at {', '.join(f'{rate:g}' for rate in rates)} a minute, {queue.service.words}"
        return Answer(f"{words}, load {queue.load:.2f}", tuple(lines))


USUAL: Sequence[SessionQuestion | QueueQuestion] = (
    SessionQuestion(),
    SessionQuestion("bailey-welch"),
    SessionQuestion("all-at-opening"),
    SessionQuestion(no_show=0.2),
    QueueQuestion(),
)


def numbers(option: str, text: str, known: str) -> tuple[float, ...]:
    """Read numbers with commas between. Raise InvalidQuestion, naming what is known."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise InvalidQuestion(f"{option}: {text!r} is unknown; known are {known}") from error
