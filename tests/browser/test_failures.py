"""What goes wrong in a morning: two nurses on one token, an answer that is lost, a server that restarts."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import PASSWORD, Hospital, sign_in
from tests.browser.test_story import book, call_next
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

HALF_A_MINUTE = 30_000
PATIENCE = 30_000


def fill(page: Page) -> None:
    page.get_by_label("Phone").fill("98765 43210")
    page.get_by_label("Name", exact=True).fill("Sunita Rao")


def press_book(page: Page) -> None:
    page.get_by_role("button", name="Book", exact=True).click()


def test_the_second_of_two_nurses_reads_who_did_what_and_sees_it(nurse: Page, colleague: Page) -> None:
    book(nurse, 1)
    # Her list is held while the pointer is in it: she presses what she sees, after the other did.
    colleague.get_by_role("button", name="Call K-001").hover()
    nurse.get_by_role("button", name="Call K-001").click()
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    colleague.get_by_role("button", name="Call K-001").click()
    said = re.compile(r"Meera Joshi changed K-001 \d+ (s|min) ago \(called\)")
    expect(colleague.locator("#message")).to_contain_text(said)
    expect(colleague.locator(".is-called")).to_contain_text("K-001")
    expect(colleague.get_by_role("button", name="Start K-001")).to_be_visible()


def test_two_presses_on_call_next_call_one(nurse: Page) -> None:
    for number in (1, 2):
        book(nurse, number)
    nurse.get_by_role("button", name="Call next for Dr Rao").dblclick()
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    expect(nurse.locator(".is-called")).to_have_count(1)
    expect(nurse.get_by_role("button", name="Call K-002")).to_be_visible()


def test_a_booking_whose_answer_was_lost_makes_one_token_when_sent_again(nurse: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    nurse.route("**/desk/K/tokens", lose, times=1)
    fill(nurse)
    press_book(nurse)
    expect(nurse.locator("#message")).to_contain_text("The server does not answer. What you typed is still here.")
    expect(nurse.get_by_label("Name", exact=True)).to_have_value("Sunita Rao")
    press_book(nurse)
    expect(nurse.locator("#booked")).to_contain_text("This form had already been sent: nothing was booked twice.")
    expect(nurse.locator("#booked")).to_contain_text("K-001 Sunita Rao")
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)


def test_a_call_whose_answer_was_lost_is_seen_without_pressing_again(nurse: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    book(nurse, 1)
    nurse.route("**/call-next", lose, times=1)
    call_next(nurse)
    expect(nurse.locator(".is-called")).to_contain_text("K-001")


@pytest.mark.parametrize("fault", ["gone", "busy"])
def test_a_note_that_did_not_reach_the_server_is_sent_again_from_its_dialog(nurse: Page, fault: str) -> None:
    def fail(route: Route) -> None:
        if fault == "gone":
            route.abort()
        else:
            route.fulfill(status=503, body='<div id="message" role="alert"><p class="alert">Try again.</p></div>')

    book(nurse, 1)
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Note K-001").press("Enter")
    dialog = nurse.get_by_role("dialog")
    dialog.get_by_label("Note", exact=True).fill("needs a wheelchair")
    nurse.route("**/note", fail, times=1)
    nurse.keyboard.press("Enter")
    said = {"gone": "The server does not answer.", "busy": "Try again."}[fault]
    expect(dialog.get_by_role("alert")).to_contain_text(said)
    expect(dialog.get_by_label("Note", exact=True)).to_have_value("needs a wheelchair")
    dialog.get_by_role("button", name="Save the note").press("Enter")
    expect(nurse.locator(".fact-note")).to_have_text("needs a wheelchair")


@pytest.fixture
def restarted(hospital: Hospital, product: tuple[Flask, LiveServer]) -> Iterator[LiveServer]:
    """The server, which runs again whatever the test leaves behind."""
    _, server = product
    yield server
    server.stop()
    server.start()


def test_a_restart_is_said_heals_by_itself_and_loses_nothing_typed(
    hospital: Hospital, restarted: LiveServer, context: Callable[..., BrowserContext]
) -> None:
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    page.clock.install()
    sign_in(page, hospital.url, "meera", PASSWORD)
    expect(page.locator("#live_state")).to_have_attribute("data-state", "live")
    fill(page)
    restarted.stop()
    press_book(page)
    expect(page.locator("#message")).to_contain_text("The server does not answer.")
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator("#live_state")).to_contain_text("Not live. Last update")
    restarted.start()
    page.clock.fast_forward(HALF_A_MINUTE)
    # By its slow poll at first; the socket takes its time between two attempts.
    expect(page.locator("#live_state")).to_have_attribute("data-state", re.compile("live|polling"), timeout=PATIENCE)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Sunita Rao")
    press_book(page)
    expect(page.locator("#booked")).to_contain_text("K-001 Sunita Rao")
    expect(page.locator("li.token:not(.is-gone)")).to_have_count(1)


def test_rows_stay_still_under_the_keyboard_until_it_leaves(nurse: Page, colleague: Page) -> None:
    book(nurse, 1)
    colleague.get_by_role("button", name="Call K-001").focus()
    colleague.keyboard.press("Shift+Tab")
    colleague.keyboard.press("Tab")
    for number in (2, 3):
        book(nurse, number)
    expect(colleague.locator("#changes")).to_have_text("2 changes. Show")
    expect(colleague.locator("li.token:not(.is-gone)")).to_have_count(1)
    expect(colleague.get_by_role("button", name="Call K-001")).to_be_focused()
    colleague.get_by_label("Phone").focus()
    expect(colleague.locator("li.token:not(.is-gone)")).to_have_count(3)
    expect(colleague.get_by_label("Phone")).to_be_focused()


STEPS = ["Arrived", "Call", "Call again", "Start", "Complete"]


def test_the_keyboard_has_a_place_after_every_step_of_a_visit(nurse: Page) -> None:
    nurse.get_by_label("The patient is here").uncheck()
    book(nurse, 1)
    for step in STEPS:
        nurse.get_by_role("button", name=f"{step} K-001", exact=True).press("Enter")
        expect(nurse.locator("#done")).not_to_be_empty()
        expect(nurse.get_by_role("button", name=f"{step} K-001", exact=True)).to_have_count(
            1 if step == "Call again" else 0
        )
        expect(nurse.locator("main :focus")).to_have_count(1)
