"""What a board goes through in weeks: servers that go away, nights, another program, thousands of changes."""

import gzip
import os
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import boards, pairing
from opd_web.services.boards import BoardFields
from tests.browser.conftest import Hospital
from tests.browser.test_story import book, call_next
from tests.support.redis import RedisServer
from tests.support.server import LiveServer
from tests.support.still import run, stop_clock

pytestmark = pytest.mark.browser

CHANGES = int(os.environ.get("OPD_BOARD_CHANGES", "180"))
BURST = 10 if CHANGES > 1_000 else 1
"""Changes that come between two looks of the board: in the long form as on a busy morning."""

SETTLED = 120 * BURST
"""Changes after which every list on the board has its full length."""

FIGURE = Path("test-results/board-heap.txt")

CARE = """(hours) => {
    let moved = 0;
    window.care = opdBoardCare({
        now: () => Date.UTC(2025, 2, 3, 12) + moved, zone: "UTC", program: "this", isIdle: () => window.idle !== false,
    });
    moved = hours * 3_600_000;
}"""


def test_a_server_that_starts_again_finds_a_board_that_said_so_and_then_shows_what_was_called(
    hospital: Hospital, board: Page
) -> None:
    liveness = board.locator("#liveness")
    stop_clock(board)
    hospital.server.stop()
    try:
        run(board, 11)
        expect(liveness).to_contain_text("Last update")
        run(board, 20)
        expect(liveness).to_contain_text("Please ask at the desk.")
        (called,) = hospital.call_many(1)
    finally:
        hospital.server.start()
    run(board, 10)
    expect(liveness).to_be_empty()
    expect(board.locator("#calls .call-number").first).to_have_text(called)


def test_after_five_minutes_without_a_network_it_is_correct_again(hospital: Hospital, board: Page) -> None:
    stop_clock(board)
    board.context.set_offline(True)
    board.clock.fast_forward(300_000)
    run(board, 2)
    expect(board.locator("body")).to_contain_class("is-lost")
    called = hospital.call_many(3)
    board.context.set_offline(False)
    run(board, 20)
    expect(board.locator("#liveness")).to_be_empty()
    expect(board.locator("body")).not_to_contain_class("is-lost")
    assert board.locator("#calls .call-number").all_text_contents() == called[::-1]


def test_without_redis_a_board_of_another_process_is_late_by_one_poll_and_never_wrong(
    hospital: Hospital,
    live_server: Callable[..., LiveServer],
    redis_server: RedisServer,
    context: Callable[..., BrowserContext],
) -> None:
    settings = {"DATABASE_URL": str(hospital.app.config["SQLALCHEMY_DATABASE_URI"]), "REDIS_URL": redis_server.url}
    server = live_server(**settings)
    page = context().new_page()
    page.clock.install()
    page.goto(f"{server.url}/boards/1")
    redis_server.stop()
    try:
        stop_clock(page)
        (called,) = hospital.call_many(1)
        run(page, 6)
        expect(page.locator("#calls .call-number").first).to_have_text(called)
        expect(page.locator("#liveness")).to_be_empty()
    finally:
        redis_server.start()
        server.close()


def test_a_tv_becomes_a_board_by_itself_and_goes_dark_when_it_is_unpaired(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = context().new_page()
    page.clock.install()
    page.goto(f"{hospital.url}/boards/pair")
    code = page.locator("#code").text_content() or ""
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        board = boards.add(BoardFields("TV", "Second floor", rooms=frozenset({"3"})), **who)
        pairing.approve(pairing.find(code, now=clock.now()).id, board, **who)
    page.wait_for_url(f"**/boards/{board}", timeout=30_000)
    expect(page.locator("h1")).to_have_text("Second floor")
    stop_clock(page)
    with hospital.app.app_context():
        boards.unpair(board, actor=SYSTEM, now=clock.now())
    # No nudge comes from this process: the slow poll alone must be enough.
    seconds = 0
    while page.locator("body").is_visible():
        run(page, 1)
        seconds += 1
    assert seconds <= 10
    page.clock.resume()
    page.wait_for_url("**/boards/pair", timeout=30_000)


@pytest.mark.parametrize("hours", [15, 39])
def test_at_night_it_is_loaded_anew(board: Page, hours: int) -> None:
    board.evaluate("Math.random = () => 0")
    board.evaluate(CARE, hours)
    with board.expect_navigation():
        board.evaluate("care.look()")


@pytest.mark.parametrize("hours", [0, 1, 5, 14])
def test_by_day_it_is_not(board: Page, hours: int) -> None:
    board.evaluate("window.marked = Math.random = () => 0")
    board.evaluate(CARE, hours)
    board.evaluate("care.look()")
    board.wait_for_timeout(300)
    assert board.evaluate("Boolean(window.marked)")


def test_it_is_loaded_anew_when_another_program_answers_but_not_while_it_announces(board: Page) -> None:
    board.evaluate("window.marked = true")
    board.evaluate(CARE, 0)
    board.evaluate(
        "window.idle = false; care.heard({ headers: new Headers({ 'X-Board-Program': 'other' }) }); care.look()"
    )
    board.wait_for_timeout(300)
    assert board.evaluate("Boolean(window.marked)")
    with board.expect_navigation():
        board.evaluate("window.idle = true; care.look()")


def test_it_is_not_let_go_of_while_no_server_answers(board: Page) -> None:
    board.evaluate("window.marked = true")
    board.evaluate(CARE, 0)
    board.context.set_offline(True)
    board.evaluate("care.heard({ headers: new Headers({ 'X-Board-Program': 'other' }) }); care.look()")
    board.wait_for_timeout(300)
    assert board.evaluate("Boolean(window.marked)")


def _read(frame: str) -> str:
    """Give a message as it is, and what is packed in it."""
    packed = re.search(r'"packed":"([^"]+)"', frame)
    return frame + (gzip.decompress(b64decode(packed[1])).decode() if packed else "")


def test_no_name_reaches_a_board(hospital: Hospital, nurse: Page, context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    seen: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: seen.append(_read(str(frame)))))
    page.on("response", lambda answer: seen.extend([answer.url, str(answer.headers)]))
    with page.expect_websocket():
        page.goto(f"{hospital.url}/boards/1")
    book(nurse, 1)
    call_next(nurse)
    expect(page.locator("#calls .call-number").first).to_have_text("K-001")
    seen += [page.content(), page.title(), page.url, str(page.context.cookies())]
    assert any('42["screen"' in one and "K-001" in one for one in seen)
    assert not [one for one in seen if "Sunita" in one or "98765" in one]


def test_after_many_changes_it_is_as_large_as_before(hospital: Hospital, board: Page) -> None:
    changes = hospital.changes()
    stop_clock(board)
    measure = board.context.new_cdp_session(board)
    drawn: list[str] = []
    board.on("response", lambda answer: drawn.append(answer.url) if answer.ok and "/screen" in answer.url else None)

    def change(count: int) -> tuple[int, float]:
        for _ in range(0, count, BURST):
            for _ in range(BURST):
                next(changes)
            wanted = len(drawn) + 1
            for _ in range(400):
                run(board, 5, step=5_000)
                if len(drawn) >= wanted:
                    break
        run(board, 8)
        measure.send("HeapProfiler.collectGarbage")
        heap = measure.send("Runtime.getHeapUsage")["usedSize"]
        return board.evaluate("document.querySelectorAll('*').length"), heap / 1e6

    before = change(SETTLED)
    after = change(CHANGES - SETTLED)
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(
        f"{CHANGES} changes, drawn {len(drawn)} times\n"
        f"elements after {SETTLED} changes {before[0]}, after {CHANGES} {after[0]}\n"
        f"heap after {SETTLED} changes {before[1]:.2f} MB, after {CHANGES} {after[1]:.2f} MB\n"
    )
    assert len(drawn) >= CHANGES // BURST
    assert after[0] == before[0]
    assert after[1] < before[1] * 1.3 + 0.5
