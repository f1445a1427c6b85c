"""From an empty database to the first booked token, through the pages alone, as the first administrator does it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"
FIGURE = Path("test-results/setup.txt")


@pytest.fixture
def link(live_server: Callable[..., LiveServer], sqlite_url: str) -> Iterator[str]:
    """The link that the terminal shows at the first start."""
    server = live_server(DATABASE_URL=sqlite_url)
    found = re.search(r"http://\S+/setup/\S+", server.log)
    assert found, server.log
    yield found[0]
    server.close()


@pytest.fixture
def page(context: Callable[..., BrowserContext]) -> Page:
    return context(viewport={"width": 1366, "height": 768}).new_page()


def test_an_administrator_sets_the_hospital_up_and_books_in_one_sitting(page: Page, link: str) -> None:
    pages: list[str] = []
    page.on("load", lambda one: pages.append(one.url))
    begun = perf_counter()
    page.goto(link)
    become_administrator(page)
    name_the_hospital(page)
    add_department(page)
    add_doctor(page)
    plan_the_week(page)
    add_nurse(page)
    add_board(page)
    expect_nothing_left(page)
    number = book(page)
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(
        f"from the link to the first booked token ({number}): {perf_counter() - begun:.1f} s of a browser that types "
        f"at once, {len(pages)} pages\n",
        encoding="utf-8",
    )
    assert number == "K-001"
    assert shown_to_the_waiting_room(page, number)
    assert len(pages) <= 30


def become_administrator(page: Page) -> None:
    page.get_by_label("Your name").fill("Anita Desai")
    page.get_by_label("User name").fill("anita")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()


def name_the_hospital(page: Page) -> None:
    page.get_by_role("link", name="Edit the hospital").click()
    page.get_by_label("Name of the hospital").fill("St. Mary’s")
    page.get_by_label("Time zone").select_option(where_it_is_day())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="St. Mary’s")).to_be_visible()


def where_it_is_day() -> str:
    """Give a time zone in which the clinic's day is not nearly over."""
    return "Asia/Kolkata" if clock.now().hour < 14 else "America/New_York"


def add_department(page: Page) -> None:
    page.get_by_role("link", name="Add a department").click()
    page.get_by_label("Code").fill("K")
    page.get_by_label("Name for staff").fill("Cardiology")
    page.get_by_label("Label for patients").fill("Clinic K")
    page.get_by_role("button", name="Add the department").click()


def add_doctor(page: Page) -> None:
    page.get_by_role("link", name="Add a doctor").click()
    page.get_by_label("Name", exact=True).fill("Dr Rao")
    page.get_by_label("Room").fill("3")
    page.get_by_role("button", name="Add the doctor").click()


def plan_the_week(page: Page) -> None:
    """Plan every day, so that whenever this runs slots are ahead today."""
    page.get_by_role("link", name="Open the schedule").click()
    page.get_by_role("link", name="Dr Rao").click()
    page.get_by_role("link", name="Add hours").click()
    for day in page.locator("#weekdays input").all():
        day.check()
    page.get_by_label("From", exact=True).fill("00:00")
    page.get_by_label("To", exact=True).fill("23:00")
    page.get_by_role("button", name="Plan these hours").click()
    expect(page.get_by_role("heading", name="Every week")).to_be_visible()


def add_nurse(page: Page) -> None:
    """Take the next step from the line that every page of the set-up shows."""
    page.get_by_role("link", name="Open users").click()
    page.get_by_role("link", name="Add a user").click()
    page.locator("main #username").fill("meera")
    page.locator("main #name").fill("Meera Joshi")
    page.get_by_role("button", name="Add the user").click()
    expect(page.locator("#new-password")).to_be_visible()


def add_board(page: Page) -> None:
    page.get_by_role("link", name="Open boards").click()
    page.get_by_role("link", name="Add a board").click()
    page.get_by_label("Name for staff").fill("Ground floor")
    page.get_by_label("Heading").fill("Ground floor")
    page.locator("#department_ids input").first.check()
    page.get_by_role("button", name="Add the board").click()
    expect(page.get_by_role("status")).to_be_visible()


def expect_nothing_left(page: Page) -> None:
    """The checklist knows that all of it is done, and stops asking."""
    expect(page.locator(".next-step")).to_have_count(0)
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()
    expect(page.locator(".step")).to_have_count(6)
    expect(page.locator(".step.is-done")).to_have_count(6)


def shown_to_the_waiting_room(page: Page, number: str) -> bool:
    """Call the token, and find it on the board."""
    with page.expect_response(lambda answer: "call-next" in answer.url and answer.ok):
        page.get_by_role("button", name="Call next for Dr Rao").click()
    page.goto(page.url.split("/desk")[0] + "/boards/1")
    expect(page.get_by_text(number).first).to_be_visible()
    return True


def book(page: Page) -> str:
    page.get_by_role("link", name="Open the desk and book").click()
    page.get_by_label("Phone").fill("98765 43210")
    page.get_by_label("Name", exact=True).fill("Sunita Rao")
    page.get_by_role("button", name="Book", exact=True).click()
    number = page.locator("#booked .token-number")
    expect(number).to_have_text("K-001")
    return number.inner_text()
