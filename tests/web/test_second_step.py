"""The second step in the browser."""

import pyotp
import pytest
from flask import Flask

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, users
from opd_web.services.clinic import set_facility
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Page, Visitor, signed_in


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """The browser of an administrator."""
    return signed_in(app, Role.ADMINISTRATOR, "Anita")


def set_up(clinic: Clinic, admin: Visitor) -> tuple[str, Page]:
    admin.post("/account/second-step/begin", htmx=False)
    secret = admin.get("/account/second-step")["totp-secret"].text
    page = admin.post("/account/second-step/confirm", {"code": pyotp.TOTP(secret).at(clinic.now)}, htmx=False)
    clinic.wait(seconds=60)
    return secret, page


def test_an_administrator_is_asked_and_may_wait(app: Flask, admin: Visitor) -> None:
    assert admin.sign_in("Anita", next_="/admin/").location == "/account/second-step?next=/admin/"
    assert [one["href"] for one in admin.get("/account/second-step?next=/admin/").all("a") if one.text == "Later"] == [
        "/admin/"
    ]


def link(page: Page, text: str) -> list[str]:
    return [one["href"] for one in page.all("a") if one.text == text]


def test_every_step_of_it_leads_on_to_where_the_user_was_going(clinic: Clinic, admin: Visitor) -> None:
    begun = admin.post("/account/second-step/begin?next=/admin/", htmx=False)
    assert begun.location == "/account/second-step?next=/admin/"
    page = admin.get(str(begun.location))
    assert link(page, "Later") == ["/admin/"]
    confirm = next(one["action"] for one in page.all("form") if "confirm" in one["action"])
    wrong = admin.post(confirm, {"code": "000000"}, htmx=False)
    assert (wrong.status, link(wrong, "Later")) == (422, ["/admin/"])
    code = pyotp.TOTP(page["totp-secret"].text).at(clinic.now)
    assert link(admin.post(confirm, {"code": code}, htmx=False), "I have noted them") == ["/admin/"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/%5cevil.example", "javascript:x"])
def test_it_leads_to_no_other_host(admin: Visitor, elsewhere: str) -> None:
    assert link(admin.get(f"/account/second-step?next={elsewhere}"), "Later") == ["/"]
    assert admin.post(f"/account/second-step/begin?next={elsewhere}").location == "/account/second-step?next=/"


def test_setting_it_up_speaks_of_no_code_that_is_not_there_yet(admin: Visitor) -> None:
    admin.post("/account/second-step/begin", htmx=False)
    asked = admin.get("/account/second-step")
    wrong = admin.post("/account/second-step/confirm", {"code": "000000"}, htmx=False)
    for page in (asked, wrong):
        assert "The six digits that your app shows now." in page
        assert "loss of the phone" not in page


def test_a_nurse_is_not_asked(nurse: Visitor) -> None:
    assert nurse.sign_in("Sister Mary").location == "/"


def test_the_codes_for_a_lost_phone_are_shown_once(clinic: Clinic, admin: Visitor) -> None:
    _, page = set_up(clinic, admin)
    assert len(page.all("code")) == 10
    assert not admin.get("/account/second-step").all("code")


def test_the_password_alone_signs_nobody_in(app: Flask, clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    secret, _ = set_up(clinic, admin)
    assert visitor.sign_in("Anita", next_="/admin/").location == "/sign-in/code?next=/admin/"
    assert visitor.get("/admin/").location == "/sign-in?next=/admin/"
    page = visitor.post("/sign-in/code", {"code": "000000"}, htmx=False)
    assert (page.status, page.errors) == (422, ["This code is wrong, or was used already. Wait for the next one."])
    code = pyotp.TOTP(secret).at(clinic.now)
    assert visitor.post("/sign-in/code?next=/admin/", {"code": code}, htmx=False).location == "/admin/"
    assert visitor.get("/admin/").status == 200


def test_without_the_password_there_is_no_code_to_type(visitor: Visitor) -> None:
    assert visitor.get("/sign-in/code").location == "/sign-in"
    assert visitor.post("/sign-in/code", {"code": "000000"}, htmx=False).location == "/sign-in"


def test_the_password_is_forgotten_after_five_minutes(clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    set_up(clinic, admin)
    visitor.sign_in("Anita")
    clinic.wait(minutes=5)
    assert visitor.get("/sign-in/code").location == "/sign-in"


def test_codes_are_not_guessed(clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    set_up(clinic, admin)
    visitor.sign_in("Anita")
    statuses = [visitor.post("/sign-in/code", {"code": "000000"}, htmx=False).status for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_it_ends_with_the_password(clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    set_up(clinic, admin)
    assert admin.post("/account/second-step/end", {"password": "wrong"}, htmx=False).status == 422
    assert admin.post("/account/second-step/end", {"password": PASSWORD}, htmx=False).status == 303
    assert visitor.sign_in("Anita").location == "/account/second-step?next=/"


def test_a_code_that_signed_in_signs_nobody_else_in(app: Flask, clinic: Clinic, admin: Visitor) -> None:
    secret, _ = set_up(clinic, admin)
    code = {"code": pyotp.TOTP(secret).at(clinic.now)}
    statuses = []
    for _ in range(2):
        browser = Visitor(app)
        browser.sign_in("Anita")
        statuses.append(browser.post("/sign-in/code", code, htmx=False).status)
    assert statuses == [303, 422]


def test_a_code_kept_for_the_loss_of_the_phone_signs_in(clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    _, page = set_up(clinic, admin)
    visitor.sign_in("Anita")
    assert visitor.post("/sign-in/code", {"code": page.all("code")[0].text}, htmx=False).status == 303
    assert visitor.get("/admin/").status == 200


def test_the_terminal_ends_it_where_no_other_administrator_is(app: Flask, clinic: Clinic, admin: Visitor) -> None:
    set_up(clinic, admin)
    result = app.test_cli_runner().invoke(args=["accounts", "end-second-step", "anita"])
    assert (result.exit_code, result.output) == (0, "The password of anita is enough now.\n")
    assert admin.sign_in("Anita").location == "/account/second-step?next=/"


def test_neither_secret_nor_codes_are_logged(
    clinic: Clinic, admin: Visitor, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret, page = set_up(clinic, admin)
    visitor.sign_in("Anita")
    visitor.post("/sign-in/code", {"code": page.all("code")[0].text}, htmx=False)
    assert not [one for one in (secret, *(code.text for code in page.all("code"))) if one in caplog.text]


def test_the_demo_says_nothing_about_it(app: Flask, clinic: Clinic, admin: Visitor) -> None:
    set_facility("Hospital", "Asia/Kolkata", is_demo=True, actor=SYSTEM, now=clinic.now)
    assert admin.sign_in("Anita").location == "/"


def test_another_administrator_ends_it_for_a_lost_phone(app: Flask, clinic: Clinic, admin: Visitor) -> None:
    set_up(clinic, admin)
    anita = next(one.id for one in accounts.every() if one.name == "Anita")
    boss = signed_in(app, Role.ADMINISTRATOR, "Boss")
    assert users.get(anita, now=clinic.now).second_step
    boss.post(f"/admin/users/{anita}/second-step", htmx=False)
    assert not users.get(anita, now=clinic.now).second_step
    assert "Boss ended the second step" in boss.get(f"/admin/users/{anita}")
