"""The link of the first start: it makes one administrator, once, for half an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, setup
from opd_web.services.refused import Refused
from opd_web.store.database import db
from opd_web.store.people_rows import AccountRow, SetupLinkRow
from tests.support.clinic import Clinic
from tests.support.threads import together

GOOD = "correct horse battery staple"


def link(clinic: Clinic) -> str:
    secret = setup.new_link(actor=SYSTEM, now=clinic.now)
    assert secret
    return secret


def make(clinic: Clinic, secret: str, username: str = "anita") -> str:
    return setup.make_administrator(secret, username, "Anita", GOOD, now=clinic.now).role


def test_it_makes_an_administrator_who_can_sign_in(clinic: Clinic) -> None:
    assert make(clinic, link(clinic)) == Role.ADMINISTRATOR
    assert accounts.sign_in("anita", GOOD).department_ids is None


def test_it_is_kept_as_a_hash(clinic: Clinic) -> None:
    secret = link(clinic)
    assert secret not in str(clinic.everything())


@pytest.mark.parametrize(("minutes", "opens"), [(29, True), (30, False)])
def test_it_is_open_for_half_an_hour(clinic: Clinic, minutes: int, opens: bool) -> None:
    secret = link(clinic)
    assert setup.is_open(secret, now=clinic.now + timedelta(minutes=minutes)) == opens


def test_it_is_used_once_even_when_the_administrator_is_gone(clinic: Clinic) -> None:
    secret = link(clinic)
    make(clinic, secret)
    db.session.execute(update(AccountRow).values(active=False))
    db.session.commit()
    with clinic.refuses("invalid"):
        make(clinic, secret, "second")


def test_a_newer_one_ends_it(clinic: Clinic) -> None:
    first, second = link(clinic), link(clinic)
    assert (setup.is_open(first, now=clinic.now), setup.is_open(second, now=clinic.now)) == (False, True)


def test_there_is_none_while_an_administrator_can_sign_in(clinic: Clinic) -> None:
    secret = link(clinic)
    accounts.add("boss", "Boss", GOOD, Role.ADMINISTRATOR, **clinic.who)
    assert setup.new_link(actor=SYSTEM, now=clinic.now) is None
    with clinic.refuses("invalid"):
        make(clinic, secret)


def test_a_refused_password_leaves_it_open(clinic: Clinic) -> None:
    secret = link(clinic)
    with pytest.raises(Refused):
        setup.make_administrator(secret, "anita", "Anita", "too short", now=clinic.now)
    assert setup.is_open(secret, now=clinic.now)


def test_nobody_guesses_it(clinic: Clinic) -> None:
    link(clinic)
    with clinic.refuses("invalid"):
        make(clinic, "guess")


def test_two_at_once_make_one(clinic: Clinic) -> None:
    secret = link(clinic)
    together(clinic.app, [lambda name=name: make(clinic, secret, name) for name in ("one", "two")])
    assert len(clinic.rows(AccountRow)) == 1
    assert [row.used_at for row in clinic.rows(SetupLinkRow)] == [clinic.now]
