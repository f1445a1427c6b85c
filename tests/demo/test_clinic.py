"""What stands still in the demo clinic: departments, doctors, boards, patients, users."""

import unicodedata
from collections import Counter

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType, carrier
from sqlalchemy import select

from opd_web.engine.roles import Role
from opd_web.services import accounts, doctors, views
from opd_web.store.board_rows import BoardDepartmentRow
from opd_web.store.database import db
from opd_web.store.people_rows import AccountRow
from opd_web.store.rows import PatientRow, PolicyVersionRow
from tests.demo.conftest import CODES, Demo
from tests.support.clinic import Clinic

SCRIPTS = {
    "DEVANAGARI",
    "TAMIL",
    "TELUGU",
    "BENGALI",
    "GUJARATI",
    "KANNADA",
    "MALAYALAM",
    "GURMUKHI",
    "ARABIC",
    "LATIN",
}


def test_four_departments_of_different_policies(at_work: Demo) -> None:
    assert [(one.code, one.public_label) for one in views.departments()] == [(code, f"Clinic {code}") for code in CODES]
    presets = db.session.scalars(select(PolicyVersionRow.preset).order_by(PolicyVersionRow.department_id)).all()
    assert presets == ["fair", "elastic", "balanced", "chronological"]
    assert [desk.department.routing for desk in at_work.desks] == ["least_loaded", "slot", "least_loaded", "earliest"]


def test_ten_doctors_each_in_a_room(at_work: Demo) -> None:
    everybody = doctors.every(now=at_work.now)
    assert len(everybody) == len({doctor.room for doctor in everybody}) == 10


def test_a_board_for_each_department_and_one_for_all(at_work: Demo) -> None:
    shown = Counter(db.session.scalars(select(BoardDepartmentRow.board_id)))
    assert sorted(shown.values()) == [1, 1, 1, 1, 4]


def test_two_hundred_patients_in_ten_scripts(demo: Demo) -> None:
    names = db.session.scalars(select(PatientRow.name)).all()
    assert len(names) == 200
    assert {unicodedata.name(name[0]).split()[0] for name in names} == SCRIPTS


def test_phones_are_mobiles_that_no_operator_holds(at_work: Demo) -> None:
    for phone in db.session.scalars(select(PatientRow.phone)):
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == PhoneNumberType.MOBILE
        assert carrier.name_for_number(number, "en") == ""


def test_families_share_a_phone(at_work: Demo) -> None:
    sharing = Counter(Counter(db.session.scalars(select(PatientRow.phone))).values())
    assert sharing[1] > 50
    assert all(sharing[size] for size in (2, 3, 4))


def test_every_role_has_a_user(at_work: Demo) -> None:
    assert {account.role for account in accounts.every()} == set(Role)


def test_each_told_password_signs_its_user_in(demo: Demo) -> None:
    assert {accounts.sign_in(*one).username for one in demo.passwords.items()} == set(demo.passwords)
    assert len(set(demo.passwords.values())) == len(accounts.every())


def test_passwords_are_kept_as_hashes_only(demo: Demo) -> None:
    assert all(kept.startswith("$argon2id$") for kept in db.session.scalars(select(AccountRow.password_hash)))
    everything = repr(Clinic(demo.app).everything())
    assert not [password for password in demo.passwords.values() if password in everything]


@pytest.mark.parametrize("code", CODES)
def test_codes_and_labels_reveal_no_illness(at_work: Demo, code: str) -> None:
    department = at_work.desk(code).department
    assert department.name.casefold() not in (department.code + department.public_label).casefold()
