"""The hospital: its name, its time zone, and how far it is set up."""

import pytest

from opd_web.services import facility
from opd_web.store.rows import FacilityRow
from tests.support.clinic import Clinic


def change(clinic: Clinic, name: str = "St. Mary’s", timezone: str = "Asia/Kolkata") -> None:
    facility.change(name, timezone, actor=clinic.actor, now=clinic.now)


def test_the_hospital_gets_a_name_and_a_time_zone(clinic: Clinic) -> None:
    change(clinic, " St. Mary’s ", "Africa/Nairobi")
    assert [(row.name, row.timezone) for row in clinic.rows(FacilityRow)] == [("St. Mary’s", "Africa/Nairobi")]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Asia"])
def test_what_is_no_time_zone_is_refused(clinic: Clinic, zone: str) -> None:
    with clinic.refuses("invalid") as caught:
        change(clinic, timezone=zone)
    assert caught.value.refusal.field == "timezone"


def test_a_hospital_has_a_name(clinic: Clinic) -> None:
    with clinic.refuses("invalid"):
        change(clinic, " ")


def test_the_time_zone_stays_once_slots_are_planned(clinic: Clinic) -> None:
    clinic.slot(days=1)
    with clinic.refuses("invalid") as caught:
        change(clinic, timezone="Africa/Nairobi")
    assert "(slots ahead: 1)" in str(caught.value)


def test_the_name_changes_whatever_is_planned(clinic: Clinic) -> None:
    clinic.slot(days=1)
    change(clinic, "St. John’s")
    assert facility.read() == facility.Facility("St. John’s", "Asia/Kolkata")


def test_progress_counts_what_a_clinic_needs(clinic: Clinic) -> None:
    clinic.slot()
    found = facility.progress(now=clinic.now)
    assert (found.departments, found.doctors, found.slots_ahead, found.boards) == (1, 1, 1, 0)
