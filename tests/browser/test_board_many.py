"""Many calls at once: each is seen at once and large for its minimum time, however far behind the voice is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, queue, undo
from opd_web.services.booking import BookingRequest
from opd_web.store.board_rows import BoardRow
from opd_web.store.database import db
from tests.browser.conftest import Hospital
from tests.support.still import run, stop_clock

pytestmark = pytest.mark.browser

VOICE = """() => {
    window.said = [];
    const announce = ({ number, signal }) => new Promise((done) => {
        window.said.push(number);
        setTimeout(done, 9_000);
        signal.addEventListener("abort", () => { window.said.push(`not ${number}`); done(); });
    });
    window.opdVoice = { announce, soundState: () => "on" };
}"""
"""Stands for a loudspeaker that needs nine seconds for each call, in two languages."""

SEEN = """(lines) => {
    const calls = [...document.querySelectorAll("#calls .call")];
    const number = (call) => call.dataset.number;
    const isSeen = (call, index) => {
        const { bottom, height } = call.getBoundingClientRect();
        const inSight = height > 0 && bottom <= document.getElementById("calls").getBoundingClientRect().bottom + 1;
        return inSight && (index < lines || call.classList.contains("is-recent"));
    };
    return {
        large: calls.slice(0, lines).map(number),
        seen: calls.filter(isSeen).map(number),
        spoken: calls.filter((call) => call.classList.contains("is-spoken")).map(number),
        turning: calls.filter((call) => call.classList.contains("is-new")).map(number),
    };
}"""


def _board_of(hospital: Hospital, board: Page, lines: int) -> None:
    """Let the board have so many large rows, and its clock stand still."""
    with hospital.app.app_context():
        db.session.execute(update(BoardRow).values(lines=lines, inches=85, metres=2))
        db.session.commit()
    board.reload()
    board.evaluate(VOICE)
    stop_clock(board)


def _until_it_knows(board: Page) -> None:
    """Let the clock run until the board has asked: from this process no nudge reaches it."""
    while not board.evaluate("window.said.length"):
        run(board, 0.25, 250)


def _watch(board: Page, lines: int, seconds: int) -> Iterator[dict[str, list[str]]]:
    """Give what stands on the board each half second, from the moment at which it knows of a call."""
    _until_it_knows(board)
    for _ in range(2 * seconds):
        yield board.evaluate(SEEN, lines)
        run(board, 0.5, 500)


@pytest.mark.parametrize("lines", [1, 2, 4, 12])
def test_nine_calls_of_one_moment_are_all_seen_within_about_ten_seconds(
    hospital: Hospital, board: Page, lines: int
) -> None:
    _board_of(hospital, board, lines)
    called = hospital.call_many(9)
    seen = {number for looks in _watch(board, lines, 11) for number in looks["seen"]}
    assert seen == set(called)


@pytest.mark.parametrize(("lines", "seconds"), [(4, 11), (12, 1)])
def test_nine_calls_of_one_moment_have_all_stood_large_as_soon_as_there_is_room(
    hospital: Hospital, board: Page, lines: int, seconds: int
) -> None:
    _board_of(hospital, board, lines)
    called = hospital.call_many(9)
    large = {number for looks in _watch(board, lines, seconds) for number in looks["large"]}
    assert large == set(called)


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_each_stands_large_for_its_minimum_time_and_is_marked_while_it_is_spoken(
    hospital: Hospital, board: Page, lines: int
) -> None:
    _board_of(hospital, board, lines)
    called = hospital.call_many(9)
    looks = list(_watch(board, lines, 85))
    assert board.evaluate("window.said") == called
    spoken = [number for one in looks for number in one["spoken"]]
    assert spoken == sorted(spoken)
    assert all(set(one["turning"]) <= set(one["spoken"]) <= set(one["large"]) for one in looks)
    assert all(one["large"] == sorted(one["large"], reverse=True) for one in looks)
    for number in called:
        first = next(index for index, one in enumerate(looks) if number in one["large"])
        assert all(number in one["large"] for one in looks[first : first + 10])
    assert looks[-1]["large"] == called[::-1][:lines]


def _call_one(hospital: Hospital) -> tuple[int, str]:
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        asked = BookingRequest(slot_id=hospital.slot, class_="WALK_IN", phone="+919700000001", name="Zebrawood Canary")
        token = queue.call(booking.book(asked, key="one", **who).token.id, **who)
        return token.id, token.number


def test_a_call_that_is_undone_while_it_is_spoken_falls_silent_and_the_next_one_begins(
    hospital: Hospital, board: Page
) -> None:
    _board_of(hospital, board, 4)
    token, number = _call_one(hospital)
    _until_it_knows(board)
    (after,) = hospital.call_many(1)
    with hospital.app.app_context():
        undo.undo(token, actor=SYSTEM, now=clock.now())
    run(board, 6)
    assert board.evaluate("window.said") == [number, f"not {number}", after]
    looks = board.evaluate(SEEN, 4)
    assert (looks["large"], looks["spoken"]) == ([after], [after])
