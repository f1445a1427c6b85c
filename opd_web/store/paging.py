"""One page of a list, found again by where the last one ended: what is added meanwhile moves nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Item = TypeVar("Item")
Row = TypeVar("Row")

Key = tuple[int | str | datetime, ...]
"""Where a row stands in its list."""


@dataclass(frozen=True)
class Asked:
    """What part of a list somebody wants: what comes after `after`, at most `limit`."""

    limit: int
    after: Key | None = None


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A part of a list; `next` is where the next part begins, None at the end."""

    items: tuple[Item, ...]
    next: Key | None = None


def page(
    rows: Sequence[Row], asked: Asked, key: Callable[[Row], Key], view: Callable[[Sequence[Row]], Sequence[Item]]
) -> Page[Item]:
    """Make a page of rows that were read with a limit of one more than was asked for."""
    shown = rows[: asked.limit]
    return Page(tuple(view(shown)), key(shown[-1]) if len(rows) > asked.limit else None)
