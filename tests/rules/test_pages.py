"""Every page: one heading, a title that begins with it, ids that are there once, headers that trust nobody."""

from collections import Counter

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, add_board, signed_in
from tools.other_hosts import HTML

SIGNED_IN = [
    "/patients",
    "/patients/new",
    "/patients/1",
    "/patients/1/edit",
    "/desk/K",
    "/desk/EMPTY",
    "/doctor/1",
    "/slips/5",
    "/nowhere",
    "/desk/NONE",
    "/reports",
    "/reports/waits",
    "/reports/arrivals",
]
PUBLIC = ["/sign-in", "/boards/1"]


_seen: dict[str, Page] = {}


@pytest.fixture(params=SIGNED_IN + PUBLIC)
def page(request: pytest.FixtureRequest) -> Page:
    """Each page of the product, asked for once."""
    if request.param not in _seen:
        visitor: Visitor = request.getfixturevalue("_morning")
        _seen.update({path: visitor.get(path) for path in SIGNED_IN + PUBLIC})
    return _seen[request.param]


@pytest.fixture
def _morning(app: Flask, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """An administrator, who sees every page, in a clinic with a token in every state."""
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)
    slot = clinic.slot(capacity=5)
    for step in ("hold", "start", "call"):
        clinic.bring_to(clinic.book(slot), step)
    clinic.book(slot, source="STAFF")
    clinic.book(slot)
    add_board(clinic.first_department)
    clinic.department("EMPTY")
    return signed_in(app, Role.ADMINISTRATOR)


def test_it_has_one_heading_and_its_title_begins_with_it(page: Page) -> None:
    headings = [one.text for one in page.all("h1")]
    assert len(headings) == 1
    # A title stays in the browser's history: a patient's page is headed by the name, and its title is without.
    named = page is _seen["/patients/1"]
    assert page.all("title")[0].text.startswith("Patient 1" if named else headings[0])


def test_no_id_is_there_twice(page: Page) -> None:
    ids = Counter(one["id"] for one in page.elements if "id" in one.attributes)
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_label_and_description_names_something_that_is_there(page: Page) -> None:
    ids = {one["id"] for one in page.elements if "id" in one.attributes}
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
    named = {word for one in page.elements for name in names for word in one.attributes.get(name, "").split()}
    assert named <= ids


def test_every_field_has_a_label(page: Page) -> None:
    labelled = {one["for"] for one in page.all("label") if "for" in one.attributes}
    fields = [one for tag in ("input", "select") for one in page.all(tag) if one.attributes.get("type") != "hidden"]
    assert [one for one in fields if one.attributes.get("id") not in labelled and "label" not in one.inside] == []


def test_buttons_are_buttons_and_links_go_places(page: Page) -> None:
    assert [one for one in page.all("a") if not one.attributes.get("href", "#").strip("#")] == []
    assert [one for one in page.elements if one.attributes.get("role") == "button"] == []
    assert [one for one in page.all("button") if one.attributes.get("type") not in {"button", "submit"}] == []


def test_it_asks_no_other_host(page: Page) -> None:
    assert HTML.search(page.html) is None


def test_it_trusts_nobody_else(page: Page) -> None:
    policy = dict(part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_not_kept_by_the_browser(page: Page) -> None:
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_of_ours_is_kept_until_it_changes(visitor: Visitor) -> None:
    link = visitor.get("/sign-in").all("link", rel="stylesheet")[0]
    assert "immutable" in visitor.get(link["href"]).headers["Cache-Control"]


def test_no_file_of_ours_is_missing(app: Flask, clinic: Clinic, visitor: Visitor) -> None:
    nurse = signed_in(app, Role.ADMINISTRATOR)
    board = add_board(clinic.first_department)
    pages = [nurse.get("/desk/K"), visitor.get(f"/boards/{board}")]
    files = {
        one[name]
        for page in pages
        for tag, name in (("link", "href"), ("script", "src"))
        for one in page.all(tag)
        if name in one.attributes
    }
    assert {visitor.get(file).status for file in files} == {200}
