"""A bound on how often one somebody may try something, counted in this process."""

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Limit:
    """So many tries in so long a time, such as `10/minute`."""

    def __init__(self, text: str) -> None:
        """Count from now on."""
        self._limit = parse(text)
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def hit(self, who: str) -> bool:
        """Count one try, and tell whether it is within the bound."""
        return self._counted.hit(self._limit, who)

    def forget(self) -> None:
        """Begin to count anew."""
        self._counted.storage.reset()
