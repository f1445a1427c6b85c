"""The policy editor in a real browser: a day is played while the form stays as it was typed."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, booking
from opd_web.services.booking import BookingRequest
from tests.browser.conftest import PASSWORD, Hospital
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(_product: tuple[Flask, LiveServer], hospital: Hospital, nurse: Page) -> Page:
    """An administrator of a hospital with two tokens today, an emergency among them."""
    who = {"actor": SYSTEM, "now": clock.now()}
    with _product[0].app_context():
        accounts.add("anita", "Anita Rao", PASSWORD, Role.ADMINISTRATOR, **who)
        for number, class_ in enumerate(("WALK_IN", "EMERGENCY")):
            request = BookingRequest(
                slot_id=hospital.slot, class_=class_, phone=f"+9198000000{number:02d}", name=f"Patient {number}"
            )
            booking.book(request, key=f"key-{number}", **who)
    nurse.get_by_role("button", name="Sign out").click()
    nurse.get_by_label("User name").fill("anita")
    nurse.get_by_label("Password").fill(PASSWORD)
    nurse.keyboard.press("Enter")
    nurse.get_by_role("link", name="Later").click()
    nurse.wait_for_url("**/desk/K")
    nurse.goto(f"{hospital.url}/admin/departments/1/policy/")
    return nurse


def test_the_effect_is_shown_beside_what_was_typed(admin: Page) -> None:
    admin.get_by_label("Minutes for a visit").fill("17")
    admin.get_by_role("button", name="Show the effect").click()
    expect(admin.get_by_role("progressbar")).to_be_visible()
    expect(admin.locator("#policy_effect")).to_contain_text("With this, the 1 emergency of", timeout=120_000)
    expect(admin.get_by_role("progressbar")).to_be_hidden()
    expect(admin.get_by_label("Minutes for a visit")).to_have_value("17")


def test_what_is_wrong_is_said_where_the_button_is(admin: Page) -> None:
    admin.get_by_label("Minutes for a visit").fill("0")
    admin.get_by_role("button", name="Show the effect").click()
    expect(admin.locator("#policy_effect .error-summary")).to_contain_text("Minutes for a visit: Enter a whole number")
