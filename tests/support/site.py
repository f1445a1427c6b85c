"""Every page of the product, found by its addresses, so that a new one is looked at without being named."""

from collections.abc import Iterator
from datetime import date

from flask import Flask
from playwright.sync_api import Page
from werkzeug.routing import Rule

NO_PAGES = ("/static/", "/api/v1", "/api/openapi", "/healthz", "/readyz", "/metrics", "/session", "/voice/")
NO_SUCH = "/nowhere"

PAIRING = "/boards/pair"
"""The page that loads itself once more when it has a code."""

_pages: dict[tuple[str, ...], list[str]] = {}
"""Which of these addresses are pages, asked once by each process."""


def addresses(app: Flask, on: date, **known: object) -> list[str]:
    """Give the address of everything that can be asked for; `known` gives arguments by their names, ids are else 1."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    given = {"on": on, "day": on, "code": "K", "kind": "doctors", **known}
    with app.test_request_context():
        found = {_address(app, rule, given) for rule in rules if not rule.rule.startswith(NO_PAGES)}
    return sorted(one for one in found if one)


def visited(page: Page, url: str, wanted: list[str]) -> Iterator[str]:
    """Go to each address that is a page, and neither a part of one, a file, nor a way to another."""
    key = (url, *wanted)
    if key not in _pages:
        _pages[key] = [address for address in wanted if _is_page(page, url + address)]
    for address in _pages[key]:
        go(page, url, address)
        yield address


def go(page: Page, url: str, address: str) -> None:
    """Go to an address and wait until the page stays where it is."""
    page.goto(url + address)
    if address == PAIRING:
        page.locator("#code").wait_for()
        # The page came a second time, and may be seen before its styles are there.
        page.wait_for_load_state()


def _is_page(page: Page, address: str) -> bool:
    answer = page.request.get(address, max_redirects=0)
    return "text/html" in answer.headers.get("content-type", "") and answer.text().startswith("<!DOCTYPE")


def _address(app: Flask, rule: Rule, given: dict[str, object]) -> str | None:
    numbers = {name: 1 for name in rule.arguments if name.endswith("_id")}
    values = numbers | {name: given[name] for name in rule.arguments if name in given}
    if set(values) != rule.arguments:
        return None
    return app.url_for(rule.endpoint, **values)
