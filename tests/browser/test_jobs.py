"""Each job of a morning by keyboard alone, on the real product."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import clinic
from tests.browser.test_story import book
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


def menu(nurse: Page, number: str, item: str) -> None:
    """Open a token's menu and press one of its buttons."""
    nurse.get_by_label(f"More for {number}").press("Enter")
    nurse.get_by_role("button", name=f"{item} {number}").press("Enter")


def called(nurse: Page) -> None:
    """Book somebody and call them."""
    book(nurse, 1)
    nurse.keyboard.press("Alt+1")
    expect(nurse.locator(".is-called")).to_contain_text("K-001")


def test_hold_and_a_late_return(nurse: Page) -> None:
    called(nurse)
    menu(nurse, "K-001", "Put on hold")
    nurse.get_by_role("button", name="Is back K-001").press("Enter")
    expect(nurse.get_by_role("button", name="Call K-001")).to_be_visible()


def test_a_second_call_and_its_undo(nurse: Page) -> None:
    called(nurse)
    nurse.keyboard.press("Alt+r")
    expect(nurse.locator(".is-called")).to_contain_text("2 times")
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator(".is-called")).not_to_contain_text("2 times")


def test_the_end_of_a_session_and_its_undo(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_label("Late, break, end: Dr Rao").press("Enter")
    nurse.get_by_role("button", name="End the session").press("Enter")
    expect(nurse.get_by_role("dialog")).to_contain_text("1 token is left")
    nurse.get_by_role("dialog").get_by_role("button", name="End the session").press("Enter")
    expect(nurse.get_by_role("dialog", name="The session of Dr Rao has ended")).to_contain_text("K-001")
    nurse.keyboard.press("Escape")
    expect(nurse.locator("#elsewhere")).to_contain_text("Displaced")
    # The button that opened the dialog is gone with the session.
    expect(nurse.get_by_role("link", name="Dr Rao")).to_be_focused()
    # Until it speaks of the session, the line offers to take back the booking.
    expect(nurse.locator("#done")).not_to_contain_text("booked")
    nurse.keyboard.press("Alt+z")
    expect(nurse.get_by_role("button", name="Call K-001")).to_be_visible()
    expect(nurse.locator("#elsewhere")).not_to_contain_text("Displaced")


def test_a_booking_that_was_taken_back_is_not_shown_as_booked(nurse: Page) -> None:
    book(nurse, 1)
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator("#done")).to_contain_text("K-001 booked: taken back")
    expect(nurse.locator("#booked")).to_be_empty()
    expect(nurse.get_by_label("Phone")).to_be_focused()


def test_what_was_done_before_the_last_thing_is_undone_by_keyboard(nurse: Page) -> None:
    book(nurse, 1)
    menu(nurse, "K-001", "Did not come")
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(0)
    book(nurse, 2)
    expect(nurse.locator("#done")).to_contain_text("K-002 booked")
    nurse.keyboard.press("Alt+y")
    expect(nurse.get_by_role("button", name="Undo: K-001 did not come")).to_be_visible()
    nurse.keyboard.press("Tab")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("button", name="Call K-001")).to_be_visible()
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(2)


def test_a_call_is_undone_after_the_recall_of_it_was(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_role("button", name="Call K-001").press("Enter")
    nurse.get_by_role("button", name="Call again K-001").press("Enter")
    expect(nurse.locator("#done")).to_contain_text("K-001 called again")
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator("#done")).to_contain_text("K-001 called again: taken back")
    nurse.keyboard.press("Alt+y")
    nurse.get_by_role("button", name="Undo: K-001 called").press("Enter")
    expect(nurse.locator("#done")).to_contain_text("K-001 called: taken back")
    expect(nurse.get_by_role("button", name="Call K-001")).to_be_visible()


def test_a_transfer_and_its_undo(nurse: Page, product: tuple[Flask, LiveServer]) -> None:
    with product[0].app_context():
        now = clock.now()
        who = {"actor": SYSTEM, "now": now}
        other = clinic.add_doctor(1, "Dr Das", "4", **who)
        clinic.add_slot(clinic.NewSlot(other, now, now + timedelta(hours=3), 2), **who)
    book(nurse, 1)
    menu(nurse, "K-001", "Move to another slot")
    nurse.get_by_role("dialog").get_by_role("button", name="Move K-001:").first.press("Enter")
    expect(nurse.locator("#done")).to_contain_text("K-001 moved to Dr Das")
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator("#done")).to_contain_text("K-001 moved to Dr Das: taken back")


def test_a_slip_is_scanned_and_the_patient_s_page_opened(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+p")
    expect(nurse.get_by_role("searchbox")).to_be_focused()
    nurse.keyboard.type("K-001")
    nurse.keyboard.press("Enter")
    nurse.get_by_role("link", name="Sunita Rao 1").press("Enter")
    expect(nurse.get_by_role("heading", name="Sunita Rao 1")).to_be_visible()
    assert "Sunita" not in nurse.url + nurse.title()


def test_a_patient_is_registered(nurse: Page) -> None:
    nurse.keyboard.press("Alt+p")
    nurse.get_by_role("link", name="Register a patient").press("Enter")
    nurse.get_by_label("Phone").fill("98765 43210")
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_role("heading", name="Sunita Rao")).to_be_visible()
