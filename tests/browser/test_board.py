"""The board by itself: calls that come together, a network that goes away, and what a viewer far off can read."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, queue, undo
from opd_web.services.booking import BookingRequest
from opd_web.store.database import db
from opd_web.store.rows import TokenRow
from tests.browser.conftest import Hospital
from tests.browser.test_story import book, call_next
from tests.support.still import run, stop_clock

pytestmark = pytest.mark.browser

DIGIT = 0.727
"""Height of a digit of the board's font, as a part of its size."""


VOICE = """() => {
    window.said = [];
    const announce = (call) => new Promise((done) => {
        window.said.push(`begin ${call.number} ${call.chime}`);
        setTimeout(() => { window.said.push(`end ${call.number}`); done(); }, 8000);
    });
    window.opdVoice = { announce, soundState: () => "on" };
}"""
"""Stands for the loudspeaker: remembers what it was told, and takes eight seconds for each."""


def _said(board: Page) -> list[str]:
    """Give what was begun to be said."""
    return [words for words in board.evaluate("window.said") if words.startswith("begin")]


def _start_first(nurse: Page) -> None:
    nurse.locator("[data-action=start]").first.click()
    expect(nurse.locator(".is-inside").first).to_be_visible()


def _shown(board: Page, count: int, seconds: int = 60, step: int = 1_000) -> list[str]:
    """Let the board's clock run step by step, and give the newest numbers in the order of standing there."""
    shown: list[str] = []
    for _ in range(seconds * 1_000 // step):
        standing = board.locator("#calls .call-number").all_text_contents()
        shown += [newest for newest in standing[:1] if newest not in shown]
        if len(shown) == count:
            break
        run(board, step / 1_000, step)
    return shown


def test_two_calls_in_one_moment_are_both_shown_one_after_the_other(nurse: Page, board: Page) -> None:
    for number in (1, 2, 3):
        book(nurse, number)
    # On a slow machine the calls themselves may take longer than one is shown: the board's clock waits for them.
    stop_clock(board)
    for _ in range(2):
        call_next(nurse)
        _start_first(nurse)
    call_next(nurse)
    assert _shown(board, 3) == ["K-001", "K-002", "K-003"]
    assert board.locator("#calls .call").count() == 3


def test_two_and_twenty_calls_in_one_second_are_all_shown_in_order(hospital: Hospital, board: Page) -> None:
    stop_clock(board)
    called = hospital.call_many(22)
    assert _shown(board, 22, seconds=150, step=2_500) == called
    assert board.locator("#calls .call").count() == 22


def test_a_call_is_announced_after_the_one_before_it_has_ended(hospital: Hospital, board: Page) -> None:
    board.evaluate(VOICE)
    stop_clock(board)
    first, second = hospital.call_many(2)
    run(board, 24)
    expected = [f"begin {first} true", f"end {first}", f"begin {second} true", f"end {second}"]
    assert board.evaluate("window.said") == expected


def _call_first(hospital: Hospital, *steps: str) -> str:
    """Let one patient come, do these steps with the token one after the other, and give its number."""
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        asked = BookingRequest(slot_id=hospital.slot, class_="WALK_IN", phone="+919700000001", name="Zebrawood Canary")
        token = booking.book(asked, key="first", **who).token
        for step in steps:
            token = (undo.undo if step == "undo" else getattr(queue, step))(token.id, **who)
        return token.number


@pytest.mark.parametrize(
    ("steps", "announced"),
    [
        (("call", "undo"), 0),
        (("call", "undo", "call"), 1),
        (("call", "undo", "call", "recall"), 2),
        (("call", "recall", "undo", "recall"), 2),
        (("call", "undo", "call", "undo"), 0),
    ],
)
def test_what_was_undone_before_its_turn_is_not_announced(
    hospital: Hospital, board: Page, steps: tuple[str, ...], announced: int
) -> None:
    board.evaluate(VOICE)
    stop_clock(board)
    (before,) = hospital.call_many(1)
    number = _call_first(hospital, *steps)
    run(board, 32, 2_000)
    assert _said(board) == [f"begin {before} true", *[f"begin {number} true"] * announced]
    standing = board.locator("#calls .call-number").all_text_contents()
    assert standing == [*[number] * bool(announced), before]


def test_a_call_that_was_shown_undone_and_made_again_is_announced_again_and_keeps_its_place_until_then(
    hospital: Hospital, board: Page
) -> None:
    board.evaluate(VOICE)
    stop_clock(board)
    number = _call_first(hospital, "call")
    run(board, 6, 2_000)
    assert _said(board) == [f"begin {number} true"]
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        (token,) = db.session.scalars(select(TokenRow.id)).all()
        undo.undo(token, **who)
        queue.call(token, **who)
    for _ in range(24):
        run(board, 1)
        assert board.locator("#calls .call-number").all_text_contents() == [number]
    assert _said(board) == [f"begin {number} true"] * 2


def test_a_page_that_is_loaded_again_shows_what_it_has_not_shown(hospital: Hospital, board: Page) -> None:
    stop_clock(board)
    first, second = hospital.call_many(2)
    assert _shown(board, 1) == [first]
    board.reload()
    run(board, 1)
    newest = board.locator("#calls .call").first
    expect(newest.locator(".call-number")).to_have_text(second)
    expect(newest).to_contain_class("is-new")


def test_after_a_silence_nothing_old_makes_a_sound_and_there_is_one_chime(hospital: Hospital, board: Page) -> None:
    board.evaluate(VOICE)
    stop_clock(board)
    board.context.set_offline(True)
    run(board, 12)
    old, young = hospital.call_many(2, seconds_ago=90), hospital.call_many(2)
    board.context.set_offline(False)
    run(board, 24)
    assert _said(board) == [f"begin {young[0]} true", f"begin {young[1]} false"]
    assert set(board.locator("#calls .call-number").all_text_contents()) == {*old, *young}


def test_a_number_that_is_called_again_keeps_its_place_until_its_turn(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    stop_clock(board)
    call_next(nurse)
    label = board.locator("#calls .call .call-just")
    expect(label).to_have_text(["Just called"])
    board.evaluate("document.getElementById('doctors').dataset.old = ''")
    nurse.locator("[data-action=recall]").first.click()
    board.wait_for_selector("#doctors:not([data-old])")
    expect(label).to_have_text(["Just called"])
    board.clock.run_for(5_500)
    expect(label).to_have_text(["Called again"])


def test_a_new_call_turns_over_for_five_seconds_and_stays_marked_for_a_minute(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    stop_clock(board)
    call_next(nurse)
    call = board.locator("#calls .call").first
    expect(call).to_contain_class("is-new")
    board.clock.run_for(5_000)
    expect(call).not_to_contain_class("is-new")
    expect(call).to_contain_class("is-recent")
    # Without the network the board's own clock is the only one; with it the server's real time would win.
    board.context.set_offline(True)
    board.clock.run_for(70_000)
    expect(call).not_to_contain_class("is-recent")


def test_a_digit_of_the_newest_number_is_high_enough_for_the_far_wall(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    call_next(nurse)
    size = board.locator(".call-number").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size * DIGIT >= 0.155 * 1080


def test_without_contact_it_says_so_and_then_sends_people_to_the_desk(board: Page) -> None:
    liveness = board.locator("#liveness")
    expect(liveness).to_be_empty()
    board.context.set_offline(True)
    board.clock.run_for(11_000)
    expect(liveness).to_contain_text("Last update")
    board.clock.run_for(20_000)
    expect(liveness).to_contain_text("Please ask at the desk.")
    expect(board.locator("body")).to_contain_class("is-lost")
    board.context.set_offline(False)
    board.clock.run_for(6_000)
    expect(liveness).to_be_empty()


def test_an_answer_that_was_long_on_its_way_is_as_old_as_its_question(board: Page) -> None:
    held: list[Route] = []
    stop_clock(board)
    # The browser's own clock goes on while that of the page stands: it must not give the question up meanwhile.
    board.evaluate("AbortSignal.timeout = () => new AbortController().signal")
    board.route("**/screen", lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no method of a list
    while not held:
        board.clock.run_for(1_000)
    board.clock.run_for(3_000)
    with board.expect_response("**/screen"):
        held[0].continue_()
    board.wait_for_timeout(200)
    board.clock.run_for(8_000)
    expect(board.locator("#liveness")).to_contain_text("Last update")
