"""A shared PC in the browser: users take turns, and a page of another user changes nothing."""

import json

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import accounts
from opd_web.store.event_rows import EventRow
from opd_web.store.people_rows import AccountRow
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Page, Visitor, signed_in

PIN = "493817"
OTHER = "Another user opened this page, and is no longer signed in here. Nothing was changed."


@pytest.fixture
def desk(app: Flask) -> Visitor:
    """The browser of a PC that was enrolled, at which Asha and then Meera signed in and set a PIN."""
    browser = signed_in(app, Role.ADMINISTRATOR, "Anita")
    browser.post("/admin/desks/", {"name": "Desk 2"}, htmx=False)
    for name in ("Asha", "Meera"):
        accounts.add(name, name, PASSWORD, Role.NURSE, actor=Clinic(app).actor, now=Clinic(app).now)
        browser.sign_in(name)
        browser.post("/account/pin", {"pin": PIN, "pin_again": PIN}, htmx=False)
    return browser


def number(name: str) -> int:
    return next(one.id for one in accounts.every() if one.name == name)


def switch(desk: Visitor, name: str = "Asha", pin: str = PIN, next_: str = "/account/") -> Page:
    return desk.post("/switch", {"user": number(name), "pin": pin, "next": next_}, htmx=False)


def test_the_next_user_goes_on_where_the_last_one_was(clinic: Clinic, desk: Visitor) -> None:
    clinic.department()
    assert 'href="/switch?next=/desk/K"' in desk.get("/desk/K").html
    assert switch(desk, next_="/desk/K").location == "/desk/K"
    assert "Signed in as Asha" in desk.get("/desk/K")


def test_a_wrong_pin_leaves_who_is_there(desk: Visitor) -> None:
    page = switch(desk, pin="000000")
    assert (page.status, page.errors) == (422, ["This is not the PIN. After five wrong ones it takes the password."])
    assert "Signed in as Meera" in desk.get("/account/")


def test_the_turn_before_is_over(app: Flask, desk: Visitor) -> None:
    thief = Visitor(app)
    cookie = desk.client.get_cookie("opd_session")
    assert cookie
    thief.client.set_cookie("opd_session", cookie.value)
    switch(desk)
    assert thief.get("/account/").status == 303


def test_a_page_that_another_user_left_open_changes_nothing(clinic: Clinic, desk: Visitor) -> None:
    slot = clinic.slot()
    page = desk.get("/desk/K")
    acting = page.all("body")[0]["data-user"]
    switch(desk)
    fields = {"acting": acting, "phone": "9876543210", "name": "Sunita", "place": f"slot-{slot}", "key": "k"}
    answer = desk.post("/desk/K/tokens", fields)
    assert (answer.status, OTHER in answer) == (409, True)
    assert clinic.rows(TokenRow) == []


def test_the_header_of_a_page_says_whose_it_is(clinic: Clinic, desk: Visitor) -> None:
    clinic.department()
    body = desk.get("/desk/K").all("body")[0]
    assert f'"X-Acting-User": "{body["data-user"]}"' in body["hx-headers"]


def test_a_stranger_s_browser_offers_nobody(app: Flask, desk: Visitor, visitor: Visitor) -> None:
    assert visitor.get("/switch").status == 403
    assert "Asha" not in visitor.get("/switch").html
    assert switch(visitor).status == 403


def test_a_pc_that_is_no_longer_enrolled_offers_nobody(app: Flask, clinic: Clinic, desk: Visitor) -> None:
    admin = signed_in(app, Role.ADMINISTRATOR, "Boss")
    assert len(admin.get("/admin/desks/").all("button", aria_label="End the enrolment of Desk 2")) == 1
    admin.post("/admin/desks/1/revoke", htmx=False)
    assert "No PC is enrolled." in admin.get("/admin/desks/")
    assert desk.get("/switch").status == 403


def test_the_pin_opens_a_locked_screen_here_only(app: Flask, desk: Visitor) -> None:
    desk.post("/lock", htmx=False)
    assert desk.post("/unlock", {"password": PIN}, htmx=False).status == 303
    elsewhere = Visitor(app)
    elsewhere.sign_in("Asha")
    elsewhere.post("/lock", htmx=False)
    assert elsewhere.post("/unlock", {"password": PIN}, htmx=False).status == 422


def test_after_a_turn_no_pin_is_set(desk: Visitor) -> None:
    switch(desk)
    page = desk.post("/account/pin", {"pin": "857291", "pin_again": "857291"}, htmx=False)
    assert page.errors == ["Sign in with the password first: a PIN does not set another one."]


def test_after_a_turn_no_second_step_is_set_up(clinic: Clinic, desk: Visitor) -> None:
    """Whoever looked over a shoulder would else lock the user out with a phone of their own."""
    switch(desk)
    page = desk.post("/account/second-step/begin", htmx=False)
    assert "Sign in with the password first: a PIN does not set up a second step." in page
    assert desk.post("/account/second-step/confirm", {"code": "000000"}, htmx=False).status == 422
    assert [row.totp_secret for row in clinic.rows(AccountRow)] == [None] * 3


def test_wrong_passwords_come_to_an_end(app: Flask, nurse: Visitor, visitor: Visitor) -> None:
    statuses = [visitor.sign_in("Sister Mary", "wrong").status for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert "Too many wrong passwords. Wait 15 minutes" in visitor.sign_in("Sister Mary")


def test_nobody_elsewhere_locks_a_nurse_out_where_she_signed_in_before(nurse: Visitor, visitor: Visitor) -> None:
    for _ in range(12):
        visitor.sign_in("Sister Mary", "wrong")
    nurse.post("/sign-out", htmx=False)
    assert nurse.sign_in("Sister Mary").status == 303


def test_a_locked_screen_and_the_own_account_count_too(nurse: Visitor) -> None:
    nurse.post("/lock", htmx=False)
    statuses = [nurse.post("/unlock", {"password": "wrong"}, htmx=False).status for _ in range(11)]
    assert statuses[-1] == 429


def test_who_was_quicker_is_named_with_the_desk(app: Flask, clinic: Clinic, desk: Visitor) -> None:
    token = clinic.book(clinic.slot())
    switch(desk)
    desk.post(f"/desk/K/tokens/{token.id}/call")
    other = signed_in(app, name="Sister Rose")
    page = other.post(f"/desk/K/tokens/{token.id}/call", {"version": token.version})
    assert page.status == 409
    assert "Asha (Desk 2) changed K-001" in page["message"].text
    assert [json.loads(event.facts).get("desk") for event in clinic.rows(EventRow)][-2:] == [None, 1]
