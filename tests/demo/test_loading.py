"""Loading again: what is there is not touched, what was cut off is finished, a new day gets a morning of its own."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update

from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import SYSTEM
from opd_web.services import accounts, audit, booking, clinic, doctors, facility, queue
from opd_web.services.refused import Refused
from opd_web.simulation.demo.load import Outcome
from opd_web.store.database import db
from opd_web.store.rows import FacilityRow, PatientRow
from tests.demo.conftest import DAY, Demo, moment
from tests.support.clinic import Clinic


class Killed(BaseException):
    """The process ends here."""


def killed_after(calls: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function work so many times, and end the process at the next."""
    left = iter(range(calls))

    def work(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return function(*arguments, **named)

    return work


def states(demo: Demo) -> set[str]:
    return set().union(*(desk.counts for desk in demo.desks))


def test_a_second_load_changes_nothing(demo: Demo) -> None:
    before = Clinic(demo.app).everything()
    again = Demo(demo.app, demo.now + timedelta(minutes=5))
    assert again.load() is Outcome.ALREADY_THERE
    assert again.passwords == {}
    assert Clinic(demo.app).everything() == before


@pytest.mark.parametrize(
    ("module", "name", "calls"), [(clinic, "add_doctor", 4), (booking, "book", 60), (queue, "start", 20)]
)
def test_the_next_load_finishes_one_that_was_killed(
    empty: Demo, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, calls: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed_after(calls, getattr(module, name)))
        with pytest.raises(Killed):
            empty.load()
    empty.now += timedelta(minutes=1)
    assert empty.load() is Outcome.LOADED
    assert states(empty) == set(TokenStatus)
    assert len(doctors.every(now=empty.now)) == 10
    assert db.session.scalar(select(func.count()).select_from(PatientRow)) == 200
    assert accounts.sign_in("admin", empty.passwords["admin"]).role == "administrator"
    assert (audit.verify().problem, audit.replay()) == (None, ())


def test_passwords_that_nobody_may_have_read_are_made_anew(copy: Demo) -> None:
    db.session.execute(update(FacilityRow).values(demo_day=None))
    db.session.commit()
    old, copy.now = copy.passwords, copy.now + timedelta(minutes=1)
    assert copy.load() is Outcome.LOADED
    assert accounts.sign_in("nurse.k", copy.passwords["nurse.k"])
    with pytest.raises(Refused):
        accounts.sign_in("nurse.k", old["nurse.k"])


@pytest.mark.parametrize("hour", ["00:10", "16:00"])
def test_a_later_day_gets_a_morning_of_its_own(copy: Demo, hour: str) -> None:
    told, copy.now = copy.passwords, moment(hour, DAY + timedelta(days=1))
    assert copy.load() is Outcome.RENEWED
    assert copy.passwords is told
    assert states(copy) == set(TokenStatus)
    assert any(doctor.inside for desk in copy.desks for doctor in desk.doctors)
    assert audit.verify().problem is None
    assert copy.load() is Outcome.ALREADY_THERE


def test_a_clinic_of_its_own_is_left_alone(empty: Demo) -> None:
    clinic.add_department("X", "Surgery", "Clinic X", actor=SYSTEM, now=empty.now)
    before = Clinic(empty.app).everything()
    assert empty.load() is Outcome.OTHER_CLINIC
    assert Clinic(empty.app).everything() == before


def test_a_hospital_that_is_no_demo_is_left_alone(empty: Demo) -> None:
    clinic.set_facility("Hospital", "Asia/Kolkata", actor=SYSTEM, now=empty.now)
    assert empty.load() is Outcome.OTHER_CLINIC
    assert facility.read().demo_day is None
