"""The desk by keyboard: shortcuts, dialogs that give the keyboard back, and a way back from a wrong press."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, clinic
from tests.browser.conftest import PASSWORD
from tests.browser.test_story import book
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


def test_a_visit_needs_one_key_for_each_step(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+1")
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    nurse.keyboard.press("Alt+s")
    expect(nurse.locator(".is-inside")).to_contain_text("K-001")
    nurse.keyboard.press("Alt+c")
    expect(nurse.locator("#done")).to_contain_text("K-001 completed")
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator(".is-inside")).to_contain_text("K-001")


def test_the_keys_are_listed_and_escape_goes_back(nurse: Page) -> None:
    nurse.keyboard.press("Alt+k")
    expect(nurse.get_by_role("dialog", name="Keys")).to_be_visible()
    nurse.keyboard.press("Escape")
    expect(nurse.get_by_role("dialog")).to_have_count(0)
    expect(nurse.get_by_role("button", name="Keys")).to_be_focused()


def test_a_key_leads_to_the_booking_form(nurse: Page) -> None:
    nurse.keyboard.press("Alt+b")
    expect(nurse.get_by_label("Phone")).to_be_focused()
    nurse.keyboard.press("Alt+x")
    expect(nurse.get_by_label("Emergency")).to_be_checked()
    expect(nurse.get_by_label("Reason")).to_be_focused()


def test_what_was_left_in_the_booking_form_is_typed_over(nurse: Page) -> None:
    nurse.get_by_label("Phone").fill("98765")
    nurse.get_by_label("Name", exact=True).focus()
    nurse.keyboard.press("Alt+b")
    nurse.keyboard.type("91234 56780")
    expect(nurse.get_by_label("Phone")).to_have_value("91234 56780")


def test_the_key_of_the_form_begins_an_ordinary_booking_and_once_more_an_empty_one(nurse: Page) -> None:
    nurse.keyboard.press("Alt+x")
    nurse.keyboard.type("chest pain")
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    nurse.keyboard.press("Alt+b")
    expect(nurse.get_by_label("Emergency")).not_to_be_checked()
    nurse.keyboard.press("Enter")
    expect(nurse.locator(".error-summary")).to_be_focused()
    nurse.keyboard.press("Alt+b")
    expect(nurse.get_by_label("Phone")).to_be_focused()
    expect(nurse.get_by_label("Name", exact=True)).to_have_value("Sunita Rao")
    nurse.keyboard.press("Alt+b")
    expect(nurse.get_by_label("Name", exact=True)).to_have_value("")
    expect(nurse.locator(".error-summary, .field-error")).to_have_count(0)
    expect(nurse.get_by_label("Phone")).to_be_focused()
    book(nurse, 1)


def test_old_errors_of_an_empty_form_go_with_its_key(nurse: Page) -> None:
    nurse.get_by_role("button", name="Book", exact=True).press("Enter")
    expect(nurse.locator(".error-summary")).to_be_focused()
    nurse.keyboard.press("Alt+b")
    expect(nurse.locator(".error-summary, .field-error")).to_have_count(0)
    expect(nurse.get_by_label("Phone")).to_be_focused()


def test_why_here_opens_and_closes_by_keyboard(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Why here? K-001").press("Enter")
    expect(nurse.get_by_role("dialog", name="Why is K-001 here?")).to_contain_text("Nobody is ahead.")
    nurse.keyboard.press("Escape")
    expect(nurse.get_by_label("More for K-001")).to_be_focused()


def test_late_is_shown_at_once_and_the_menu_closes(nurse: Page) -> None:
    menu = nurse.get_by_label("Late, break, end: Dr Rao")
    for _ in range(2):
        menu.press("Enter")
        nurse.get_by_role("button", name="20 min", exact=True).press("Enter")
        expect(nurse.locator(".pill-late")).to_have_text("20 minutes late")
        expect(nurse.get_by_role("button", name="20 min", exact=True)).to_be_hidden()
        expect(menu).to_be_focused()


def test_start_and_complete_leave_the_keyboard_at_call_next(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+1")
    for step in ("Start", "Complete"):
        nurse.get_by_role("button", name=f"{step} K-001").press("Enter")
        expect(nurse.get_by_role("button", name=f"{step} K-001")).to_have_count(0)
        expect(nurse.get_by_role("button", name="Call next for Dr Rao")).to_be_focused()


def test_after_a_step_the_keyboard_is_at_the_next_row_where_that_has_no_such_button(nurse: Page) -> None:
    nurse.get_by_label("The patient is here").uncheck()
    book(nurse, 1)
    book(nurse, 2)
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(2)
    nurse.get_by_role("button", name="Arrived K-001").press("Enter")
    expect(nurse.get_by_role("button", name="Call K-002")).to_be_focused()


def test_an_answer_that_comes_after_the_news_of_it_does_not_draw_the_desk_twice(nurse: Page) -> None:
    """By then the button that asked is gone, and with it what the page said about drawing the answer."""

    def late(route: Route) -> None:
        answer = route.fetch()
        expect(nurse.locator(".is-inside")).to_contain_text("K-001")
        route.fulfill(response=answer)

    book(nurse, 1)
    nurse.keyboard.press("Alt+1")
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    nurse.route("**/start", late)
    with nurse.expect_response("**/start"):
        nurse.keyboard.press("Alt+s")
    expect(nurse.locator("#done")).to_contain_text("K-001 went in")
    expect(nurse.locator("#desk")).to_have_count(1)


def test_an_emergency_is_one_key_a_reason_and_enter(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_role("button", name="Call K-001").focus()
    nurse.keyboard.press("Alt+x")
    expect(nurse.get_by_label("Reason")).to_be_focused()
    nurse.keyboard.type("chest pain")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-002 Unknown patient")
    expect(nurse.locator(".queue li.token").first).to_contain_text("K-002")


def test_a_token_is_cancelled_with_a_reason_and_the_keyboard_stays_in_the_list(nurse: Page) -> None:
    book(nurse, 1)
    book(nurse, 2)
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(2)
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Cancel K-001").press("Enter")
    nurse.get_by_label("Another reason").fill("went home")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)
    expect(nurse.get_by_role("button", name="Call K-002")).to_be_focused()


def test_a_note_and_a_follow_up_by_keyboard_alone(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Note K-001").press("Enter")
    expect(nurse.get_by_label("Note", exact=True)).to_be_focused()
    nurse.keyboard.type("needs a wheelchair")
    nurse.keyboard.press("Enter")
    expect(nurse.locator(".fact-note")).to_have_text("needs a wheelchair")
    nurse.keyboard.press("Alt+1")
    nurse.get_by_role("button", name="Start K-001").press("Enter")
    expect(nurse.locator(".is-inside")).to_contain_text("K-001")
    nurse.get_by_label("More for K-001").press("Enter")
    nurse.get_by_role("button", name="Complete with follow-up K-001").press("Enter")
    nurse.get_by_label("Other, in days").press_sequentially("9")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("dialog")).to_contain_text("an administrator plans those days first")


def test_the_header_stays_and_hides_nothing_that_the_keyboard_is_at(nurse: Page) -> None:
    for number in range(1, 9):
        book(nurse, number)
    nurse.set_viewport_size({"width": 1366, "height": 700})
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(8)
    # Otherwise the page is still gliding there when it is looked at.
    nurse.emulate_media(reduced_motion="reduce")
    nurse.get_by_label("More for K-008").focus()
    for _ in range(12):
        nurse.keyboard.press("Shift+Tab")
        hidden = nurse.evaluate(
            "document.activeElement.getBoundingClientRect().top"
            " < document.querySelector('.desk-head').getBoundingClientRect().bottom"
        )
        assert not hidden
    nurse.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(nurse.locator(".site-user-name")).to_be_in_viewport(ratio=1)
    # What is refused down there is read below it.
    nurse.get_by_role("button", name="Call next for Dr Rao").press("Enter")
    expect(nurse.locator(".is-called")).to_have_count(1)
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#message .alert")).to_be_visible()
    # Half a pixel is the browser's rounding.
    assert nurse.evaluate(
        "document.querySelector('#message .alert').getBoundingClientRect().top + 0.5"
        " >= document.querySelector('.site-header').getBoundingClientRect().bottom"
    )


def test_the_header_of_an_administrator_takes_one_row(nurse: Page, product: tuple[Flask, LiveServer]) -> None:
    with product[0].app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        clinic.set_facility("Government Medical College and District Hospital", "Asia/Kolkata", **who)
        clinic.add_department("M", "Medicine", "Clinic M", preset_name="elastic", **who)
        accounts.add("leela", "Leela Thomas", PASSWORD, Role.ADMINISTRATOR, **who)
    nurse.get_by_role("button", name="Sign out").click()
    nurse.get_by_label("User name").fill("leela")
    nurse.get_by_label("Password").fill(PASSWORD)
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("link", name="Administration")).to_be_visible()
    assert nurse.locator(".site-header").evaluate("one => one.offsetHeight") < 2 * 44


def test_where_a_window_is_small_the_header_takes_none_of_it(nurse: Page) -> None:
    for width, height in ((320, 640), (1366, 600), (900, 900)):
        nurse.set_viewport_size({"width": width, "height": height})
        assert nurse.locator(".site-header").evaluate("one => getComputedStyle(one).position") == "static"
