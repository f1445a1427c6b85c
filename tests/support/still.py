"""A page whose clock stands still until a test lets it run, while what it fetches comes in real time."""

from datetime import UTC, datetime
from time import monotonic
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, Request

PATIENCE = 30
_under_way: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def stop_clock(page: Page) -> None:
    """Stop the clock of a page that has one of its own (`page.clock.install()`)."""
    if page not in _under_way:
        asked = _under_way[page] = set()
        page.on("request", lambda request: asked.add(request))  # noqa: PLW0108  # Playwright takes no method of a set
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda request: asked.discard(request))  # noqa: PLW0108  # as above
    page.clock.pause_at(datetime.fromtimestamp(page.evaluate("Date.now()") / 1000 + 1, UTC))


def run(page: Page, seconds: float, step: int = 1_000) -> None:
    """Let the stopped clock run, step by step; whatever a step made the page fetch is there before the next one."""
    for _ in range(int(seconds * 1_000) // step):
        page.clock.run_for(step)
        settle(page)


def settle(page: Page) -> None:
    """Wait until the page has what it asked for, however long that takes on a busy machine."""
    limit = monotonic() + PATIENCE
    page.wait_for_timeout(10)
    while _under_way[page] and monotonic() < limit:
        page.wait_for_timeout(10)
    # Once more round: what came is drawn.
    page.evaluate("null")
