"""The board by itself: calls that come together, a network that goes away, and what a viewer far off can read."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import book, call_next

pytestmark = pytest.mark.browser

DIGIT = 0.727
"""Height of a digit of the board's font, as a part of its size."""


def _start_first(nurse: Page) -> None:
    nurse.locator("[data-action=start]").first.click()
    expect(nurse.locator(".is-inside").first).to_be_visible()


def _shown(board: Page, count: int, seconds: int = 60) -> list[str]:
    """Let the board's clock run second by second, and give the newest numbers in the order of standing there."""
    shown: list[str] = []
    for _ in range(seconds):
        newest = board.locator("#calls .call-number").first.text_content() or ""
        shown += [newest] if newest not in shown else []
        if len(shown) == count:
            break
        board.clock.run_for(1_000)
        # What the page fetches meanwhile comes in real time.
        board.wait_for_timeout(50)
    return shown


def test_two_calls_in_one_moment_are_both_shown_one_after_the_other(nurse: Page, board: Page) -> None:
    for number in (1, 2, 3):
        book(nurse, number)
    # On a slow machine the calls themselves may take longer than one is shown: the board's clock waits for them.
    board.clock.pause_at(datetime.fromtimestamp(board.evaluate("Date.now()") / 1000 + 1, UTC))
    for _ in range(2):
        call_next(nurse)
        _start_first(nurse)
    call_next(nurse)
    assert _shown(board, 3) == ["K-001", "K-002", "K-003"]
    assert board.locator("#calls .call").count() == 3


def test_a_number_that_is_called_again_keeps_its_place_until_its_turn(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    board.clock.pause_at(datetime.fromtimestamp(board.evaluate("Date.now()") / 1000 + 1, UTC))
    call_next(nurse)
    label = board.locator("#calls .call .call-just")
    expect(label).to_have_text(["Just called"])
    with board.expect_response("**/screen"):
        nurse.locator("[data-action=recall]").first.click()
    expect(label).to_have_text(["Just called"])
    board.clock.run_for(5_500)
    expect(label).to_have_text(["Called again"])


def test_a_new_call_turns_over_for_five_seconds_and_stays_marked_for_a_minute(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    call_next(nurse)
    call = board.locator("#calls .call").first
    expect(call).to_contain_class("is-new")
    board.clock.run_for(5_000)
    expect(call).not_to_contain_class("is-new")
    expect(call).to_contain_class("is-recent")
    # Without the network the board's own clock is the only one; with it the server's real time would win.
    board.context.set_offline(True)
    board.clock.run_for(60_000)
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
