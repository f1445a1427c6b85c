"""Users as an administrator looks after them."""

from dataclasses import replace

import pytest

from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import accounts, users
from opd_web.services.refused import Refused
from opd_web.services.users import UserFields
from tests.support.clinic import Clinic
from tests.support.threads import tally, together

NURSE = UserFields("Meera Joshi", Role.NURSE)
BOSS = UserFields("Anita Desai", Role.ADMINISTRATOR)


def made(clinic: Clinic, username: str = "meera", fields: UserFields = NURSE) -> int:
    return users.add(username, fields, actor=SYSTEM, now=clinic.now).account_id


def kinds(account_id: int) -> list[str]:
    return [one.kind for one in users.history(account_id)]


def test_the_password_that_is_shown_once_signs_in(clinic: Clinic) -> None:
    new = users.add("Meera", NURSE, actor=SYSTEM, now=clinic.now)
    assert accounts.sign_in("meera", new.password).id == new.account_id
    assert new.password not in str(clinic.everything())


def test_a_nurse_works_in_the_departments_that_are_ticked(clinic: Clinic) -> None:
    account_id = made(clinic, fields=replace(NURSE, department_ids=frozenset({clinic.first_department})))
    assert users.get(account_id, now=clinic.now).department_ids == {clinic.first_department}


def test_a_user_without_a_name_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("invalid") as caught:
        users.add("meera", replace(NURSE, name=" "), actor=SYSTEM, now=clinic.now)
    assert caught.value.refusal.field == "name"


def test_an_unknown_doctor_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        users.add("rao", UserFields("Dr Rao", Role.DOCTOR, doctor_id=99), actor=SYSTEM, now=clinic.now)


def test_a_new_name_leaves_the_user_signed_in(clinic: Clinic) -> None:
    account_id = made(clinic)
    assert users.change(account_id, replace(NURSE, name="Meera J."), **clinic.who) is False
    assert kinds(account_id) == ["changed", "made"]


@pytest.mark.parametrize("change", [{"role": Role.AUDITOR}, {"department_ids": frozenset({1})}])
def test_other_rights_end_every_sign_in(clinic: Clinic, change: dict[str, object]) -> None:
    clinic.department()
    account_id = made(clinic)
    before = accounts.find(account_id)
    assert users.change(account_id, replace(NURSE, **change), **clinic.who) is True  # type: ignore[arg-type]
    after = accounts.find(account_id)
    assert before
    assert after
    assert after.epoch > before.epoch


def test_who_is_kept_out_cannot_sign_in_until_let_in_again(clinic: Clinic) -> None:
    new = users.add("meera", NURSE, actor=SYSTEM, now=clinic.now)
    users.set_active(new.account_id, active=False, **clinic.who)
    with pytest.raises(Refused):
        accounts.sign_in("meera", new.password)
    users.set_active(new.account_id, active=True, **clinic.who)
    assert accounts.sign_in("meera", new.password)
    assert kinds(new.account_id) == ["enabled", "disabled", "made"]


def test_a_new_password_ends_the_old_one(clinic: Clinic) -> None:
    old = users.add("meera", NURSE, actor=SYSTEM, now=clinic.now)
    new = users.reset_password(old.account_id, **clinic.who)
    assert accounts.sign_in("meera", new.password)
    with pytest.raises(Refused):
        accounts.sign_in("meera", old.password)


@pytest.mark.parametrize("act", ["keep out", "demote"])
def test_the_last_administrator_stays(clinic: Clinic, act: str) -> None:
    account_id = made(clinic, "anita", BOSS)
    with clinic.refuses("invalid") as caught:
        if act == "keep out":
            users.set_active(account_id, active=False, **clinic.who)
        users.change(account_id, replace(BOSS, role=Role.NURSE), **clinic.who)
    assert str(caught.value) == users.LAST


def test_nobody_keeps_themselves_out(clinic: Clinic) -> None:
    account_id = made(clinic, "anita", BOSS)
    made(clinic, "second", BOSS)
    clinic.actor = Actor(f"user:{account_id}", Role.ADMINISTRATOR)
    with clinic.refuses("invalid") as caught:
        users.set_active(account_id, active=False, **clinic.who)
    assert str(caught.value) == users.YOURSELF


def test_two_who_keep_each_other_out_leave_one(clinic: Clinic) -> None:
    ids = [made(clinic, name, BOSS) for name in ("one", "two")]
    answers = together(clinic.app, [lambda one=one: users.set_active(one, active=False, **clinic.who) for one in ids])
    assert tally(answers)["invalid"] == 1
    assert len(accounts.every()) == 1


def test_a_user_who_is_not_there(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        users.sign_out(99, **clinic.who)
    with pytest.raises(Refused):
        users.get(99, now=clinic.now)
