"""Accessibility: axe-core looks at every page, empty, full, with errors, dark, on a phone, and finds nothing grave."""

from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, clinic
from tests.browser.conftest import PASSWORD, Demo, Hospital, sign_in
from tests.support import axe, site
from tests.support.clinic import ZONE, empty
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1366, "height": 768}
LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": DESKTOP},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark", "locale": "hi-IN"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
"""Hindi is looked at in the dark: a look costs a while."""

FORM = """() => {
  const typed = /text|number|time|date|tel|password/;
  const open = (form) => [...form.elements].filter((one) => one.checkVisibility() && typed.test(one.type));
  const form = [...document.querySelectorAll("main form[method=post]:not([hx-post])")].find((one) => open(one).length);
  for (const field of form ? open(form) : []) field.value = "";
  if (form) form.id ||= "looked-at";
  return form ? form.id : null;
}"""
"""Empty the first form of the page that has something to type, and name it."""

DIALOGS = {
    "keys": "[data-panel=keys]",
    "why": "[hx-get$='/why']",
    "transfer": "[hx-get$='/transfer']",
    "closing": "[hx-get$='/closing']",
}
"""What opens a dialog of the desk, by what it shows."""

Open = Callable[..., BrowserContext]


def open_page(context: Open, look: str) -> Page:
    return context(reduced_motion="reduce", **LOOKS[look]).new_page()


def grave_on(page: Page, state: str, address: str) -> list[str]:
    """Look at the page as it stands, and keep the counts."""
    found = axe.findings(page)
    axe.note(state, address, found)
    return [f"{state} {address} {line}" for line in axe.grave(found)]


def every_address(demo: Demo) -> list[str]:
    return [*site.addresses(demo.app, clock.now().astimezone(ZONE).date()), site.NO_SUCH]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_that_is_full(demo: Demo, context: Open, look: str) -> None:
    page = open_page(context, look)
    demo.sign_in(page)
    found = [
        line for address in site.visited(page, demo.url, every_address(demo)) for line in grave_on(page, look, address)
    ]
    assert found == []


def test_every_form_with_errors(demo: Demo, context: Open) -> None:
    page = open_page(context, "light")
    demo.sign_in(page)
    found = []
    for address in site.visited(page, demo.url, every_address(demo)):
        if form := page.evaluate(FORM):
            with page.expect_navigation():
                page.evaluate("(id) => document.getElementById(id).requestSubmit()", form)
            found += grave_on(page, "error", address)
    assert found == []


def test_what_opens_over_the_desk(demo: Demo, context: Open) -> None:
    page = open_page(context, "light")
    demo.sign_in(page)
    page.goto(f"{demo.url}/desk/K")
    found = []
    for name, opener in DIALOGS.items():
        page.locator(opener).first.evaluate("(one) => (one.closest('details.more') || one).open = true")
        page.locator(opener).first.click()
        page.get_by_role("dialog").wait_for()
        found += grave_on(page, "dialog", name)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    assert found == []


def test_an_open_menu_and_a_refusal(nurse: Page) -> None:
    nurse.get_by_label("Late, break, end: Dr Rao").click()
    found = grave_on(nurse, "menu", "/desk/K")
    nurse.keyboard.press("Escape")
    nurse.get_by_role("button", name="Call next for Dr Rao").click()
    expect(nurse.locator("#message")).to_contain_text("Nobody who is present")
    found += grave_on(nurse, "refused", "/desk/K")
    nurse.get_by_role("button", name="Book", exact=True).click()
    expect(nurse.locator(".error-summary")).to_be_focused()
    assert found + grave_on(nurse, "error", "/desk/K") == []


def in_both_colours(page: Page, state: str, address: str) -> list[str]:
    """Look at a page that comes only once in the light, and then in the dark."""
    found = grave_on(page, state, address)
    page.emulate_media(color_scheme="dark")
    found += grave_on(page, f"{state}, dark", address)
    page.emulate_media(color_scheme="light")
    return found


def test_the_pages_of_the_second_step(product: tuple[Flask, LiveServer], hospital: Hospital, context: Open) -> None:
    """They come one after the other, each of them once: no address alone leads to the later ones."""
    app, _ = product
    page = open_page(context, "phone")
    administer(app, page, hospital.url)
    page.goto(f"{hospital.url}/account/second-step")
    found = in_both_colours(page, "asked", "/account/second-step")
    page.get_by_role("button", name="Set it up").click()
    secret = page.locator("#totp-secret").inner_text()
    found += in_both_colours(page, "begun", "/account/second-step")
    page.locator("main #code").fill("000000")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found += in_both_colours(page, "wrong code", "/account/second-step/confirm")
    page.locator("main #code").fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".codes code")).to_have_count(10)
    found += in_both_colours(page, "codes", "/account/second-step/confirm")
    page.goto(f"{hospital.url}/account/second-step")
    found += in_both_colours(page, "set up", "/account/second-step")
    page.context.clear_cookies()
    page.goto(f"{hospital.url}/sign-in")
    page.get_by_label("User name").fill("anita")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    page.wait_for_url("**/sign-in/code**")
    assert found + in_both_colours(page, "code", "/sign-in/code") == []


def test_what_comes_of_an_administrator_s_forms(
    product: tuple[Flask, LiveServer], hospital: Hospital, context: Open
) -> None:
    app, _ = product
    page = open_page(context, "light")
    administer(app, page, hospital.url)
    found: list[str] = []
    for address, send, shown in FORMS:
        page.goto(f"{hospital.url}{address}")
        send(page)
        page.locator(shown).first.wait_for()
        found += in_both_colours(page, "answer", address)
    assert found == []


BAD_ROWS = b"department,name,room,code\nX,Dr Nobody,3,\n,,,\nK,Dr New,4,77\n"


def make_key(page: Page) -> None:
    page.get_by_label("Program").fill("Kiosk")
    page.get_by_role("button", name="Make the key").click()


def add_user(page: Page) -> None:
    page.locator("main #username").fill("ravi")
    page.locator("main #name").fill("Ravi Kumar")
    page.get_by_role("button", name="Add the user").click()


def send_bad_rows(page: Page) -> None:
    page.get_by_label("File").set_input_files({"name": "doctors.csv", "mimeType": "text/csv", "buffer": BAD_ROWS})
    page.get_by_role("button", name="Look at the file").click()


def see_what_erasing_would_do(page: Page) -> None:
    page.locator("[name=days]").fill("365")
    page.get_by_role("button", name="See what it would do").click()


FORMS: tuple[tuple[str, Callable[[Page], None], str], ...] = (
    ("/admin/api-keys/new", make_key, "#secret"),
    ("/admin/users/new", add_user, "#new-password"),
    ("/admin/import/doctors", send_bad_rows, "#problems-title"),
    ("/admin/personal-data/", see_what_erasing_would_do, ".retention-check"),
)
"""Forms whose answer is a page of its own: where one stands, what is sent, and what shows that the answer is there."""


def test_a_page_that_is_not_for_this_user(hospital: Hospital, nurse: Page) -> None:
    answer = nurse.goto(f"{hospital.url}/admin/")
    assert answer is not None
    assert (answer.status, grave_on(nurse, "forbidden", "/admin/")) == (403, [])


def test_a_hospital_in_which_nobody_waits(product: tuple[Flask, LiveServer], hospital: Hospital, context: Open) -> None:
    app, _ = product
    page = open_page(context, "light")
    administer(app, page, hospital.url)
    found = [
        line
        for address in site.visited(page, hospital.url, site.addresses(app, clock.now().astimezone(ZONE).date()))
        for line in grave_on(page, "empty", address)
    ]
    assert found == []


def test_a_hospital_that_is_new(product: tuple[Flask, LiveServer], context: Open) -> None:
    app, server = product
    with app.app_context():
        empty()
        clinic.set_facility("Hospital", ZONE.key, actor=SYSTEM, now=clock.now())
    page = open_page(context, "light")
    administer(app, page, server.url)
    lists = ["/desk", "/admin/", "/admin/departments/", "/admin/doctors/", "/admin/schedule/"]
    found = [line for address in site.visited(page, server.url, lists) for line in grave_on(page, "new", address)]
    assert found == []


def administer(app: Flask, page: Page, url: str) -> None:
    with app.app_context():
        accounts.add("anita", "Anita Das", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clock.now())
    sign_in(page, url, "anita", PASSWORD)


BROKEN = """
<main><h1>Broken</h1><img src="/static/img/icon.svg"><button></button>
<p class="faint">Hardly to be read</p><label>Phone</label><input></main>
"""


def test_the_checker_sees_a_broken_page(nurse: Page) -> None:
    nurse.locator("#content").evaluate("(main, html) => (main.outerHTML = html)", BROKEN)
    nurse.locator(".faint").evaluate("(one) => (one.style.color = '#aaa')")
    seen = {line.split(":")[0] for line in axe.grave(axe.findings(nurse))}
    assert seen >= {"image-alt", "button-name", "color-contrast", "label"}
