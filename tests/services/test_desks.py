"""Shared PCs: enrolled once; within a shift users take turns with a PIN."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, desks, users
from opd_web.services.refused import Refused
from opd_web.store.people_models import Login
from tests.support.clinic import Clinic
from tests.support.threads import tally, together

PIN = "493817"


@pytest.fixture
def pc(clinic: Clinic) -> str:
    """The secret of an enrolled PC."""
    return desks.enrol("Desk 2", **clinic.who).secret


def meera(clinic: Clinic, pin: str = PIN) -> int:
    account_id = accounts.add("meera", "Meera", "correct horse battery staple", Role.NURSE, **clinic.who)
    set_pin(clinic, account_id, pin)
    return account_id


def set_pin(clinic: Clinic, account_id: int, pin: str, *, by_pin: bool = False) -> None:
    account = accounts.find(account_id)
    assert account
    login = Login(account, clinic.now, clinic.now, locked=False, by_pin=by_pin)
    desks.set_pin(account_id, pin, login, **clinic.who)


def take(clinic: Clinic, pc: str, account_id: int, pin: str = PIN) -> str:
    return desks.take_turn(pc, account_id, pin, now=clinic.now).name


def test_the_pin_takes_over(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    assert [one.name for one in desks.colleagues(pc, now=clinic.now)] == ["Meera"]
    assert take(clinic, pc, account_id) == "Meera"
    assert desks.every()[0].used_at == clinic.now


def test_pin_and_pc_are_kept_as_hashes(clinic: Clinic, pc: str) -> None:
    meera(clinic)
    everything = str(clinic.everything())
    assert PIN not in everything
    assert pc not in everything


@pytest.mark.parametrize("pin", ["12345", "1234567", "abcdef", "१२३४५६", "123456", "654321", "111111", "121212"])
def test_a_pin_that_is_none_or_guessed_first_is_refused(clinic: Clinic, pin: str) -> None:
    account_id = accounts.add("meera", "Meera", "correct horse battery staple", Role.NURSE, **clinic.who)
    with clinic.refuses("invalid"):
        set_pin(clinic, account_id, pin)


def test_a_pin_sets_no_pin(clinic: Clinic) -> None:
    account_id = meera(clinic)
    with clinic.refuses("invalid"):
        set_pin(clinic, account_id, "857291", by_pin=True)


def test_after_five_wrong_ones_the_right_one_is_refused(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    for _ in range(desks.TRIES):
        with pytest.raises(Refused, match="This is not the PIN"):
            take(clinic, pc, account_id, "000000")
    with pytest.raises(Refused, match="no longer counts"):
        take(clinic, pc, account_id)
    assert desks.colleagues(pc, now=clinic.now) == []


def test_five_at_once_are_five(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    answers = together(clinic.app, [lambda: take(clinic, pc, account_id, "000000")] * 9)
    assert tally(answers)["invalid"] == 9
    assert sum("This is not the PIN" in str(one) for one in answers) == desks.TRIES


def test_a_right_one_begins_anew(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    for _ in range(3):
        for _ in range(desks.TRIES - 1):
            with pytest.raises(Refused):
                take(clinic, pc, account_id, "000000")
        assert take(clinic, pc, account_id) == "Meera"


def test_it_lasts_for_the_shift(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    clinic.wait(hours=12)
    assert desks.colleagues(pc, now=clinic.now) == []
    with pytest.raises(Refused):
        take(clinic, pc, account_id)


def test_who_is_kept_out_takes_no_turn(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    users.set_active(account_id, active=False, actor=SYSTEM, now=clinic.now)
    with pytest.raises(Refused):
        take(clinic, pc, account_id)


@pytest.mark.parametrize("secret", ["", "guess"])
def test_elsewhere_a_pin_is_worth_nothing(clinic: Clinic, pc: str, secret: str) -> None:
    account_id = meera(clinic)
    with clinic.refuses("not_enrolled"):
        take(clinic, secret, account_id)
    with pytest.raises(Refused):
        desks.colleagues(secret, now=clinic.now)


def test_an_enrolment_is_ended(clinic: Clinic, pc: str) -> None:
    account_id = meera(clinic)
    desks.revoke(desks.every()[0].id, **clinic.who)
    assert (desks.every(), desks.is_enrolled(pc)) == ([], False)
    with clinic.refuses("not_enrolled"):
        take(clinic, pc, account_id)


def test_a_pc_has_a_name(clinic: Clinic) -> None:
    with clinic.refuses("invalid"):
        desks.enrol(" ", **clinic.who)
    with clinic.refuses("not_found"):
        desks.revoke(99, **clinic.who)


def test_the_list_of_colleagues_is_by_name(clinic: Clinic, pc: str) -> None:
    meera(clinic)
    asha = accounts.add("asha", "Asha", "correct horse battery staple", Role.NURSE, **clinic.who)
    set_pin(clinic, asha, PIN)
    assert [one.name for one in desks.colleagues(pc, now=clinic.now + timedelta(hours=1))] == ["Asha", "Meera"]
    assert replace(desks.every()[0]).name == "Desk 2"


@pytest.mark.parametrize(
    "end",
    [
        lambda who, at: users.end_pin(who, **at.who),
        lambda who, at: users.reset_password(who, **at.who),
        lambda who, at: users.sign_out(who, **at.who),
        lambda who, at: [users.set_active(who, active=active, **at.who) for active in (False, True)],
        lambda who, at: accounts.change_password(
            who, "correct horse battery staple", "six purple hedgehogs dancing", **at.who
        ),
    ],
    ids=["pin", "password", "sign-out", "kept-out", "own-password"],
)
def test_what_ends_every_sign_in_ends_the_pin(clinic: Clinic, pc: str, end: Callable[[int, Clinic], object]) -> None:
    account_id = meera(clinic)
    end(account_id, clinic)
    with pytest.raises(Refused, match="no longer counts"):
        take(clinic, pc, account_id)
    assert desks.colleagues(pc, now=clinic.now) == []
    set_pin(clinic, account_id, PIN)
    assert take(clinic, pc, account_id) == "Meera"


def test_a_pin_is_ended_once_and_the_record_says_by_whom(clinic: Clinic) -> None:
    account_id = meera(clinic)
    for _ in range(2):
        users.end_pin(account_id, **clinic.who)
    assert [one.kind for one in users.history(account_id)] == ["pin_ended", "pin", "made"]
