"""Right to left: every page is the mirror of itself, and nothing hangs over its edge."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from opd_web import clock
from tests.browser.conftest import Demo
from tests.support import site
from tests.support.clinic import ZONE

pytestmark = pytest.mark.browser

FOREIGN = "/api/docs"
"""Its calls are drawn by others."""

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

PLACES = """() => [...document.querySelectorAll(
    "header, nav, main, footer, section, form, .card, .btn, .form-control, .form-select, .token, .row-item, .call")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.tagName + "." + one.className, one.getBoundingClientRect()])
  .map(([name, box]) => ({ name, start: box.left, end: innerWidth - box.right, width: box.width }))"""

TURNED = """() => [...document.querySelectorAll("svg.icon")].filter((one) => one.checkVisibility())
  .map((one) => [one.querySelector("use").href.baseVal.split("#")[1], getComputedStyle(one).transform])"""

WIDE = "hangs over the edge"
POINTING = {"logout", "volume"}
"""Of those that stand on the desk where it is wide; a narrow one leaves them out."""

Places = list[dict[str, Any]]


def turn(route: Route) -> None:
    """Hand the page on as in a language that is written from the right."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))


def open_page(demo: Demo, context: Callable[..., BrowserContext], *, turned: bool, **options: object) -> Page:
    page = context(reduced_motion="reduce", **options).new_page()
    demo.sign_in(page)
    if turned:
        page.route(lambda url: url.startswith(demo.url) and "/static/" not in url and "/voice/" not in url, turn)
    return page


def every_address(demo: Demo) -> list[str]:
    found = site.addresses(demo.app, clock.now().astimezone(ZONE).date())
    return [one for one in found if one != FOREIGN]


def not_mirrored(left: Places, right: Places) -> list[str]:
    """Name what does not stand as far from one edge as it did from the other; a word may be a little wider."""
    pairs = zip(left, right, strict=False)
    return [f"{one['name']}: {one} {other}" for one, other in pairs if abs(one["start"] - other["end"]) > 4]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_nothing_hangs_over_the_edge_of_a_phone(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = open_page(demo, context, turned=True, viewport=PHONE)
    assert [address for address in site.visited(page, demo.url, every_address(demo)) if too_wide(page)] == []


def test_every_page_is_mirrored(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = open_page(demo, context, turned=False, viewport=DESKTOP)
    mirror = open_page(demo, context, turned=True, viewport=DESKTOP)
    wrong = {}
    for address in site.visited(page, demo.url, every_address(demo)):
        site.go(mirror, demo.url, address)
        assert mirror.locator("html").get_attribute("dir") == "rtl"
        wrong[address] = not_mirrored(page.evaluate(PLACES), mirror.evaluate(PLACES)) + [WIDE] * too_wide(mirror)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_icons_that_point_are_turned_and_others_are_not(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    page = open_page(demo, context, turned=True, viewport={"width": 1920, "height": 1080})
    page.goto(f"{demo.url}/desk/K")
    turned = {name for name, transform in page.evaluate(TURNED) if transform == "matrix(-1, 0, 0, 1, 0, 0)"}
    assert turned == POINTING
