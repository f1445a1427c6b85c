"""When somebody is expected to go in, and what score the screen shows."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from opd_web.engine.model import EMERGENCY, Slot
from opd_web.engine.policy import Policy

RANGE = timedelta(minutes=30)
"""How long a time holds that patients are told: consultations take longer or shorter than planned."""

STEP = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def estimated_time(slot: Slot, position: int, policy: Policy) -> datetime:
    """Expect start + delay + (position − 1 + completed here) × `consult_minutes`; the clock does not enter."""
    ahead = position - 1 + slot.completed
    return slot.starts_at + timedelta(minutes=slot.delay_minutes + ahead * policy.consult_minutes)


def expected_range(at: datetime) -> tuple[datetime, datetime]:
    """Give the range that patients are told, from the full five minutes before the expected time."""
    first = at - (at - _EPOCH) % STEP
    return first, first + RANGE


def expected_now(estimate: datetime, ahead: int, now: datetime, policy: Policy) -> datetime:
    """Correct the plan's time by the clock: nobody goes in before those ahead, and one of them may be nearly done."""
    return max(estimate, next_step(now) + timedelta(minutes=max(0, ahead - 1) * policy.consult_minutes))


def next_step(now: datetime) -> datetime:
    """Give the end of the five minutes that run, or `now` where it is a full five minutes.

    A range from there on does not begin in the past, and stays the same for these five minutes: whatever is drawn in
    them says the same, on paper, on a phone and on a board.
    """
    return now + (_EPOCH - now) % STEP


def score(policy: Policy, class_: str, booked_at: datetime, now: datetime) -> Decimal:
    """Show rank − min(per_hour × hours since the request, cap), exact, rounded half up to two decimals.

    Emergencies always show their rank. Display only: the order is class first.
    """
    rank = policy.rank(class_)
    if policy.time_bonus is None or class_ == EMERGENCY:
        return Decimal(rank).quantize(Decimal("0.01"))
    microseconds = max(0, (now - booked_at) // timedelta(microseconds=1))
    hours = Fraction(microseconds, 3_600_000_000)
    exact = rank - min(policy.time_bonus.per_hour * hours, policy.time_bonus.cap)
    return _two_decimals(exact)


def _two_decimals(exact: Fraction) -> Decimal:
    # A fraction may have no finite decimal expansion: round by whole hundredths, never through a float.
    hundredths = (exact * 200 + 1) // 2
    return (Decimal(int(hundredths)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
