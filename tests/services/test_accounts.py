"""Accounts: who can be given one, and what a new password ends."""

from typing import Any

import pytest
from sqlalchemy import update

from opd_web.engine.roles import Role
from opd_web.services import accounts
from opd_web.services.refused import Refused
from opd_web.store.database import db
from opd_web.store.people_rows import AccountRow
from tests.support.clinic import NURSE, Clinic

GOOD = "correct horse battery staple"


def add(clinic: Clinic, username: str = "asha", password: str = GOOD, role: Role = Role.NURSE, **named: Any) -> int:
    return accounts.add(username, "Asha Rao", password, role, **named, actor=NURSE, now=clinic.now)


def test_a_user_name_is_taken_in_any_case(clinic: Clinic) -> None:
    add(clinic)
    with clinic.refuses("invalid") as caught:
        add(clinic, " Asha")
    assert caught.value.refusal.field == "username"


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("username", {"username": "  "}),
        ("password", {"password": "too short"}),
        ("doctor", {"role": Role.DOCTOR}),
        ("doctor", {"role": Role.NURSE, "doctor_id": 1}),
    ],
)
def test_what_an_account_needs(clinic: Clinic, field: str, named: dict[str, Any]) -> None:
    with clinic.refuses("invalid") as caught:
        add(clinic, **named)
    assert caught.value.refusal.field == field


def test_a_doctors_account_names_its_doctor(clinic: Clinic) -> None:
    account_id = add(clinic, role=Role.DOCTOR, doctor_id=clinic.first_doctor)
    found = accounts.find(account_id)
    assert found
    assert found.doctor_id == clinic.first_doctor


def test_a_new_password_replaces_the_old_one_and_ends_every_sign_in(clinic: Clinic) -> None:
    account_id = add(clinic)
    before = accounts.sign_in("asha", GOOD)
    accounts.set_password(account_id, "another long password", actor=NURSE, now=clinic.now)
    assert accounts.sign_in("asha", "another long password").epoch > before.epoch
    with pytest.raises(Refused):
        accounts.sign_in("asha", GOOD)


def test_a_short_new_password_is_refused(clinic: Clinic) -> None:
    account_id = add(clinic)
    with clinic.refuses("invalid"):
        accounts.set_password(account_id, "too short", actor=NURSE, now=clinic.now)


def test_nobody_gets_a_new_password(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        accounts.set_password(999, GOOD, actor=NURSE, now=clinic.now)


def test_accounts_are_listed_by_user_name_without_those_out_of_use(clinic: Clinic) -> None:
    for username in ("ravi", "asha", "gone"):
        add(clinic, username)
    db.session.execute(update(AccountRow).where(AccountRow.username == "gone").values(active=False))
    db.session.commit()
    assert [one.username for one in accounts.every()] == ["asha", "ravi"]


def test_made_passwords_differ_and_have_nothing_that_looks_alike() -> None:
    made = [accounts.new_password() for _ in range(50)]
    assert len(set(made)) == 50
    assert all(len(one) == 14 and not set(one) & set("lo01") for one in made)
