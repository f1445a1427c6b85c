"""How pages look to those who see them otherwise: at 400 %, without motion, in the colours of the system."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from opd_web import clock
from tests.browser.conftest import Demo
from tests.support import site
from tests.support.clinic import ZONE

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
WITHOUT_ZOOM = ("/boards/", "/api/docs")
"""A TV is not zoomed, and the description of the HTTP API is drawn by others."""

WIDER = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => `${one.tagName} ${one.id} ${one.className}`).slice(0, 5)"""

MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const lasts = `${style.transitionDuration},${style.animationDuration}`.split(",");
  const moves = lasts.some((time) => parseFloat(time) > 0.01);
  return moves && (style.transitionProperty !== "none" || style.animationName !== "none");
}).map((one) => `${one.tagName} ${one.className}`)"""

BORDERLESS = """() => [...document.querySelectorAll(".btn, .form-control, .form-select")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).borderTopStyle === "none")
  .map((one) => `${one.tagName} ${one.className}`)"""


def every_address(demo: Demo) -> list[str]:
    return site.addresses(demo.app, clock.now().astimezone(ZONE).date())


@pytest.mark.parametrize("language", ["en-IN", "hi-IN"])
def test_at_400_percent_nothing_scrolls_sideways(
    demo: Demo, context: Callable[..., BrowserContext], language: str
) -> None:
    page = context(viewport=NARROW, locale=language).new_page()
    demo.sign_in(page)
    wide = {}
    for address in site.visited(page, demo.url, every_address(demo)):
        if not address.startswith(WITHOUT_ZOOM) and page.evaluate("document.documentElement.scrollWidth") > 320:
            wide[address] = page.evaluate(WIDER)
    assert wide == {}


@pytest.mark.parametrize("address", ["/desk/K", "/boards/1"])
def test_nothing_moves_for_those_who_asked_for_that(
    demo: Demo, context: Callable[..., BrowserContext], address: str
) -> None:
    page = context(reduced_motion="reduce").new_page()
    demo.sign_in(page)
    page.goto(demo.url + address)
    page.evaluate("document.querySelectorAll('.call').forEach((one) => one.classList.add('is-new'))")
    assert page.evaluate(MOVING) == []


def test_every_control_is_outlined_in_the_colours_of_the_system(
    demo: Demo, context: Callable[..., BrowserContext]
) -> None:
    page = context(forced_colors="active").new_page()
    demo.sign_in(page)
    page.goto(f"{demo.url}/desk/K")
    assert page.evaluate(BORDERLESS) == []
    tick = page.locator("[name=here]")
    assert tick.evaluate("(one) => getComputedStyle(one).appearance") == "auto"
