"""The only reader of wall time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present moment, in UTC, with its zone."""
    return datetime.now(UTC)
