"""Users in the browser."""

import pytest

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, desks, users
from opd_web.store.people_models import Login
from opd_web.store.people_rows import AccountRow
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Page, Visitor

FIELDS = {"username": "meera", "name": "Meera Joshi", "role": "nurse", "doctor_id": "", "language": ""}


def add(admin: Visitor, **change: object) -> Page:
    return admin.post("/admin/users/new", FIELDS | change, htmx=False)


def meera() -> int:
    return next(one.id for one in accounts.every() if one.username == "meera")


def test_the_password_is_shown_once(admin: Visitor) -> None:
    password = add(admin)["new-password"].text
    assert accounts.sign_in("meera", password).name == "Meera Joshi"
    assert password not in admin.get(f"/admin/users/{meera()}").html


def test_a_form_sent_twice_makes_one_user_and_shows_no_password_again(clinic: Clinic, admin: Visitor) -> None:
    key = admin.get("/admin/users/new").typed("form_key")
    password = add(admin, form_key=key)["new-password"].text
    again = add(admin, form_key=key)
    assert again.location == f"/admin/users/{meera()}"
    page = admin.get(again.location or "")
    assert "This form had already been sent: the user was made once." in page
    assert password not in page.html
    assert [row.username for row in clinic.rows(AccountRow)].count("meera") == 1
    assert accounts.sign_in("meera", password)


def test_a_refused_user_is_sent_again_under_the_same_key(admin: Visitor) -> None:
    refused = add(admin, form_key="k", name="")
    assert (refused.status, refused.typed("form_key")) == (422, "k")
    assert add(admin, form_key="k").status == 200


def test_a_nurse_gets_the_ticked_departments_and_nobody_else_does(clinic: Clinic, admin: Visitor) -> None:
    add(admin, departments=[clinic.first_department])
    assert users.get(meera(), now=clinic.now).department_ids == {clinic.first_department}
    admin.post(
        f"/admin/users/{meera()}", FIELDS | {"role": "auditor", "departments": [clinic.first_department]}, htmx=False
    )
    assert users.get(meera(), now=clinic.now).department_ids == set()


def test_the_list_says_where_a_nurse_works(clinic: Clinic, admin: Visitor) -> None:
    add(admin, departments=[clinic.first_department])
    assert "Nurse at a desk, K" in admin.get("/admin/users/")


def test_a_doctor_needs_the_doctor(clinic: Clinic, admin: Visitor) -> None:
    page = add(admin, role="doctor")
    assert (page.status, page.typed("name")) == (422, "Meera Joshi")
    assert page.errors == ["A doctor's account names its doctor, and no other account does."]
    assert add(admin, role="doctor", doctor_id=clinic.first_doctor).status == 200


def test_a_name_is_changed(clinic: Clinic, admin: Visitor) -> None:
    add(admin)
    admin.post(f"/admin/users/{meera()}", FIELDS | {"name": "Meera J."}, htmx=False)
    page = admin.get(f"/admin/users/{meera()}")
    assert page.all("h1")[0].text == "Meera J."
    assert "Anita changed name or language" in page


@pytest.mark.parametrize(("button", "active"), [("keep-out", False), ("let-in", True)])
def test_a_user_is_kept_out_and_let_in(clinic: Clinic, admin: Visitor, button: str, active: bool) -> None:
    add(admin)
    account = meera()
    users.set_active(account, active=not active, **clinic.who)
    assert admin.post(f"/admin/users/{account}/{button}", htmx=False).location == f"/admin/users/{account}"
    assert [row.active for row in clinic.rows(AccountRow)] == [True, active]


def test_a_new_password_is_shown_once(admin: Visitor) -> None:
    add(admin)
    password = admin.post(f"/admin/users/{meera()}/password", htmx=False)["new-password"].text
    assert accounts.sign_in("meera", password)


def test_everywhere_is_everywhere(app: object, clinic: Clinic, admin: Visitor) -> None:
    own = next(one.id for one in accounts.every() if one.name == "Anita")
    admin.post(f"/admin/users/{own}/sign-out", htmx=False)
    assert admin.get("/admin/users/").location == "/sign-in?next=/admin/users/"


def test_a_pin_is_ended_where_there_is_one(clinic: Clinic, admin: Visitor) -> None:
    add(admin)
    account = meera()
    assert "End the PIN" not in admin.get(f"/admin/users/{account}")
    login = Login(accounts.find(account), clinic.now, clinic.now, locked=False, by_pin=False)  # type: ignore[arg-type]
    desks.set_pin(account, "493817", login, **clinic.who)
    assert "End the PIN" in admin.get(f"/admin/users/{account}")
    admin.post(f"/admin/users/{account}/pin", htmx=False)
    page = admin.get(f"/admin/users/{account}")
    assert ("End the PIN" in page, "Anita ended the PIN" in page) == (False, True)


def test_what_the_terminal_did_was_the_system(clinic: Clinic, admin: Visitor) -> None:
    account = accounts.add("ravi", "Ravi", PASSWORD, Role.AUDITOR, actor=SYSTEM, now=clinic.now)
    assert "System made the user" in admin.get(f"/admin/users/{account}")


def test_the_last_administrator_is_told_why_not(clinic: Clinic, admin: Visitor) -> None:
    own = next(one.id for one in accounts.every() if one.name == "Anita")
    page = admin.post(f"/admin/users/{own}/keep-out", htmx=False)
    assert page.status == 422
    assert users.YOURSELF in page
