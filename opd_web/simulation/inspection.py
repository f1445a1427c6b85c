"""The inspection of a simulated day: after each step the database is held against what must always hold."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from opd_web.services import invariants
from opd_web.store.invariants import Memory

MOST_VIOLATIONS = 20
"""After so many, more of them say nothing new."""


@dataclass
class Inspection:
    """What was done, what was refused, by reason, and what did not hold. Checks every so many steps, never for 0."""

    check_every: int
    steps: int = 0
    checks: int = 0
    violations: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    _memory: Memory = field(default_factory=Memory)

    def step(self, what: str, now: datetime) -> None:
        """Count one thing that was done, and check where it is time to."""
        self.steps += 1
        if self.check_every and self.steps % self.check_every == 0:
            self.check(what, now)

    def check(self, what: str, now: datetime, *, everything: bool = False) -> None:
        """Check the days that changed, or every day."""
        self.checks += 1
        for sentence in invariants.check(self._memory, now=now, everything=everything):
            self.note(f"{now:%Y-%m-%d %H:%M:%S}Z after {what}: {sentence}")

    def note(self, sentence: str) -> None:
        """Keep one thing that does not hold."""
        if len(self.violations) < MOST_VIOLATIONS:
            self.violations.append(sentence)
