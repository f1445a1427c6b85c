"""Reports in a real browser: the chart is drawn under the strict policy, its table stands below, today is live."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts
from tests.browser.conftest import PASSWORD, Hospital
from tests.browser.test_story import book
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

# A chart that could not be drawn leaves its canvas empty.
IS_DRAWN = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(one => one)"


@pytest.fixture
def auditor(
    _product: tuple[Flask, LiveServer], hospital: Hospital, context: Callable[..., BrowserContext]
) -> tuple[Page, list[str]]:
    """An auditor's page of today, live, and what its console says."""
    with _product[0].app_context():
        accounts.add("ravi", "Ravi Menon", PASSWORD, Role.AUDITOR, actor=SYSTEM, now=clock.now())
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{hospital.url}/sign-in?next=/reports")
    page.get_by_label("User name").fill("ravi")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports")
    expect(page.locator("#live_state")).to_have_text("Live", use_inner_text=True)
    return page, said


def test_today_shows_a_booking_by_itself_in_chart_and_table(nurse: Page, auditor: tuple[Page, list[str]]) -> None:
    page, said = auditor
    expect(page.get_by_text("Nobody has asked for a token today.")).to_be_visible()
    book(nurse, 1)
    expect(page.get_by_role("row", name="Dr Rao 1")).to_be_visible(timeout=30_000)
    canvas = page.get_by_role("img", name="By doctor, patients")
    expect(canvas).to_be_visible()
    assert canvas.evaluate(IS_DRAWN)
    book(nurse, 2)
    expect(page.get_by_role("row", name="Dr Rao 2")).to_be_visible(timeout=30_000)
    assert page.get_by_role("img", name="By doctor, patients").evaluate(IS_DRAWN)
    assert said == []


def test_a_report_is_saved_as_a_file(nurse: Page, auditor: tuple[Page, list[str]]) -> None:
    book(nurse, 1)
    page, _ = auditor
    page.get_by_role("link", name="Waits").click()
    with page.expect_download() as saved:
        page.locator("button[formaction='/reports/waits/download'][value=xlsx]").click()
    assert saved.value.suggested_filename.startswith("waits-")
    assert saved.value.path().read_bytes().startswith(b"PK")
