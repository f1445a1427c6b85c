"""Where clocks change: a moment with its offset is one moment, and a day is as long as it is."""

from collections.abc import Callable

import pytest

from opd_web.services import clinic as clinics
from tests.api.conftest import Setting, done
from tests.support.clinic import Clinic
from tests.support.programs import Program


@pytest.fixture
def new_york(program: Program, clinic: Clinic, wall: Callable[..., None]) -> Setting:
    """A hospital where the clocks go forward on 9 March and back on 2 November 2025."""
    clinics.set_facility("Hospital", "America/New_York", **clinic.who)
    clinic.department()
    return Setting(program, clinic)


def test_an_hour_that_the_clock_leaves_out_is_no_hour(new_york: Setting) -> None:
    slot = new_york.slot(starts_at="2025-03-09T01:30:00-05:00", ends_at="2025-03-09T03:30:00-04:00")
    assert (slot["starts_at"], slot["ends_at"]) == ("2025-03-09T01:30:00-05:00", "2025-03-09T03:30:00-04:00")
    body = new_york.slot_body(starts_at="2025-03-09T03:29:00-04:00", ends_at="2025-03-09T05:00:00-04:00")
    assert new_york.program.post("/slots", body).code == "slot_overlap"


def test_an_hour_that_comes_twice_is_two_hours(new_york: Setting) -> None:
    first = new_york.slot(starts_at="2025-11-02T01:00:00-04:00", ends_at="2025-11-02T01:00:00-05:00")
    second = new_york.slot(starts_at="2025-11-02T01:00:00-05:00", ends_at="2025-11-02T02:00:00-05:00")
    listed = done(new_york.program.get("/slots", date="2025-11-02"))["items"]
    assert [one["starts_at"] for one in listed] == [first["starts_at"], second["starts_at"]]
    assert first["starts_at"] != second["starts_at"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-03-09T04:59:00Z", "2025-03-08"),
        ("2025-03-09T05:00:00Z", "2025-03-09"),
        ("2025-03-10T03:59:00Z", "2025-03-09"),
        ("2025-03-10T04:00:00Z", "2025-03-10"),
        ("2025-11-03T04:59:00Z", "2025-11-02"),
        ("2025-11-03T05:00:00Z", "2025-11-03"),
    ],
)
def test_the_day_begins_at_the_facility_s_midnight(new_york: Setting, moment: str, day: str) -> None:
    ends = moment.replace(":00Z", ":00-00:10") if moment.endswith("59:00Z") else moment.replace(":00Z", ":00-00:30")
    slot = new_york.slot(starts_at=moment, ends_at=ends)
    assert [one["id"] for one in done(new_york.program.get("/slots", date=day))["items"]] == [slot["id"]]


def test_a_slot_lasts_as_long_as_it_does(new_york: Setting) -> None:
    body = new_york.slot_body(starts_at="2025-11-02T00:00:00-04:00", ends_at="2025-11-03T00:00:00-05:00")
    answer = new_york.program.post("/slots", body)
    assert (answer.code, answer.fields) == ("invalid", {"ends_at"})


def test_a_token_waits_for_the_second_of_two_equal_hours(new_york: Setting) -> None:
    slot = new_york.slot(starts_at="2025-11-02T01:00:00-05:00", ends_at="2025-11-02T02:00:00-05:00")
    token = new_york.book(slot)
    delayed = done(new_york.program.put(f"/slots/{slot['id']}/delay", {"minutes": 30}))
    expected = done(new_york.program.get(f"/tokens/{token['id']}"))["estimated_time"]
    assert (delayed["delay_minutes"], expected) == (30, "2025-11-02T01:30:00-05:00")
