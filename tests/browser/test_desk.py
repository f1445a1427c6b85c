"""The desk in a real browser: what stays still, what stays typed, where the keyboard is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import PASSWORD, Hospital
from tests.browser.test_story import book

pytestmark = pytest.mark.browser


@pytest.fixture
def other(nurse: Page) -> Page:
    """A second desk of the same nurse, connected."""
    page = nurse.context.new_page()
    page.goto(nurse.url)
    expect(page.locator("#live_state")).to_have_text("Live", use_inner_text=True)
    return page


def test_a_patient_is_booked_by_keyboard_alone(nurse: Page) -> None:
    nurse.get_by_label("Phone").focus()
    nurse.keyboard.type("98765 43210")
    nurse.keyboard.press("Tab")
    nurse.keyboard.type("Sunita Rao")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-001 Sunita Rao")
    expect(nurse.get_by_label("Phone")).to_be_focused()


def test_an_error_takes_the_focus_and_leads_to_its_field(nurse: Page) -> None:
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    nurse.keyboard.press("Enter")
    expect(nurse.locator(".error-summary")).to_be_focused()
    nurse.keyboard.press("Tab")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_label("Phone")).to_be_focused()
    expect(nurse.get_by_label("Name", exact=True)).to_have_value("Sunita Rao")


def test_a_double_click_books_one_token(nurse: Page) -> None:
    nurse.get_by_label("Phone").fill("98765 43210")
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    nurse.get_by_role("button", name="Book", exact=True).dblclick()
    expect(nurse.locator("#booked")).to_contain_text("K-001")
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)


def test_rows_stay_still_under_the_pointer(nurse: Page, other: Page) -> None:
    book(nurse, 1)
    other.locator("li.token:not(.is-gone)").first.hover()
    book(nurse, 2)
    expect(other.locator("#changes")).to_have_text("1 change. Show")
    expect(other.locator("li.token:not(.is-gone)")).to_have_count(1)
    other.locator("#changes").click()
    expect(other.locator("li.token:not(.is-gone)")).to_have_count(2)
    expect(other.locator("#changes")).to_be_hidden()


def test_an_open_form_tells_how_full_a_slot_is_while_rows_are_held(nurse: Page, other: Page) -> None:
    book(nurse, 1)
    other.locator("li.token:not(.is-gone)").first.hover()
    other.get_by_label("Phone").fill("98765")
    book(nurse, 2)
    expect(other.locator("#changes")).to_have_text("1 change. Show")
    expect(other.locator("#place option")).to_contain_text("9998 free of 10000")
    expect(other.get_by_label("Phone")).to_have_value("98765")


def test_what_is_being_typed_outlives_a_change_by_somebody_else(nurse: Page, other: Page) -> None:
    other.get_by_label("Phone").fill("98765")
    other.get_by_label("Name", exact=True).focus()
    book(nurse, 1)
    expect(other.locator("li.token:not(.is-gone)")).to_have_count(1)
    expect(other.get_by_label("Phone")).to_have_value("98765")
    expect(other.get_by_label("Name", exact=True)).to_be_focused()


def sign_in_again(nurse: Page) -> None:
    """Sign in in a new tab, as the page that is covered says, and come back to it."""
    expect(nurse.locator("#message")).to_contain_text("You are signed out.", timeout=30_000)
    nurse.unroute_all()
    with nurse.context.expect_page() as opened:
        nurse.get_by_role("link", name="Sign in again").click()
    opened.value.get_by_label("User name").fill("meera")
    opened.value.get_by_label("Password").fill(PASSWORD)
    opened.value.keyboard.press("Enter")
    expect(opened.value.get_by_role("heading", name="Desk K")).to_be_visible()
    opened.value.close()
    nurse.bring_to_front()
    nurse.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(nurse.locator("#message")).to_be_empty()


def test_a_sign_in_that_expired_costs_nothing_that_was_typed(nurse: Page) -> None:
    nurse.get_by_label("Phone").fill("98765 43210")
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    # She presses before the page itself has noticed.
    nurse.route("**/session", lambda route: route.abort())
    nurse.context.clear_cookies()
    button = nurse.get_by_role("button", name="Book", exact=True)
    button.click()
    sign_in_again(nurse)
    expect(button).to_be_focused()
    button.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-001 Sunita Rao")
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)


@pytest.mark.parametrize("presses", [True, False], ids=["pressed", "noticed"])
def test_a_note_that_was_being_written_outlives_a_sign_in_that_expired(nurse: Page, presses: bool) -> None:
    book(nurse, 1)
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Note K-001").press("Enter")
    note = nurse.get_by_role("dialog").get_by_label("Note", exact=True)
    note.fill("needs a wheelchair")
    if presses:
        nurse.route("**/session", lambda route: route.abort())
    nurse.context.clear_cookies()
    if presses:
        note.press("Enter")
    sign_in_again(nurse)
    expect(note).to_have_value("needs a wheelchair")
    expect(note).to_be_focused()
    note.press("Enter")
    expect(nurse.locator(".fact-note")).to_have_text("needs a wheelchair")


def test_the_keyboard_keeps_a_place_when_another_desk_takes_its_button_away(nurse: Page, other: Page) -> None:
    nurse.get_by_role("button", name="Call next for Dr Rao").focus()
    other.get_by_label("Late, break, end: Dr Rao").click()
    other.get_by_role("button", name="End the session").click()
    other.get_by_role("dialog").get_by_role("button", name="End the session").click()
    expect(nurse.locator(".pill-closed")).to_be_visible()
    expect(nurse.get_by_role("link", name="Dr Rao")).to_be_focused()


def test_after_an_action_the_keyboard_is_at_the_next_row_s_same_button(nurse: Page) -> None:
    nurse.get_by_label("The patient is here").uncheck()
    for number in (1, 2):
        book(nurse, number)
        nurse.get_by_label("The patient is here").uncheck()
    nurse.get_by_role("button", name="Arrived K-001").press("Enter")
    expect(nurse.get_by_role("button", name="Arrived K-002")).to_be_focused()


def test_calling_next_keeps_the_keyboard_where_it_is(nurse: Page) -> None:
    book(nurse, 1)
    button = nurse.get_by_role("button", name="Call next for Dr Rao")
    button.press("Enter")
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(nurse.locator("#message")).to_contain_text("K-001 is called and has not come in yet.")
    expect(button).to_be_focused()


def test_a_server_that_is_gone_is_said_to_be_gone(nurse: Page) -> None:
    nurse.get_by_label("Phone").fill("98765 43210")
    nurse.context.set_offline(True)
    nurse.get_by_role("button", name="Book", exact=True).click()
    expect(nurse.locator("#message")).to_contain_text("The server does not answer.")
    expect(nurse.get_by_label("Phone")).to_have_value("98765 43210")


def test_at_400_percent_nothing_is_cut_off(hospital: Hospital, context: Callable[..., BrowserContext]) -> None:
    page = context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(hospital.url)
    page.get_by_label("User name").fill("meera")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/K")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Alt+k")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_no_page_breaks_its_own_policy_or_asks_another_host(nurse: Page, board: Page) -> None:
    said: list[str] = []
    asked: set[str] = set()
    for page in (nurse, board):
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(re.sub(r"(?<=\d)/.*", "", request.url)))
        page.reload()
    book(nurse, 1)
    expect(board.locator("#clock")).to_be_visible()
    assert said == []
    assert len(asked) == 1


def test_a_menu_at_the_lower_edge_shows_all_it_offers(nurse: Page) -> None:
    book(nurse, 1)
    more = nurse.get_by_label("More for K-001")
    foot = more.evaluate("one => Math.ceil(one.getBoundingClientRect().bottom + scrollY)")
    nurse.set_viewport_size({"width": 1366, "height": foot + 10})
    more.press("Enter")
    expect(nurse.locator("details.more[open] button").last).to_be_in_viewport(ratio=1)


def test_a_refusal_is_read_far_down_the_page(nurse: Page, other: Page) -> None:
    book(nurse, 1)
    nurse.set_viewport_size({"width": 390, "height": 400})
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.route("**/queue*", lambda route: route.abort())
    other.get_by_role("button", name="Call K-001").click()
    expect(other.locator(".is-called")).to_contain_text("K-001")
    nurse.get_by_role("button", name="Did not come K-001").press("Enter")
    expect(nurse.locator("#message")).to_contain_text("K-001")
    expect(nurse.locator("#message")).to_be_in_viewport(ratio=1)


def test_a_menu_that_was_opened_before_the_news_came_stays_open(nurse: Page) -> None:
    book(nurse, 1)
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    nurse.route("**/desk/K/queue", keep, times=1)
    with nurse.expect_request("**/desk/K/queue"):
        nurse.evaluate("document.body.dispatchEvent(new Event('queue-changed'))")
    nurse.get_by_label("More for K-001").press("Enter")
    with nurse.expect_response("**/desk/K/queue"):
        waiting[0].continue_()
    nurse.get_by_role("button", name="Note K-001").press("Enter")
    expect(nurse.get_by_role("dialog")).to_contain_text("Notes on K-001")
