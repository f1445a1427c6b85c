"""Signing in and out."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

WRONG = "The user name or the password is wrong."


def test_the_first_page_asks_who_is_there(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert (page.status, page.location) == (303, "/sign-in?next=/")


def test_the_page_says_sign_in(visitor: Visitor) -> None:
    assert visitor.get("/sign-in").all("h1")[0].text == "Sign in"


@pytest.mark.parametrize("username", ["Sister Mary", "nobody"])
def test_a_wrong_password_and_an_unknown_user_hear_the_same(nurse: Visitor, username: str) -> None:
    page = nurse.sign_in(username, "wrong")
    assert (page.status, page.errors, page.typed("username")) == (422, [WRONG], username)


def test_a_password_is_never_written_back(visitor: Visitor) -> None:
    assert visitor.sign_in("nobody", "secret of mine").typed("password") == ""


def test_empty_fields_are_named_at_the_top_and_at_the_field(visitor: Visitor) -> None:
    page = visitor.sign_in("", "")
    assert page.errors == ["Enter your user name.", "Enter your password."]
    assert [link.text for link in page.all("a") if link["href"] in {"#username", "#password"}] == page.errors


def test_the_acting_user_is_on_every_page(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert "Signed in as Sister Mary" in nurse.get("/desk/K")


def test_one_goes_on_where_one_was(nurse: Visitor) -> None:
    assert nurse.sign_in("Sister Mary", next_="/desk/K").location == "/desk/K"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%09/evil", ""]
)
def test_one_is_never_sent_elsewhere(nurse: Visitor, elsewhere: str) -> None:
    assert nurse.sign_in("Sister Mary", next_=elsewhere).location == "/"


def test_signing_out_ends_it(nurse: Visitor) -> None:
    assert nurse.post("/sign-out", htmx=False).location == "/sign-in"
    assert nurse.get("/desk").location == "/sign-in?next=/desk"


def test_nobody_is_signed_out_by_a_link(nurse: Visitor) -> None:
    assert nurse.get("/sign-out").status == 405


def test_the_next_user_gets_an_empty_session(nurse: Visitor) -> None:
    before = nurse.csrf
    nurse.sign_in("Sister Mary")
    assert nurse.csrf.split(".")[0] != before.split(".")[0]


SCREENS = {Role.NURSE: "/desk", Role.ADMINISTRATOR: "/desk", Role.DOCTOR: "/doctor", Role.AUDITOR: "/audit/"}


@pytest.mark.parametrize(("role", "screen"), SCREENS.items())
def test_each_user_gets_their_screen(app: Flask, clinic: Clinic, role: Role, screen: str) -> None:
    visitor = signed_in(app, role, doctor_id=clinic.first_doctor if role == Role.DOCTOR else None)
    assert visitor.get("/").location == screen


def test_no_role_is_without_a_screen() -> None:
    assert set(SCREENS) == set(Role)


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(visitor: Visitor) -> None:
    cookie = visitor.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("opd_session=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
