"""Doing much at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from opd_web.store.database import quick_commits


@contextmanager
def made_again_if_lost() -> Iterator[None]:
    """Run services whose results can be made again, several times faster on a slow disk; in a process of its own."""
    with quick_commits():
        yield
