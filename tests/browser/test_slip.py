"""The slip on paper: a press prints it once, and nothing is cut on a roll of 58 or of 80 mm."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from opd_web.store.database import db
from opd_web.store.rows import DepartmentRow, DoctorRow
from tests.browser.conftest import Hospital
from tests.browser.test_story import book
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

MARGINS = 6
"""Millimetres that the style leaves white at both sides together."""

PIXEL = 25.4 / 96
"""Millimetres."""

CUT = """() => [...document.querySelectorAll(".slip, .slip *")].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5
    || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display === "block";
}).map((element) => element.textContent.trim() || element.tagName)"""


@pytest.fixture
def slip(hospital: Hospital, nurse: Page) -> Page:
    """The slip of a token that was just booked, with a dialog that only writes down that it was opened."""
    book(nurse, 1)
    nurse.add_init_script("window.print = () => document.body.classList.add('was-printed')")
    nurse.goto(f"{hospital.url}/slips/1")
    return nurse


@pytest.fixture
def served(_product: tuple[Flask, LiveServer]) -> Flask:
    """The application on the database of the served product."""
    return _product[0]


def _long_names(app: Flask) -> None:
    """Let code, doctor and room be as long as they may be."""
    with app.app_context():
        db.session.execute(update(DepartmentRow).values(code="CARDIO25", public_label="Clinic 25, first floor, east"))
        doctor = {"name": "डॉ. वेंकटनरसिंहराजुवारिपेटा श्रीनिवासन", "room": "Reception 2, west wing, behind X-ray"}
        db.session.execute(update(DoctorRow).values(doctor))
        db.session.commit()


def _height(slip: Page, selector: str) -> float:
    """Give the height of what a selector finds, in millimetres on paper."""
    return float(slip.locator(selector).evaluate("element => element.getBoundingClientRect().height")) * PIXEL


def test_a_press_prints_and_another_one_prints_a_copy(slip: Page) -> None:
    body, copy = slip.locator("body"), slip.locator(".copy")
    expect(body).not_to_contain_class("was-printed")
    expect(slip.get_by_role("button", name="Print", exact=True)).to_be_focused()
    slip.keyboard.press("Enter")
    expect(body).to_contain_class("was-printed")
    expect(copy).to_have_count(0)
    slip.get_by_role("button", name="Print a copy").click()
    expect(copy).to_be_visible()
    expect(body).to_contain_class("was-printed")


def test_what_was_not_counted_stays_off_the_paper(slip: Page) -> None:
    slip.emulate_media(media="print")
    expect(slip.locator(".slip")).to_be_hidden()
    expect(slip.get_by_text("what is not counted is not printed")).to_be_visible()


@pytest.mark.parametrize("roll", [58, 80])
@pytest.mark.parametrize("long", [False, True])
def test_nothing_is_cut_on_a_roll(slip: Page, served: Flask, roll: int, long: bool) -> None:
    if long:
        _long_names(served)
    slip.get_by_role("button", name="Print", exact=True).click()
    expect(slip.locator("body")).to_contain_class("was-printed")
    slip.emulate_media(media="print")
    slip.set_viewport_size({"width": int((roll - MARGINS) / PIXEL), "height": 900})
    assert slip.evaluate(CUT) == []
    assert _height(slip, "svg.code") >= 25
    assert _height(slip, "h1") >= (5 if long else 10)
    pdf = slip.pdf(width=f"{roll}mm", height="200mm")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
