"""What an open page does when its user is kept out, goes away, or is followed by another one."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, users
from tests.browser.conftest import PASSWORD, Demo, Hospital
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

PIN = "493817"
SWITCH = Path("test-results/switch.txt")
ENDED = Path("test-results/ended.txt")


def noted(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


@pytest.fixture
def app(_product: tuple[Flask, LiveServer]) -> Flask:
    """The product in this process, beside the one that is served."""
    return _product[0]


def meera(app: Flask) -> int:
    with app.app_context():
        return next(one.id for one in accounts.every() if one.username == "meera")


def test_who_is_kept_out_sees_nothing_more_within_seconds(nurse: Page, hospital: Hospital, app: Flask) -> None:
    """Another process keeps the user out, without Redis between the two: the page is covered, the socket closed."""
    expect(nurse.locator("#live_state")).to_have_attribute("data-state", "live")
    with nurse.expect_websocket() as opened:
        nurse.reload()
    socket = opened.value
    expect(nurse.locator("#live_state")).to_have_attribute("data-state", "live")
    account_id = meera(app)
    with app.app_context():
        accounts.add("boss", "Boss", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clock.now())
        begun = perf_counter()
        users.set_active(account_id, active=False, actor=SYSTEM, now=clock.now())
    expect(nurse.locator("#message")).to_contain_text("You are signed out.", timeout=30_000)
    page_after = perf_counter() - begun
    expect(nurse.get_by_label("Phone")).to_be_hidden()
    if not socket.is_closed():
        socket.wait_for_event("close", timeout=30_000)
    noted(ENDED, f"kept out: page covered after {page_after:.1f} s, socket closed after {perf_counter() - begun:.1f} s")


def test_a_locked_page_keeps_what_was_typed(nurse: Page, hospital: Hospital) -> None:
    nurse.get_by_label("Phone").fill("98765 43210")
    other = nurse.context.new_page()
    other.goto(f"{hospital.url}/account/")
    other.get_by_role("button", name="Lock", exact=True).click()
    expect(other.get_by_role("heading", name="This screen is locked")).to_be_visible()
    nurse.bring_to_front()
    dialog = nurse.get_by_role("dialog", name="This screen is locked")
    expect(dialog).to_be_visible(timeout=30_000)
    dialog.get_by_label("Password").fill("wrong")
    nurse.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("This is not your password.")
    dialog.get_by_label("Password").fill(PASSWORD)
    nurse.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(nurse.get_by_label("Phone")).to_have_value("98765 43210")
    nurse.get_by_label("Name", exact=True).fill("Sunita Rao")
    nurse.get_by_role("button", name="Book", exact=True).click()
    expect(nurse.locator("#booked .token-number")).to_have_text("K-001", timeout=15_000)


def sign_in(page: Page, hospital: Hospital, username: str) -> None:
    page.goto(f"{hospital.url}/sign-in")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def set_pin(page: Page, hospital: Hospital) -> None:
    page.goto(f"{hospital.url}/account/")
    page.get_by_label("PIN of six digits").fill(PIN)
    page.get_by_label("PIN, once more").fill(PIN)
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_text("Your PIN holds for this shift")).to_be_visible()


@pytest.fixture
def shared(hospital: Hospital, context: Callable[..., BrowserContext], app: Flask) -> Page:
    """A PC that was enrolled, where Ravi and then Meera signed in and set a PIN; Meera is at the desk."""
    with app.app_context():
        for name, role in (("anita", Role.ADMINISTRATOR), ("ravi", Role.NURSE)):
            accounts.add(name, name.title(), PASSWORD, role, actor=SYSTEM, now=clock.now())
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    sign_in(page, hospital, "anita")
    page.goto(f"{hospital.url}/admin/desks/")
    page.get_by_label("Name of this PC").fill("Desk 2")
    page.get_by_role("button", name="Enrol this PC").click()
    for username in ("ravi", "meera"):
        sign_in(page, hospital, username)
        set_pin(page, hospital)
    page.goto(f"{hospital.url}/desk/K")
    return page


def test_the_next_user_takes_over_in_seconds(shared: Page) -> None:
    begun = perf_counter()
    take_over(shared, "Ravi")
    noted(SWITCH, f"from `Switch user` to the desk of the next one: {perf_counter() - begun:.1f} s of a quick typist")


def take_over(page: Page, name: str) -> None:
    page.get_by_role("link", name="Switch user").click()
    page.get_by_label(name).check()
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.keyboard.press("Enter")
    expect(page.locator(".site-user-name")).to_contain_text(name)
    expect(page.get_by_role("heading", name="Desk K")).to_be_visible()


def test_a_page_of_the_user_before_is_covered_and_kept_for_them(shared: Page) -> None:
    shared.get_by_label("Phone").fill("98765 43210")
    second = shared.context.new_page()
    second.goto(shared.url)
    take_over(second, "Ravi")
    shared.bring_to_front()
    expect(shared.locator("#message")).to_contain_text("Another user is signed in here.", timeout=30_000)
    expect(shared.get_by_label("Phone")).to_be_hidden()
    second.bring_to_front()
    take_over(second, "Meera")
    shared.bring_to_front()
    expect(shared.locator("#message")).to_be_empty(timeout=30_000)
    expect(shared.get_by_label("Phone")).to_have_value("98765 43210")


def test_the_header_of_a_shared_pc_takes_one_row(demo: Demo, context: Callable[..., BrowserContext]) -> None:
    """With everything that it can hold: an administrator, four departments, the mark of a demo."""
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    demo.sign_in(page)
    page.goto(f"{demo.url}/admin/desks/")
    page.get_by_label("Name of this PC").fill("Desk 2")
    page.get_by_role("button", name="Enrol this PC").click()
    expect(page.get_by_text("Desk 2")).not_to_have_count(0)
    for language in ("en", "hi"):
        page.goto(f"{demo.url}/desk/K")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".site-user a.btn")).to_be_visible()
        assert page.locator(".site-header").evaluate("one => one.offsetHeight") < 2 * 44
        page.locator("#languages button").first.click()
        expect(page.locator("html")).not_to_have_attribute("lang", language)
