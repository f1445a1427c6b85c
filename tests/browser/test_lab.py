"""The lab in a real browser: the progress moves by itself to the figures, and a run that takes long is stopped."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts
from tests.browser.conftest import PASSWORD, Hospital
from tests.browser.test_reports import IS_DRAWN
from tests.support import axe
from tests.support.server import LiveServer

PLAYED = 180_000
"""Milliseconds that a busy machine may need."""


@pytest.fixture
def lab(_product: tuple[Flask, LiveServer], hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """An administrator who stands in front of the lab."""
    app, _server = _product
    with app.app_context():
        accounts.add("anita", "Anita Rao", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clock.now())
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{hospital.url}/sign-in?next=/reports/lab/")
    page.get_by_label("User name").fill("anita")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Later").click()
    page.wait_for_url("**/reports/lab/")
    return page


def test_the_progress_becomes_the_figures_by_itself(lab: Page) -> None:
    form = lab.get_by_role("region", name="A made-up day")
    form.get_by_label("Doctors in each").fill("1")
    for policy in ("Elastic", "Balanced", "Pre-emptive", "Chronological"):
        form.get_by_label(policy, exact=True).uncheck()
    form.get_by_role("button", name="Play the day").click()
    expect(lab.get_by_role("progressbar")).to_be_visible()
    lab.reload()
    expect(lab.get_by_role("heading", name="Side by side")).to_be_visible(timeout=PLAYED)
    expect(lab.locator("thead th")).to_have_text(["Figure", "Fair", "Strict"])
    lab.get_by_role("link", name="Reports of the day: Strict").click()
    expect(lab.get_by_role("heading", name="Summary", level=1)).to_be_visible()
    expect(lab.get_by_text("A simulated day under Strict: nobody was there.")).to_be_visible()
    # Of no class are there ten, so their waits are told and not drawn; the doctor had more places.
    lab.get_by_role("link", name="Utilisation").click()
    expect(lab.get_by_role("heading", name="Utilisation", level=1)).to_be_visible()
    chart = lab.get_by_role("img").first
    expect(chart).to_be_visible()
    assert chart.evaluate(IS_DRAWN)
    assert axe.grave(axe.findings(lab)) == []


def test_a_run_is_stopped(lab: Page) -> None:
    form = lab.get_by_role("region", name="A made-up day")
    form.get_by_label("Departments").fill("3")
    form.get_by_role("button", name="Play the day").click()
    lab.get_by_role("button", name="Stop").click()
    expect(lab.get_by_text("You stopped this run.")).to_be_visible(timeout=PLAYED)
