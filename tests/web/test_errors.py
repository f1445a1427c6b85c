"""What people read when a request cannot be answered: words, never a stack trace."""

import pytest

from opd_web.services import views
from opd_web.services.refused import refuse
from opd_web.store.errors import Busy, Unavailable
from tests.support.pages import Visitor


@pytest.fixture(params=[Unavailable("no such file"), Busy("locked"), refuse("busy")], ids=repr)
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be opened, or is held by somebody else for too long."""
    _fail_with(request.param, monkeypatch)


def _fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    for name in ("departments", "ready"):
        monkeypatch.setattr(views, name, fail)


def test_a_database_that_cannot_be_used_is_a_page(nurse: Visitor, broken: None) -> None:
    page = nurse.get("/desk")
    assert (page.status, len(page.all("h1"))) == (503, 1)
    assert "Nothing was changed. Try again in a moment" in page


def test_a_database_that_cannot_be_used_is_a_message_to_htmx(nurse: Visitor, broken: None) -> None:
    page = nurse.get("/desk", htmx=True)
    assert (page.status, page.elements[0]["id"]) == (503, "message")


def test_readiness_fails_with_the_database(visitor: Visitor, broken: None) -> None:
    assert [visitor.get(path).status for path in ("/healthz", "/readyz")] == [200, 503]


def test_a_mistake_in_the_program_shows_no_trace(nurse: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    _fail_with(ValueError("secret detail"), monkeypatch)
    page = nurse.get("/desk")
    assert (page.status, page.all("h1")[0].text) == (500, "Something went wrong")
    assert "secret detail" not in page.html
    assert "Traceback" not in page.html


def test_an_unknown_address_is_a_page(visitor: Visitor) -> None:
    page = visitor.get("/nowhere")
    assert (page.status, page.all("h1")[0].text) == (404, "Not found")


def test_the_product_is_alive_and_ready(visitor: Visitor) -> None:
    assert [visitor.get(path).html for path in ("/healthz", "/readyz")] == ["ok\n", "ok\n"]


def test_a_form_that_is_out_of_date_is_a_page_without_htmx(nurse: Visitor) -> None:
    page = nurse.post("/sign-out", htmx=False, csrf=False)
    assert (page.status, page.all("h1")[0].text) == (400, "This page is out of date")


def test_a_page_left_open_can_ask_who_is_signed_in(nurse: Visitor) -> None:
    assert '"user":"user:' in nurse.get("/session").html
