"""Jobs of a morning with nothing but a keyboard: every button is gone to with Tab, and pressed with Enter."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, clinic
from opd_web.services.booking import BookingRequest
from tests.browser.conftest import Hospital
from tests.browser.test_story import book

pytestmark = pytest.mark.browser

FURTHEST = 150
"""More presses of Tab than any button of these pages is away."""


def press(page: Page, button: Locator, key: str = "Enter") -> None:
    """Go to a button with Tab alone, from wherever the keyboard is, and press it."""
    expect(button).to_be_visible()
    for _ in range(FURTHEST):
        if button.evaluate("one => one === document.activeElement"):
            return page.keyboard.press(key)
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {button}")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def fill(page: Page, name: str) -> None:
    """Fill the booking form in for the phone of whoever was booked first, and send it."""
    page.keyboard.press("Alt+b")
    page.keyboard.type("9876543001")
    page.keyboard.press("Tab")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def menu(page: Page, number: str, item: str) -> None:
    """Open a token's menu and press one of its buttons."""
    press(page, page.get_by_label(f"More for {number}"))
    press(page, button(page, f"{item} {number}"))


def manage(page: Page, item: str) -> None:
    """Open the doctor's menu and press one of its buttons."""
    press(page, page.get_by_label("Late, break, end: Dr Rao"))
    press(page, button(page, item))


def add_slot(hospital: Hospital, doctor: int, *, days: int = 0) -> int:
    with hospital.app.app_context():
        now = clock.now()
        begins = now + timedelta(days=days)
        new = clinic.NewSlot(doctor, begins, begins + timedelta(hours=3), 1)
        return clinic.add_slot(new, actor=SYSTEM, now=now).id


@pytest.fixture
def das(hospital: Hospital) -> int:
    """Dr Das in room 4, who has time today."""
    with hospital.app.app_context():
        doctor = clinic.add_doctor(1, "Dr Das", "4", actor=SYSTEM, now=clock.now())
    add_slot(hospital, doctor)
    return doctor


@pytest.fixture
def full(hospital: Hospital) -> str:
    """The desk of a department that books nobody beyond what there is: its only slot of today is full."""
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        department = clinic.add_department("S", "Surgery", "Clinic S", preset_name="strict", **who)
        doctor = clinic.add_doctor(department, "Dr Bose", "9", **who)
    slots = [add_slot(hospital, doctor, days=days) for days in (0, 1)]
    with hospital.app.app_context():
        asked = BookingRequest(slot_id=slots[0], class_="PAID", phone="+919876543999", name="Zebrawood Canary")
        booking.book(asked, key="full", **who)
    return f"{hospital.url}/desk/S"


def test_a_doctor_is_late_takes_a_break_and_comes_back(nurse: Page) -> None:
    manage(nurse, "20 min")
    expect(nurse.locator(".pill-late")).to_have_text("20 minutes late")
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator(".pill-late")).to_have_count(0)
    manage(nurse, "On a break")
    expect(nurse.locator(".pill-paused")).to_be_visible()
    manage(nurse, "End the break")
    expect(nurse.locator(".pill-open")).to_be_visible()
    expect(nurse.locator("#done")).to_contain_text("Dr Rao is back")


def test_another_doctor_takes_over_and_the_arrival_is_kept(nurse: Page, das: int) -> None:
    book(nurse, 1)
    menu(nurse, "K-001", "Move to another slot")
    press(nurse, nurse.get_by_role("dialog").get_by_role("button", name="Move K-001: ").first)
    moved = nurse.get_by_role("region", name="Dr Das").locator("li.token:not(.is-gone)")
    expect(moved).to_contain_text("K-001")
    expect(moved).to_contain_text("Here")


def test_somebody_comes_is_called_before_others_and_another_does_not_come(nurse: Page) -> None:
    for number in (1, 2):
        nurse.get_by_label("The patient is here").uncheck()
        book(nurse, number)
    press(nurse, button(nurse, "Arrived K-002"))
    press(nurse, button(nurse, "Call K-002"))
    expect(nurse.locator(".is-called")).to_contain_text("K-002")
    menu(nurse, "K-001", "Did not come")
    expect(nurse.locator("#done")).to_contain_text("K-001 did not come")
    expect(nurse.locator("li.is-away")).to_have_count(0)
    press(nurse, nurse.locator("#undo"))
    expect(nurse.locator("li.is-away")).to_contain_text("K-001")


def test_whoever_lost_a_place_takes_one_that_is_offered(nurse: Page, das: int) -> None:
    book(nurse, 1)
    manage(nurse, "End the session")
    press(nurse, nurse.get_by_role("dialog").get_by_role("button", name="End the session"))
    expect(nurse.get_by_role("dialog", name="The session of Dr Rao has ended")).to_contain_text("K-001")
    nurse.keyboard.press("Escape")
    nurse.keyboard.press("Alt+d")
    press(nurse, nurse.get_by_role("list", name="Displaced").get_by_role("button", name="Move K-001: ").first)
    expect(nurse.get_by_role("region", name="Dr Das")).to_contain_text("Sunita Rao 1")
    expect(nurse.locator("#elsewhere")).not_to_contain_text("Displaced")


def test_a_follow_up_is_booked_as_the_consultation_ends(nurse: Page, hospital: Hospital) -> None:
    add_slot(hospital, hospital.doctor, days=7)
    book(nurse, 1)
    for key, shown in (("1", ".is-called"), ("s", ".is-inside")):
        nurse.keyboard.press(f"Alt+{key}")
        expect(nurse.locator(shown)).to_contain_text("K-001")
    menu(nurse, "K-001", "Complete with follow-up")
    press(nurse, nurse.get_by_role("dialog").get_by_role("button", name="In 7 days"))
    ended = nurse.get_by_role("dialog", name="K-001 is completed")
    expect(ended).to_contain_text("The follow-up is booked: K-001")
    press(nurse, ended.get_by_role("button", name="Close").first)
    expect(nurse.locator(".nobody")).to_be_visible()


def test_what_is_full_is_booked_on_another_day_with_one_key(nurse: Page, full: str) -> None:
    nurse.goto(full)
    fill(nurse, "Sunita Rao")
    expect(nurse.locator(".error-summary")).to_contain_text("This slot is full.")
    nurse.keyboard.press("Alt+u")
    expect(nurse.locator("#booked")).to_contain_text("Sunita Rao")


@pytest.fixture
def displacing(hospital: Hospital) -> str:
    """The desk of a department whose only slot of today is full, and gives way to emergencies."""
    with hospital.app.app_context():
        who = {"actor": SYSTEM, "now": clock.now()}
        department = clinic.add_department("E", "Surgery", "Clinic E", preset_name="preemptive", **who)
        doctor = clinic.add_doctor(department, "Dr Bose", "9", **who)
    today, _ = (add_slot(hospital, doctor, days=days) for days in (0, 1))
    with hospital.app.app_context():
        asked = BookingRequest(slot_id=today, class_="WALK_IN", phone="+919876543999", name="Zebrawood Canary")
        booking.book(asked, key="first", **who)
    return f"{hospital.url}/desk/E"


def test_whoever_gave_way_is_moved_with_one_key_and_back_with_another(nurse: Page, displacing: str) -> None:
    nurse.goto(displacing)
    nurse.keyboard.press("Alt+x")
    nurse.keyboard.type("chest pain")
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#moved")).to_contain_text("lost its place")
    expect(nurse.locator("#elsewhere")).to_contain_text("E-001")
    nurse.keyboard.press("Alt+u")
    expect(nurse.locator("#moved")).to_contain_text("is now at")
    expect(nurse.locator("#elsewhere li.token:not(.is-gone)", has_text="E-001")).to_have_count(0)
    expect(nurse.get_by_label("Phone")).to_be_focused()
    nurse.keyboard.press("Alt+z")
    expect(nurse.locator("#elsewhere")).to_contain_text("E-001")
    expect(nurse.locator("#moved")).not_to_contain_text("is now at")


def test_whoever_got_a_place_is_not_said_to_wait_any_more(nurse: Page, displacing: str) -> None:
    nurse.goto(displacing)
    fill(nurse, "Sunita Rao")
    expect(nurse.locator("#booked")).to_contain_text("No place is free yet. Number 1 on the waiting list.")
    menu(nurse, "E-001", "Cancel")
    press(nurse, button(nurse, "The patient went home"))
    expect(nurse.get_by_role("region", name="Dr Bose")).to_contain_text("Sunita Rao")
    expect(nurse.locator("#booked")).not_to_contain_text("waiting list")
    expect(nurse.locator("#booked")).to_contain_text("E-002 Sunita Rao")


def test_the_slip_of_the_booking_is_opened(nurse: Page) -> None:
    book(nurse, 1)
    with nurse.expect_popup() as opened:
        press(nurse, nurse.get_by_role("link", name="Print the slip"))
    expect(opened.value.locator("h1")).to_be_visible()


def test_a_new_name_on_a_known_phone_is_asked_about_and_enter_goes_on(nurse: Page) -> None:
    book(nurse, 1)
    fill(nurse, "Ravi Rao")
    expect(nurse.get_by_role("radio", name="Somebody new: Ravi Rao")).to_be_focused()
    assert nurse.locator(":focus-visible").get_attribute("value") == "new +919876543001"
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-002 Ravi Rao")


def test_one_key_more_chooses_who_is_known(nurse: Page) -> None:
    book(nurse, 1)
    fill(nurse, "Sunita")
    expect(nurse.get_by_role("radio", name="Somebody new: Sunita")).to_be_focused()
    nurse.keyboard.press("ArrowUp")
    nurse.keyboard.press("Enter")
    expect(nurse.locator(".error-summary")).to_contain_text("This patient already has K-001")
