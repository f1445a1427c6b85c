"""Many at once for one place: one gets it, whoever the others are, and whatever the policy does with them."""

from collections import Counter

import pytest

from opd_web.services import booking
from opd_web.store import locking
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import meet_before, tally, together

AT_ONCE = 32


def race(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Let 32 people book the last place at once; where no lock stops them, all have read before the first writes."""
    slot = clinic.slot(capacity=1)
    meet_before(monkeypatch, AT_ONCE, (booking, "allocate"))
    request = clinic.ask(slot, patient_id=clinic.patient())
    return tally(together(clinic.app, [lambda: clinic.send(request).token] * AT_ONCE))


def test_one_gets_the_last_place_and_the_others_wait(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(clinic, monkeypatch) == {"BOOKED": 1, "WAITING": AT_ONCE - 1}
    assert violations(clinic.app, clinic.now) == []


def test_one_gets_the_last_place_and_the_others_are_refused(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.department(when_full="preempt_or_reject")
    assert race(clinic, monkeypatch) == {"BOOKED": 1, "full": AT_ONCE - 1}
    assert violations(clinic.app, clinic.now) == []


def test_without_the_lock_the_race_is_there(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = race(clinic, monkeypatch)
    assert outcome != {"BOOKED": 1, "WAITING": AT_ONCE - 1}
