"""The page around Swagger UI: it works under our own Content-Security-Policy, and asks no other host."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def served(live_server: Callable[..., LiveServer], sqlite_url: str) -> LiveServer:
    return live_server(DATABASE_URL=sqlite_url)


def authorize(page: Page, key: str) -> None:
    page.locator("button.authorize").first.click()
    page.locator("#auth-bearer-value").fill(key)
    page.locator(".auth-btn-wrapper button.authorize").click()
    page.locator("button.btn-done").click()


def test_a_person_tries_an_example_of_the_description(browser: Browser, served: LiveServer) -> None:
    key = served.command("api-keys", "create", "Person", "--role", "administrator").splitlines()[-1]
    page = browser.new_page()
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{served.url}/api/docs")
    call = page.locator("#operations-departments-departments_add")
    authorize(page, key)
    call.locator(".opblock-summary-control").click()
    call.locator("button.try-out__btn").click()
    call.locator("button.execute").click()
    expect(call.locator(".live-responses-table tr.response td.response-col_status")).to_contain_text("201")
    assert (said, hosts) == ([], {urlsplit(served.url).netloc})
    page.close()
