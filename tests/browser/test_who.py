"""Whoever stands at the desk, by keyboard and scanner: an unknown patient named, a slip scanned, the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_jobs import menu
from tests.browser.test_story import book

pytestmark = pytest.mark.browser


def emergency(nurse: Page) -> None:
    """Book somebody of whom nothing is known."""
    nurse.keyboard.press("Alt+x")
    nurse.keyboard.type("chest pain")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("Unknown patient")


def test_an_unknown_patient_is_named_from_the_row(nurse: Page) -> None:
    emergency(nurse)
    menu(nurse, "K-001", "Who is it?")
    dialog = nurse.get_by_role("dialog", name="Who is K-001?")
    expect(dialog.get_by_label("Phone")).to_be_focused()
    nurse.keyboard.type("12")
    nurse.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_focused()
    expect(dialog.get_by_label("Phone")).to_have_value("12")
    dialog.get_by_label("Phone").fill("98765 43210")
    dialog.get_by_label("Name").fill("Sunita Rao")
    nurse.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(nurse.locator("#token-1")).to_contain_text("Sunita Rao")


def test_a_scanned_slip_fills_the_form_and_books_nothing(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+b")
    nurse.keyboard.type("K-001\n\n")
    expect(nurse.locator("#booked")).to_contain_text("Sunita Rao 1 was found.")
    expect(nurse.get_by_label("Name", exact=True)).to_have_value("Sunita Rao 1")
    expect(nurse.get_by_label("Class")).to_be_focused()
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(1)
    nurse.get_by_role("button", name="Book", exact=True).press("Enter")
    # This clinic gives each patient one token a day.
    expect(nurse.locator(".error-summary")).to_contain_text("This patient already has K-001 here.")


def test_a_scanned_slip_in_an_emergency_asks_for_the_reason(nurse: Page) -> None:
    book(nurse, 1)
    nurse.get_by_label("Emergency", exact=True).check()
    nurse.get_by_label("Phone").fill("K-001")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("Sunita Rao 1 was found.")
    expect(nurse.get_by_label("Reason")).to_be_focused()


def test_from_a_scanned_slip_under_patients_to_its_row(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+p")
    expect(nurse.get_by_role("searchbox")).to_be_focused()
    nurse.keyboard.type("K-001\n")
    nurse.get_by_role("link", name="K-001").press("Enter")
    expect(nurse).to_have_url(re.compile(r"/desk/K#token-1$"))
    expect(nurse.get_by_role("button", name="Call K-001")).to_be_focused()


def test_back_from_a_patient_is_what_was_found(nurse: Page) -> None:
    book(nurse, 1)
    nurse.keyboard.press("Alt+p")
    nurse.get_by_role("searchbox").fill("sunita")
    nurse.keyboard.press("Enter")
    nurse.get_by_role("link", name="Sunita Rao 1").click()
    expect(nurse.get_by_role("heading", name="Sunita Rao 1")).to_be_visible()
    nurse.go_back()
    expect(nurse.get_by_role("link", name="Sunita Rao 1")).to_be_visible()
    assert "sunita" not in nurse.url.lower()
    nurse.get_by_role("link", name="Clinic K").click()
    expect(nurse.get_by_role("heading", name="Desk K")).to_be_visible()
