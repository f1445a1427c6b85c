"""Overtakes of days that are over are kept: the same as counted, and counted anew where a day changes afterwards."""

from datetime import date

import pytest

from opd_web import jobs
from opd_web.engine.roles import SYSTEM
from opd_web.services import keeping, records, reports
from opd_web.simulation.figures import differences, figures
from opd_web.store.kept_rows import OvertakesRow
from opd_web.store.report_models import Asked, FairnessReport, Figures, Overtaken
from opd_web.store.rows import DepartmentDayRow
from tests.reports.mornings import random_day
from tests.support.clinic import DAY, Clinic


def keep(clinic: Clinic) -> int:
    return keeping.keep_overtakes(actor=SYSTEM, now=clinic.now)


def fairness(clinic: Clinic, on: date = DAY, **narrowed: int) -> FairnessReport:
    return reports.fairness(Asked(on, on, **narrowed), actor=SYSTEM, now=clinic.now)


def computed(clinic: Clinic) -> Figures:
    return reports.figures(Asked(DAY, DAY), actor=SYSTEM, now=clinic.now)


def overtaken_day(clinic: Clinic) -> Clinic:
    """See three walk-ins in the reverse of their order, and go on to the next day."""
    slot = clinic.at("09:00").slot("10:00", "23:30", capacity=9)
    for token in reversed([clinic.wait(minutes=1).book(slot) for _ in range(3)]):
        clinic.see(token)
    return clinic.at("09:00", days=1)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_was_counted(clinic: Clinic, seed: int) -> None:
    random_day(clinic, seed, 300)
    clinic.at("09:00", days=1)
    before, doctors = computed(clinic), (clinic.first_doctor, clinic.first_doctor + 1)
    by_doctor = [fairness(clinic, doctor_id=doctor) for doctor in doctors]
    assert (keep(clinic), keep(clinic)) == (1, 0)
    assert before.overtakes > 0
    assert computed(clinic) == before
    assert [fairness(clinic, doctor_id=doctor) for doctor in doctors] == by_doctor


def test_kept_overtakes_are_read_instead_of_counted(clinic: Clinic) -> None:
    overtaken_day(clinic)
    keep(clinic)
    (row,) = clinic.rows(OvertakesRow)
    assert (row.doctor_id, row.class_, row.times, row.patients, row.most) == (clinic.first_doctor, "WALK_IN", 3, 2, 2)
    clinic.execute("UPDATE overtakes SET times = 30")
    assert fairness(clinic).overtaken == (Overtaken("WALK_IN", 30, 2, 2),)


def test_a_day_that_changes_afterwards_is_counted_again(clinic: Clinic) -> None:
    overtaken_day(clinic).at("23:00")
    late, later = (clinic.book(clinic.slot_of(9)) for _ in range(2))
    keep(clinic.at("00:01", days=1))
    # The day goes on: a call of yesterday is refused, so the clock is put back.
    clinic.at("23:10").see(later)
    clinic.see(late)
    record = records.find_day("K", DAY)
    assert record is not None
    assert fairness(clinic).overtaken == (Overtaken("WALK_IN", 4, 3, 2),)
    assert differences(computed(clinic), figures([record], now=clinic.now)) == []
    clinic.at("00:01", days=1)
    assert (keep(clinic), keep(clinic)) == (1, 0)
    assert fairness(clinic).overtaken == (Overtaken("WALK_IN", 4, 3, 2),)


def test_a_day_that_goes_on_is_not_kept(clinic: Clinic) -> None:
    overtaken_day(clinic).at("23:00")
    assert keep(clinic) == 0
    assert fairness(clinic).overtaken == (Overtaken("WALK_IN", 3, 2, 2),)


def test_the_job_keeps_every_day_that_is_over(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(3):
        clinic.at("09:00", days=day).see(clinic.book(clinic.slot("10:00", days=day)))
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.moment("09:00", 2))
    jobs.keep_figures(clinic.app)
    days = sorted(clinic.rows(DepartmentDayRow), key=lambda row: row.service_day)
    assert [row.overtakes_at == row.event_count for row in days] == [True, True, False]
