"""The patient's page in a real browser: it renews itself, says when it cannot, and everybody can read it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from opd_web.store.database import db
from opd_web.store.rows import DepartmentRow
from tests.browser.conftest import Hospital
from tests.browser.test_story import book, call_next
from tests.support import axe

pytestmark = pytest.mark.browser

EVERY = 21_000
"""Milliseconds after which the page has looked again."""


@pytest.fixture
def phone(hospital: Hospital, nurse: Page, context: Callable[..., BrowserContext]) -> Page:
    """A patient's phone at the page that the slip of the first booked token leads to."""
    book(nurse, 1)
    slip = nurse.context.new_page()
    slip.goto(f"{hospital.url}/slips/1")
    address = slip.locator("a.follow").get_attribute("href")
    slip.close()
    page = context(viewport={"width": 390, "height": 844}).new_page()
    page.clock.install()
    page.goto(f"{hospital.url}{address}")
    return page


def test_it_renews_itself_and_says_when_it_cannot(nurse: Page, phone: Page) -> None:
    expect(phone.locator("#place")).to_contain_text("Not started yet")
    call_next(nurse)
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    phone.clock.run_for(EVERY)
    expect(phone.locator("#place")).to_contain_text("Called now Go to: Room 3")
    phone.context.set_offline(True)
    phone.clock.run_for(EVERY)
    expect(phone.get_by_text("No connection.")).to_be_visible()
    phone.context.set_offline(False)
    phone.clock.run_for(EVERY)
    expect(phone.get_by_text("No connection.")).to_be_hidden()


def test_without_javascript_its_patient_looks_again(
    nurse: Page, phone: Page, context: Callable[..., BrowserContext]
) -> None:
    plain = context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    plain.goto(phone.url)
    expect(plain.locator("#place")).to_contain_text("Not started yet")
    expect(plain.locator("#renews")).to_be_hidden()
    call_next(nurse)
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    plain.locator("a.again").click()
    expect(plain.locator("#place")).to_contain_text("Called now Go to: Room 3")


@pytest.mark.parametrize("code", ["K", "ENT", "CARD", "MEDICINE"])
def test_the_whole_number_stands_on_a_phone(hospital: Hospital, phone: Page, code: str) -> None:
    with hospital.app.app_context():
        db.session.execute(update(DepartmentRow).values(code=code))
        db.session.commit()
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.reload()
    expect(phone.locator("h1")).to_have_text(f"{code}-001")
    assert phone.locator("h1").evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everybody_can_read_it(phone: Page, colours: str) -> None:
    phone.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    assert axe.grave(axe.findings(phone)) == []
    phone.goto(phone.url.rsplit("/", 1)[0] + "/wrong")
    assert axe.grave(axe.findings(phone)) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
