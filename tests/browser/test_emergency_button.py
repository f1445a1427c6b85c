"""The button that begins an emergency, for whoever has no keys at hand."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import clinic
from tests.browser.test_story import book
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["wide", "phone"])
def test_an_emergency_begins_from_anywhere_with_one_press(nurse: Page, size: tuple[int, int]) -> None:
    for number in range(1, 9):
        book(nurse, number)
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(8)
    nurse.set_viewport_size({"width": size[0], "height": size[1]})
    nurse.evaluate("scrollTo(0, 700)")
    button = nurse.get_by_role("button", name="Emergency", exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    expect(nurse.get_by_role("checkbox", name="Emergency", exact=True)).to_be_checked()
    expect(nurse.get_by_label("Reason")).to_be_focused()
    expect(nurse.get_by_label("Reason")).to_be_in_viewport(ratio=1)


def test_where_no_emergencies_are_taken_there_is_none(nurse: Page, product: tuple[Flask, LiveServer]) -> None:
    with product[0].app_context():
        clinic.add_department("C", "Checks", "Clinic C", preset_name="chronological", actor=SYSTEM, now=clock.now())
    nurse.goto(nurse.url.replace("/desk/K", "/desk/C"))
    expect(nurse.get_by_role("heading", name="Desk C")).to_be_visible()
    expect(nurse.get_by_role("button", name="Emergency", exact=True)).to_have_count(0)
