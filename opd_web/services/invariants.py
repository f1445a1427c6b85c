"""What must always hold: checked on the database as it stands; reads only."""

from datetime import datetime

from opd_web.store import invariants
from opd_web.store.invariants import Memory
from opd_web.store.reading import reading


def check(memory: Memory, *, now: datetime, everything: bool = False) -> tuple[str, ...]:
    """Say what does not hold on the days with events that `memory` has not seen, or on every day."""
    with reading() as session:
        return tuple(invariants.violations(session, memory, now, everything=everything))
