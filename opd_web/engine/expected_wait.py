"""How long somebody who comes now will wait, as a range that a board can say."""

STEP = 5
LEAST, MOST = 0.75, 1.25
"""Consultations differ: a quarter less or more of the plan is said, in steps of five minutes."""


def expected_wait(ahead: int, consult_minutes: int) -> tuple[int, int] | None:
    """Give from how many to how many minutes those ahead take; None where nobody is ahead."""
    if ahead <= 0:
        return None
    planned = ahead * consult_minutes
    low = int(planned * LEAST) // STEP * STEP
    high = -(-int(planned * MOST) // STEP) * STEP
    return low, max(high, low + STEP)
