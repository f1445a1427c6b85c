"""The pages of the first start."""

import pytest
from flask import Flask

from opd_web.cli import accounts as command
from opd_web.engine.roles import SYSTEM
from opd_web.services import setup
from tests.support.clinic import Clinic, empty
from tests.support.pages import PASSWORD, Visitor

FIELDS = {"name": "Anita", "username": "anita", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def address(clinic: Clinic) -> str:
    """The address of a link, in a database where nothing was ever set up."""
    empty()
    return f"/setup/{setup.new_link(actor=SYSTEM, now=clinic.now)}"


def test_the_link_may_be_looked_at_more_than_once(address: str, visitor: Visitor) -> None:
    assert [visitor.get(address).status for _ in range(2)] == [200, 200]


def test_it_makes_the_administrator_signs_in_and_leads_to_the_steps(address: str, visitor: Visitor) -> None:
    assert visitor.post(address, FIELDS, htmx=False).location == "/admin/"
    steps = visitor.get("/admin/")
    assert "Signed in as Anita" in steps
    assert "Give the hospital its name and time zone." in steps


def test_used_it_is_closed(address: str, visitor: Visitor) -> None:
    visitor.post(address, FIELDS, htmx=False)
    assert visitor.get(address).status == 404
    assert "This link was used" in visitor.post(address, FIELDS, htmx=False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short", "again": "short"}, "A password has 12 characters or more."),
        ({"again": "another"}, "The two passwords differ."),
        ({"name": ""}, "Enter your name."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(address: str, visitor: Visitor, change: dict[str, str], said: str) -> None:
    page = visitor.post(address, FIELDS | change, htmx=False)
    assert (page.status, page.errors) == (422, [said])
    assert page.typed("username") == "anita"


def test_the_next_step_stands_on_every_page_until_all_are_done(clinic: Clinic, address: str, visitor: Visitor) -> None:
    visitor.post(address, FIELDS, htmx=False)
    assert "Next: Hospital." in visitor.get("/admin/doctors/")
    visitor.post("/admin/facility", {"name": "St. Mary’s", "timezone": "Asia/Kolkata"}, htmx=False)
    assert "Next: Departments." in visitor.get("/admin/doctors/")
    clinic.slot(days=1)
    assert "Next: Departments." not in visitor.get("/admin/doctors/")


def test_the_command_prints_a_link_alone_on_its_last_line(app: Flask, address: str, visitor: Visitor) -> None:
    printed = app.test_cli_runner().invoke(args=["accounts", "setup-link"]).output
    link = printed.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/setup/")
    assert visitor.get(link.removeprefix("http://127.0.0.1:8000")).status == 200


def test_the_command_refuses_while_an_administrator_can_sign_in(app: Flask, address: str, visitor: Visitor) -> None:
    visitor.post(address, FIELDS, htmx=False)
    result = app.test_cli_runner().invoke(args=["accounts", "setup-link"])
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (1, "", command.NOT_NEEDED)
