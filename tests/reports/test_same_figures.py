"""The database computes what the record says: on days that chance made, and on days written by hand."""

from datetime import date, timedelta

import pytest

from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import SYSTEM
from opd_web.services import records, reports
from opd_web.simulation.figures import differences, figures
from opd_web.store.report_models import Asked, Figures
from tests.reports.conftest import Reports
from tests.reports.mornings import random_day
from tests.support.clinic import DAY, Clinic


def computed(clinic: Clinic, on: date = DAY) -> Figures:
    return reports.figures(Asked(on, on), actor=SYSTEM, now=clinic.now)


def recorded(clinic: Clinic, on: date = DAY) -> Figures:
    found = records.find_day("K", on)
    assert found is not None
    return figures([found], now=clinic.now)


@pytest.mark.parametrize("seed", range(6))
def test_on_a_day_of_chance(clinic: Clinic, seed: int) -> None:
    random_day(clinic, seed)
    assert differences(computed(clinic), recorded(clinic)) == []
    assert computed(clinic).tokens > 20


def test_days_of_chance_have_everything_in_them(clinic: Clinic) -> None:
    random_day(clinic, 1, 400)
    found = computed(clinic)
    counts = (found.seen, found.not_seen, found.cancelled, found.no_shows, found.displaced, found.overtakes)
    assert all(counts)
    assert found.everybody.p50
    assert differences(found, recorded(clinic)) == []


def test_on_an_empty_day(clinic: Clinic) -> None:
    clinic.slot()
    assert differences(computed(clinic), recorded(clinic)) == []
    nothing = computed(clinic, DAY + timedelta(days=1))
    assert (nothing.tokens, nothing.everybody.n, nothing.overrun, nothing.utilisation) == (0, 0, None, None)
    assert (nothing.sessions, nothing.overrun_total, nothing.idle_total) == (0, 0, 0)


def test_means_of_sessions_are_told_from_ten_on(clinic: Clinic) -> None:
    for doctor in range(9):
        clinic.slot(doctor=clinic.doctor(name=f"Dr {doctor}"))
    few = computed(clinic)
    clinic.slot()
    many = computed(clinic)
    assert (few.sessions, few.overrun, few.idle, few.idle_total) == (9, None, None, 540)
    assert (many.sessions, many.overrun, many.idle, many.idle_total) == (10, 0, 60, 600)
    assert differences(many, recorded(clinic)) == []


def test_a_visit_before_the_session_and_one_past_it(at: Reports) -> None:
    at.clinic.at("08:30")
    at.visit(0, 20)
    at.clinic.at("22:50")
    at.visit(1, 30)
    found = computed(at.clinic)
    assert (found.sessions, found.overrun_total) == (1, pytest.approx(21))
    assert differences(found, recorded(at.clinic)) == []


def test_a_report_of_two_days_is_that_of_both(clinic: Clinic) -> None:
    clinic.see(clinic.book(clinic.slot()))
    clinic.at("08:00", days=1)
    clinic.see(clinic.book(clinic.slot(days=1)))
    both = reports.figures(Asked(DAY, DAY + timedelta(days=1)), actor=SYSTEM, now=clinic.now)
    found = [one for one in (records.find_day("K", clinic.day(number)) for number in (0, 1)) if one]
    assert differences(both, figures(found, now=clinic.now)) == []
    assert both.seen == 2


def test_a_difference_is_named(clinic: Clinic) -> None:
    clinic.see(clinic.book(clinic.slot()))
    one = computed(clinic)
    clinic.cancel(clinic.book(clinic.slot("12:00")))
    found = differences(one, computed(clinic))
    assert [sentence.partition(":")[0] for sentence in found][:2] == ["tokens", "came"]
    assert clinic.statuses()[2] == TokenStatus.CANCELLED
