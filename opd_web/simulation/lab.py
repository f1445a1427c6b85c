"""The policy lab: the same arrivals under several policies, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from opd_web.engine.policy import Policy, preset
from opd_web.services import records
from opd_web.simulation.day import DayReport, Manner, Progress, play
from opd_web.simulation.demand import Demand
from opd_web.simulation.figures import Figures, figures
from opd_web.simulation.past_day import demand_of, doctors_of


class NoSuchDay(Exception):
    """There is nothing to play again; the message says where."""


@dataclass(frozen=True)
class Choice:
    """One policy of the comparison: a preset with single options changed."""

    preset: str
    overrides: Mapping[str, object] = field(default_factory=dict)

    def policy(self) -> Policy:
        """Build it. Raise InvalidPolicy."""
        return preset(self.preset, **self.overrides)


@dataclass(frozen=True)
class PastDay:
    """A real day: its demand, the preset that decided it, its figures as it was, and whose the demand's doctors are."""

    demand: Demand
    preset: str
    figures: Figures
    doctors: tuple[int, ...] = ()


def past_day(code: str, day: date, seed: int, *, now: datetime) -> PastDay:
    """Read a day of the hospital's own; who was never called waited until its end, or until now where it goes on.

    Raise NoSuchDay where nothing was asked in this department then.
    """
    record = records.find_day(code, day)
    if record is None or not record.tokens or not record.slots:
        raise NoSuchDay(f"Nobody asked for a token in department {code} on {day.isoformat()}.")
    ended = datetime.combine(day + timedelta(days=1), time(), record.zone)
    as_it_was = figures([record], now=min(now, ended))
    return PastDay(demand_of(record, seed), record.preset, as_it_was, doctors_of(record))


def check(choices: Iterable[Choice]) -> None:
    """Find an unknown preset or option before anything is played. Raise InvalidPolicy, which lists the known ones."""
    for choice in choices:
        choice.policy()


def compare(
    demand: Demand, choices: Sequence[Choice], manner: Manner, progress: Progress | None = None
) -> tuple[DayReport, ...]:
    """Play the demand once under each policy. Raise InvalidPolicy before any is played."""
    check(choices)
    return tuple(play(demand, choice.preset, choice.overrides, manner, progress=progress) for choice in choices)
