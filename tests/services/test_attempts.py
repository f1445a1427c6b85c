"""How often a password may be tried: nobody elsewhere locks a nurse out at her desk."""

import pytest

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, attempts
from opd_web.services.attempts import BY_ACCOUNT, BY_ADDRESS, Origin
from opd_web.services.refused import Refused
from opd_web.store.people_rows import AttemptRow
from tests.support.clinic import Clinic
from tests.support.threads import tally, together

DESK = Origin("desk", "10.0.0.1")
STRANGER = Origin(None, "203.0.113.9")


def tried(clinic: Clinic, origin: Origin, times: int = 1, username: str = "meera") -> list[str]:
    """Try so often, and give the reasons why not."""
    reasons = []
    for _ in range(times):
        try:
            attempts.begin(username, origin, now=clinic.now)
        except Refused as refused:
            reasons.append(refused.refusal.reason)
    return reasons


def test_ten_wrong_ones_are_enough(clinic: Clinic) -> None:
    assert tried(clinic, STRANGER, BY_ACCOUNT) == []
    assert tried(clinic, STRANGER) == ["rate_limited"]


def test_the_next_quarter_of_an_hour_is_another_one(clinic: Clinic) -> None:
    tried(clinic, STRANGER, BY_ACCOUNT)
    assert tried(clinic.wait(minutes=15), STRANGER) == []


def test_an_attacker_elsewhere_does_not_lock_the_nurse_out_at_her_desk(clinic: Clinic) -> None:
    for address in range(20):
        tried(clinic, Origin(None, f"203.0.113.{address}"), BY_ACCOUNT)
    assert tried(clinic, Origin(None, "198.51.100.1")) == ["rate_limited"]
    assert tried(clinic, DESK) == []


def test_the_desk_has_an_end_too(clinic: Clinic) -> None:
    assert tried(clinic, DESK, BY_ACCOUNT + 1) == ["rate_limited"]


def test_one_address_tries_no_more_than_so_many_users(clinic: Clinic) -> None:
    for number in range(BY_ADDRESS):
        assert tried(clinic, STRANGER, username=f"user{number}") == []
    assert tried(clinic, STRANGER, username="another") == ["rate_limited"]


def test_the_right_password_begins_anew(clinic: Clinic) -> None:
    tried(clinic, DESK, BY_ACCOUNT - 1)
    attempts.succeed("Meera", DESK, now=clinic.now)
    assert tried(clinic, DESK, BY_ACCOUNT) == []


def test_of_many_at_once_none_is_free(clinic: Clinic) -> None:
    accounts.add("meera", "Meera", "correct horse battery staple", Role.NURSE, **clinic.who)
    calls = [lambda: attempts.begin("meera", STRANGER, now=clinic.now)] * (BY_ACCOUNT + 5)
    assert tally(together(clinic.app, calls))["rate_limited"] == 5


def test_neither_user_name_nor_address_is_kept(clinic: Clinic) -> None:
    tried(clinic, STRANGER)
    assert "meera" not in str(clinic.everything())
    assert STRANGER.address not in str(clinic.everything())


def test_what_counts_no_more_is_forgotten(clinic: Clinic) -> None:
    tried(clinic, STRANGER)
    attempts.forget_old(actor=SYSTEM, now=clinic.wait(minutes=16).now)
    assert clinic.rows(AttemptRow) == []


@pytest.mark.parametrize("origin", [DESK, STRANGER])
def test_others_are_not_touched(clinic: Clinic, origin: Origin) -> None:
    tried(clinic, origin, BY_ACCOUNT)
    assert tried(clinic, origin, username="ravi") == []
