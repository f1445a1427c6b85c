"""Users choose their own password."""

import pytest
from flask import Flask

from opd_web.services import accounts
from tests.support.pages import PASSWORD, Visitor

NEW = "lantern otter quilt"
FIELDS = {"old": PASSWORD, "password": NEW, "again": NEW}


def test_this_browser_goes_on_and_every_other_ends(app: Flask, nurse: Visitor) -> None:
    other = Visitor(app)
    other.sign_in("Sister Mary")
    assert nurse.post("/account/password", FIELDS, htmx=False).location == "/account/"
    assert "Your password was changed." in nurse.get("/account/")
    assert other.get("/account/").location == "/sign-in?next=/account/"
    assert accounts.sign_in("Sister Mary", NEW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "wrong"}, "This is not your password."),
        ({"password": PASSWORD, "again": PASSWORD}, "This is the password that you have. Choose another one."),
        ({"again": "other"}, "The two passwords differ."),
        ({"password": "sister-mary-1", "again": "sister-mary-1"}, "This password is made of names that everybody here"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(nurse: Visitor, change: dict[str, str], said: str) -> None:
    page = nurse.post("/account/password", FIELDS | change, htmx=False)
    assert page.status == 422
    assert page.errors[0].startswith(said)
    assert accounts.sign_in("Sister Mary", PASSWORD)
