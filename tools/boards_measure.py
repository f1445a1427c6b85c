"""Measure from a call to the screen, with many boards connected: `make boards-measure`.

One board is a real Chromium, the others are simulated (tools/board_clients.py). The time runs from the moment before
the request of the call is sent until the number stands in the page: the commit lies between, so that the figures are
an upper bound. In the measured page alone a call stands for 0.1 s instead of 5, else 200 calls would take 17 minutes.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import requests
from playwright.sync_api import Page, Route

from opd_web import clock
from opd_web.config import ROOT
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import api_keys, boards, booking, clinic
from opd_web.services.boards import BoardFields
from opd_web.services.booking import BookingRequest
from tests.support import chromium, run
from tests.support.clinic import application
from tests.support.databases import fresh_sqlite
from tests.support.server import LiveServer

RESULT = ROOT / "test-results" / "boards.txt"

PAUSE = 0.4
BOARDS_A_SECOND = 330
"""A call waits until so many boards a second have had the one before: each call is measured by itself. All boards show
the same department, which no hospital does with 500."""

WATCH = """() => {
    window.seen = {};
    const note = () => {
        const first = document.querySelector("#calls .call");
        if (first) window.seen[first.dataset.number] ??= performance.timeOrigin + performance.now();
    };
    new MutationObserver(note).observe(document.getElementById("calls"), { childList: true });
}"""


@dataclass(frozen=True)
class Figures:
    """What was measured with so many boards; times in milliseconds."""

    boards: int
    chromium: list[float]
    simulated: list[float]
    lost: int


def main() -> int:
    """Measure each number of boards, print the table and write it down."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--clients", default="1,100,500")
    asked.add_argument("--calls", type=int, default=200)
    wanted = asked.parse_args()
    run.begin()
    try:
        found = [measure(int(count), wanted.calls) for count in wanted.clients.split(",")]
        text = table([figures for figures, _ in found], wanted.calls) + found[0][1]
    finally:
        run.end()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(count: int, calls: int) -> tuple[Figures, str]:
    """Let so many boards watch so many calls."""
    with tempfile.TemporaryDirectory() as name:
        url = fresh_sqlite(Path(name))
        key, tokens = prepare(url, Path(name), calls)
        settings = {"OPD_THREADS": str(2 * count + 60), "OPD_SOCKETS": str(count + 20), "OPD_API_CALLS": "100000"}
        server = LiveServer({"DATABASE_URL": url, **settings})
        server.start()
        try:
            with watched(server.url, count - 1) as heard, chromium.launched() as browser:
                page = browser.new_page(viewport={"width": 1920, "height": 1080})
                page.route("**/board-*.js*", quick)
                page.goto(f"{server.url}/boards/1", wait_until="networkidle")
                page.evaluate(WATCH)
                sent = call_all(server.url, key, tokens, max(PAUSE, count / BOARDS_A_SECOND))
                page.wait_for_timeout(6_000)
                seen = page.evaluate("window.seen")
                size = weigh(page, server.url)
        finally:
            server.close()
    return figures(count, sent, seen, heard), size


def prepare(url: str, folder: Path, calls: int) -> tuple[str, list[tuple[int, str]]]:
    """Make a clinic with an open board and so many patients, each with a doctor of their own to be called by."""
    with application(url, folder) as app, app.app_context():
        now = clock.now()
        who: dict[str, Any] = {"actor": SYSTEM, "now": now}
        clinic.set_facility("Hospital", "UTC", **who)
        department = clinic.add_department("K", "Cardiology", "Clinic K", preset_name="elastic", **who)
        doctor = clinic.add_doctor(department, "Dr Rao", "3", **who)
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        slot = clinic.add_slot(clinic.NewSlot(doctor, start, start + timedelta(hours=23, minutes=59), 5_000), **who)
        boards.add(BoardFields("TV", "Clinic K", frozenset({department}), open_to_all=True), **who)
        tokens = []
        for number in range(calls):
            asked = BookingRequest(slot_id=slot.id, class_="WALK_IN", phone=f"+9198{number:08d}", name="Somebody")
            token = booking.book(asked, key=f"measure-{number}", **who).token
            tokens.append((token.id, token.number))
        return api_keys.create("measure", Role.NURSE, **who).secret, tokens


@contextmanager
def watched(url: str, count: int) -> Iterator[dict[str, list[float]]]:
    """Let so many simulated boards watch; afterwards the answer tells when each had what."""
    heard: dict[str, list[float]] = {}
    page = requests.get(f"{url}/boards/1", timeout=10)
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    command = [sys.executable, "-m", "tools.board_clients", url, str(count), cookie]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the simulated boards did not start")
        yield heard
        said, _ = process.communicate(timeout=60)
        heard |= json.loads(said)


def quick(route: Route) -> None:
    """Let a call stand for a tenth of a second in the measured page."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r"const MINIMUM = 5_0(\d0)", r"const MINIMUM = 1\1", answer.text()))


def call_all(url: str, key: str, tokens: list[tuple[int, str]], pause: float) -> dict[str, float]:
    """Call one after the other, see each and give when each call was asked for; seconds of `pause` after each."""
    sent: dict[str, float] = {}
    session = requests.Session()
    # The server closes a connection that was idle for two seconds, maybe in the moment in which it is used again.
    session.headers.update({"Authorization": f"Bearer {key}", "Connection": "close"})
    for token_id, number in tokens:
        for step in ("call", "start", "complete"):
            if step == "call":
                sent[number] = time.time()  # noqa: TID251  two processes compare their wall clocks
            name = {"Idempotency-Key": f"{step}-{token_id}"}
            answer = session.post(f"{url}/api/v1/tokens/{token_id}/{step}", json={}, headers=name, timeout=30)
            answer.raise_for_status()
            if step in {"call", "complete"}:
                time.sleep(pause)
    return sent


def weigh(page: Page, url: str) -> str:
    """Say how many bytes a board loads at first, and with an update."""
    sizes = "() => performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0)"
    fresh = page.context.browser
    if fresh is None:
        return ""
    first = fresh.new_page()
    first.goto(f"{url}/boards/1", wait_until="networkidle")
    document = first.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
    answer = requests.get(f"{url}/boards/1/screen", timeout=10)
    update = int(answer.headers["Content-Length"])
    total = document + first.evaluate(sizes)
    first.close()
    return (
        f"first load {total:,} bytes (page {document:,}, the rest is kept by the browser), "
        f"update {update:,} bytes (unpacked {len(answer.content):,})\n"
    )


def figures(count: int, sent: dict[str, float], seen: dict[str, float], heard: dict[str, list[float]]) -> Figures:
    """Put together when each call was asked for, and when it was there."""
    real = [seen[number] - at * 1000 for number, at in sent.items() if number in seen]
    others = [(got - at) * 1000 for number, at in sent.items() for got in heard.get(number, ())]
    return Figures(count, real, others, len(sent) - len(real))


def table(found: list[Figures], calls: int) -> str:
    """Give the figures as lines of text."""
    head = f"{calls} calls, milliseconds from the request of a call to the number on the screen (p50, p99)\n"
    return head + "".join(
        f"{one.boards:>5} boards: Chromium {spread(one.chromium)}, simulated {spread(one.simulated)}, "
        f"not shown {one.lost}\n"
        for one in found
    )


def spread(values: list[float]) -> str:
    """Give the median and the 99th percentile."""
    if len(values) < 2:
        return "-"
    cuts = quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.0f}, {cuts[98]:.0f}"


if __name__ == "__main__":
    sys.exit(main())
