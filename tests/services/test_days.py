"""The day is the facility's own date, never derived from UTC midnight."""

import pytest

from opd_web.services import views
from opd_web.store.rows import DepartmentDayRow
from tests.support.clinic import Clinic


def test_numbers_begin_anew_each_day(clinic: Clinic) -> None:
    first = clinic.book(clinic.slot())
    second = clinic.book(clinic.slot(days=1))
    assert (first.number, second.number) == ("K-001", "K-001")


@pytest.mark.parametrize("wall_time", ["00:10", "05:29", "05:31", "23:50"])
def test_a_booking_for_today_falls_on_the_facility_s_date(clinic: Clinic, wall_time: str) -> None:
    department = clinic.department(routing="earliest")
    clinic.at(wall_time).book(department_id=department)
    assert [row.service_day for row in clinic.rows(DepartmentDayRow)] == [clinic.day(0)]


@pytest.mark.parametrize("start", ["00:30", "05:15", "22:00"])
def test_a_slot_belongs_to_the_facility_s_date(clinic: Clinic, start: str) -> None:
    clinic.at("00:05").slot(start)
    assert [row.service_day for row in clinic.rows(DepartmentDayRow)] == [clinic.day(0)]


def test_an_early_token_can_be_called_before_utc_has_the_day(clinic: Clinic) -> None:
    token = clinic.at("00:05").book(clinic.slot("00:30"))
    assert clinic.at("00:30").call(token).status == "CALLED"


def test_yesterday_s_token_cannot_be_called_after_the_facility_s_midnight(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot("23:00", "23:59"))
    with clinic.at("00:01", days=1).refuses("not_its_day"):
        clinic.call(token)


def test_the_desk_shows_the_facility_s_date(clinic: Clinic) -> None:
    clinic.department()
    assert views.desk("K", now=clinic.at("00:10").now).day == clinic.day(0)
    assert views.desk("K", now=clinic.at("23:50").now).day == clinic.day(0)
