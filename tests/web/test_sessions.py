"""Sign-ins in the browser: ended on the server, locked, safe over https."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from opd_web.app import create_app
from opd_web.services import accounts, users
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Visitor

COOKIE = "opd_session"


@pytest.fixture
def idle(app: Flask) -> Iterator[None]:
    """Screens lock after 15 minutes, as they do outside of tests."""
    before = app.config["OPD_SETTINGS"]
    app.config["OPD_SETTINGS"] = replace(before, idle_minutes=15)
    yield
    app.config["OPD_SETTINGS"] = before


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie(COOKIE)
    assert found
    return found.value


def mary() -> int:
    return next(one.id for one in accounts.every() if one.name == "Sister Mary")


def test_a_stolen_cookie_is_worth_nothing_after_the_sign_out(app: Flask, clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    thief = Visitor(app)
    thief.client.set_cookie(COOKIE, cookie_of(nurse))
    assert thief.get("/desk/K").status == 200
    nurse.post("/sign-out", htmx=False)
    assert thief.get("/desk/K").location == "/sign-in?next=/desk/K"


def test_a_cookie_that_was_there_before_gets_nobody_in(app: Flask, nurse: Visitor) -> None:
    """Session fixation: what an attacker planted is another session than the one that is signed in."""
    attacker, victim = Visitor(app), Visitor(app)
    attacker.get("/sign-in")
    victim.client.set_cookie(COOKIE, cookie_of(attacker))
    victim.sign_in("Sister Mary")
    assert cookie_of(victim) != cookie_of(attacker)
    assert attacker.get("/account/").location == "/sign-in?next=/account/"


def test_signing_in_again_ends_what_this_browser_had(app: Flask, nurse: Visitor) -> None:
    thief = Visitor(app)
    thief.client.set_cookie(COOKIE, cookie_of(nurse))
    nurse.sign_in("Sister Mary")
    assert thief.get("/account/").status == 303


def test_the_browser_forgets_at_the_sign_out(nurse: Visitor) -> None:
    assert nurse.post("/sign-out", htmx=False).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_who_is_kept_out_gets_nothing_with_the_next_request(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    users.set_active(mary(), active=False, **clinic.who)
    assert nurse.get("/desk/K/queue", htmx=True).status == 401
    assert nurse.get("/session").status == 303


def test_an_idle_screen_shows_nothing_more(clinic: Clinic, nurse: Visitor, idle: None) -> None:
    clinic.department()
    clinic.wait(minutes=15)
    assert nurse.get("/desk/K/queue", htmx=True).status == 423
    assert nurse.get("/desk/K").location == "/unlock?next=/desk/K"
    assert '"locked":true' in nurse.get("/session").html


def test_a_page_that_looks_by_itself_is_nobody(clinic: Clinic, nurse: Visitor, idle: None) -> None:
    clinic.department()
    for _ in range(4):
        clinic.wait(minutes=4)
        status = nurse.get("/desk/K/queue", htmx=True).status
        nurse.get("/session")
    assert status == 423


def test_somebody_who_only_types_is_there(clinic: Clinic, nurse: Visitor, idle: None) -> None:
    clinic.department()
    for _ in range(4):
        clinic.wait(minutes=10)
        assert nurse.post("/session/active").status == 204
    assert nurse.get("/desk/K").status == 200


def test_the_password_opens_it_where_one_was(clinic: Clinic, nurse: Visitor, idle: None) -> None:
    clinic.wait(minutes=16)
    page = nurse.post("/unlock?next=/desk/K", {"password": "wrong"}, htmx=False)
    assert (page.status, page.errors) == (422, ["This is not your password."])
    assert nurse.post("/unlock?next=/desk/K", {"password": PASSWORD}, htmx=False).location == "/desk/K"
    assert nurse.get("/account/").status == 200


def test_the_form_of_a_locked_screen_is_sent_again_after_it_opens(clinic: Clinic, nurse: Visitor, idle: None) -> None:
    token = nurse.csrf
    clinic.wait(minutes=16)
    nurse.post("/unlock", {"password": PASSWORD}, htmx=False)
    assert nurse.post("/session/active", {"csrf_token": token}, csrf=False).status == 204


def test_a_user_locks_the_screen(nurse: Visitor) -> None:
    assert nurse.post("/lock", {"next": "/account/"}, htmx=False).location == "/unlock?next=/account/"
    assert nurse.get("/account/").location == "/unlock?next=/account/"


def test_another_user_signs_out_whoever_locked_it(nurse: Visitor) -> None:
    nurse.post("/lock", htmx=False)
    assert nurse.post("/sign-out", htmx=False).location == "/sign-in"


def test_over_https_the_cookie_is_kept_to_this_host(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-opd_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_without_https_nothing_promises_it(visitor: Visitor) -> None:
    answer = visitor.get("/sign-in")
    assert "Strict-Transport-Security" not in answer.headers
    assert "Secure" not in answer.headers["Set-Cookie"].split("; ")


def test_what_a_stranger_says_about_https_counts_nothing(visitor: Visitor) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    assert "Secure" not in visitor.get("/sign-in", **headers).headers["Set-Cookie"].split("; ")


def test_what_the_proxy_says_counts(app: Flask) -> None:
    behind = create_app(replace(app.config["OPD_SETTINGS"], proxies=1))
    assert isinstance(behind.wsgi_app, ProxyFix)
    answer = behind.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["Set-Cookie"].startswith("__Host-opd_session=")
