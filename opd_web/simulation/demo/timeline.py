"""The demo's own clock: it runs up to the moment of the load, and never goes back behind what has happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FULL = timedelta(minutes=150)
"""How long a demo morning is; where the day is younger than that, everything in it goes faster."""

SHORTEST = timedelta(minutes=1)
"""What a day that has just begun counts for; all of it then happens at the moment of the load."""

LAST_MINUTES = 10
"""Minutes of the morning before the load that are kept for the scene."""


@dataclass
class Timeline:
    """Gives each action its moment, in UTC. The morning begins at `begin`, `end` is the load.

    `reached` is the moment of the latest event: what was due before it happens then.
    """

    begin: datetime
    end: datetime
    reached: datetime

    def at(self, moment: datetime) -> datetime:
        """Give the moment at which something happens that is due now: not after the load, not before the last one."""
        self.reached = max(self.reached, min(moment, self.end))
        return self.reached

    def minutes(self, count: float) -> timedelta:
        """Give so many minutes of the morning."""
        return timedelta(minutes=count) * min(1.0, self._length / FULL)

    def before_load(self, count: float) -> datetime:
        """Give the moment so many minutes of the morning before its end."""
        return self.begin + self._length - self.minutes(count)

    @property
    def last(self) -> datetime:
        """Give the moment after which only the scene is played."""
        return self.before_load(LAST_MINUTES)

    @property
    def _length(self) -> timedelta:
        return max(self.end - self.begin, SHORTEST)
