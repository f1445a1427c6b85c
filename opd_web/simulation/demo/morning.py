"""The morning as a list of what is to happen, played in the order of its moments."""

import heapq
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from opd_web.services.refused import Refused
from opd_web.simulation.demo.timeline import Timeline

Action = Callable[[datetime], object]


@dataclass
class Morning:
    """Takes actions with their moments, in UTC, and plays them one after the other."""

    timeline: Timeline
    rng: random.Random
    _due: list[tuple[datetime, int, Action]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def plan(self, moment: datetime, action: Action) -> None:
        """Let something happen at this moment, at once if it should have been before, not at all after the last."""
        if moment <= self.timeline.last:
            heapq.heappush(self._due, (max(moment, self.timeline.reached), next(self._order), action))

    def after(self, moment: datetime, minutes: float, action: Action) -> None:
        """Let something happen so many minutes of the morning later."""
        self.plan(moment + self.timeline.minutes(minutes), action)

    def play(self) -> None:
        """Play everything up to the load; what is refused does not happen, as at any desk."""
        while self._due:
            moment, _, action = heapq.heappop(self._due)
            with suppress(Refused):
                action(moment)
