"""Sign-ins: the server decides whether one still counts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from opd_web.engine.roles import Role
from opd_web.services import accounts, logins, users
from opd_web.store.database import db
from opd_web.store.people_models import Login
from opd_web.store.people_rows import LoginRow
from tests.support.clinic import Clinic

GOOD = "correct horse battery staple"
IDLE = timedelta(minutes=15)


@pytest.fixture
def meera(clinic: Clinic) -> int:
    """A nurse."""
    return accounts.add("meera", "Meera", GOOD, Role.NURSE, **clinic.who)


def find(clinic: Clinic, secret: str) -> Login | None:
    return logins.find(secret, idle=IDLE, now=clinic.now)


def test_it_is_found_by_its_secret_which_is_kept_nowhere(clinic: Clinic, meera: int) -> None:
    secret = logins.start(meera, **clinic.who)
    found = find(clinic, secret)
    assert found
    assert (found.account.id, found.locked) == (meera, False)
    assert secret not in str(clinic.everything())
    assert find(clinic, "guess") is None


def test_ended_it_counts_no_more_and_others_do(clinic: Clinic, meera: int) -> None:
    here, there = logins.start(meera, **clinic.who), logins.start(meera, **clinic.who)
    logins.end(here, **clinic.who)
    assert (find(clinic, here), bool(find(clinic, there))) == (None, True)


@pytest.mark.parametrize("how", ["sign_out", "reset_password", "keep out"])
def test_what_ends_all_of_them(clinic: Clinic, meera: int, how: str) -> None:
    secrets = [logins.start(meera, **clinic.who) for _ in range(2)]
    if how == "keep out":
        users.set_active(meera, active=False, **clinic.who)
    else:
        getattr(users, how)(meera, **clinic.who)
    assert [find(clinic, one) for one in secrets] == [None, None]


def test_a_user_who_is_let_in_again_signs_in_anew(clinic: Clinic, meera: int) -> None:
    secret = logins.start(meera, **clinic.who)
    for active in (False, True):
        users.set_active(meera, active=active, **clinic.who)
    assert find(clinic, secret) is None


@pytest.mark.parametrize(("hours", "counts"), [(11.9, True), (12, False)])
def test_it_lasts_for_a_shift(clinic: Clinic, meera: int, hours: float, counts: bool) -> None:
    secret = logins.start(meera, **clinic.who)
    clinic.wait(hours=hours)
    assert bool(find(clinic, secret)) == counts


@pytest.mark.parametrize(("minutes", "locked"), [(14, False), (15, True)])
def test_it_locks_after_doing_nothing(clinic: Clinic, meera: int, minutes: int, locked: bool) -> None:
    secret = logins.start(meera, **clinic.who)
    clinic.wait(minutes=minutes)
    found = find(clinic, secret)
    assert found
    assert found.locked == locked


def test_it_stays_open_while_something_is_done(clinic: Clinic, meera: int) -> None:
    secret = logins.start(meera, **clinic.who)
    for _ in range(3):
        clinic.wait(minutes=10)
        found = find(clinic, secret)
        assert found
        assert not found.locked
        logins.see(secret, found, **clinic.who)


def test_not_each_request_is_written_down(clinic: Clinic, meera: int) -> None:
    secret = logins.start(meera, **clinic.who)
    clinic.wait(seconds=59)
    found = find(clinic, secret)
    assert found
    logins.see(secret, found, **clinic.who)
    assert clinic.rows(LoginRow)[0].seen_at < clinic.now


def test_locked_it_opens_again(clinic: Clinic, meera: int) -> None:
    secret = logins.start(meera, **clinic.who)
    logins.lock(secret, **clinic.who)
    found = find(clinic, secret)
    assert found
    assert found.locked
    logins.unlock(secret, **clinic.who)
    found = find(clinic, secret)
    assert found
    assert not found.locked


def test_those_of_long_ago_are_forgotten(clinic: Clinic, meera: int) -> None:
    logins.start(meera, **clinic.who)
    clinic.wait(days=91)
    logins.start(meera, **clinic.who)
    logins.forget_old(**clinic.who)
    assert db.session.scalar(select(func.count()).select_from(LoginRow)) == 1
