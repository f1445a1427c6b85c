"""Weekly plans: the slots that they make, and what a change leaves alone. DAY is a Monday."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest

from opd_web.engine.model import SlotStatus
from opd_web.services import doctors, schedule
from opd_web.services.schedule import Hours
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import ClinicSessionRow, SlotRow
from tests.support.clinic import DAY, ZONE, Clinic

MONDAY, TUESDAY = 0, 1


def hours(starts: str = "09:00", ends: str = "11:00", minutes: int = 60, capacity: int = 4) -> Hours:
    return Hours(time.fromisoformat(starts), time.fromisoformat(ends), minutes, capacity)


def who(clinic: Clinic) -> Mapping[str, Any]:
    return {"actor": clinic.actor, "now": clinic.now}


def plan(clinic: Clinic, of_day: Hours | None = None, *weekdays: int) -> schedule.Made:
    return schedule.plan(clinic.first_doctor, weekdays or (MONDAY,), of_day or hours(), **who(clinic))


def line(clinic: Clinic) -> int:
    """Give the first line of the plan."""
    return schedule.of_doctor(clinic.first_doctor)[0].id


def times(clinic: Clinic) -> list[str]:
    """Give the open slots as days after DAY and local time, in the order of time."""
    rows = sorted(clinic.rows(SlotRow), key=lambda row: row.starts_at)
    open_rows = (row.starts_at.astimezone(ZONE) for row in rows if row.status != SlotStatus.CANCELLED)
    return [f"{(at.date() - DAY).days}+{at:%H:%M}" for at in open_rows]


def test_two_weeks_are_made_ahead(clinic: Clinic) -> None:
    assert plan(clinic).made == 4
    assert times(clinic) == ["0+09:00", "0+10:00", "7+09:00", "7+10:00"]
    assert [row.capacity for row in clinic.rows(SlotRow)] == [4] * 4
    assert len(clinic.rows(ClinicSessionRow)) == 2


def test_the_same_hours_on_several_weekdays(clinic: Clinic) -> None:
    assert plan(clinic, None, MONDAY, TUESDAY).made == 8
    assert [one.weekday for one in schedule.of_doctor(clinic.first_doctor)] == [MONDAY, TUESDAY]


def test_what_is_over_today_is_not_made(clinic: Clinic) -> None:
    clinic.at("10:30")
    assert plan(clinic).made == 3


def test_every_slot_made_is_in_the_record(clinic: Clinic) -> None:
    plan(clinic)
    assert [(row.kind, row.rule) for row in clinic.rows(EventRow)] == [("slot_added", "weekly_template")] * 4


def test_topping_up_again_changes_nothing(clinic: Clinic) -> None:
    plan(clinic)
    before = clinic.everything()
    assert schedule.top_up(**who(clinic)).made == 0
    assert clinic.everything() == before


def test_a_follow_up_in_a_month_finds_a_slot_of_a_doctor_who_comes_once_a_week(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    plan(clinic)
    last = max(row.starts_at for row in clinic.rows(SlotRow))
    assert last >= clinic.moment("00:00", days=30)


def test_topping_up_makes_the_days_that_came_nearer(clinic: Clinic) -> None:
    plan(clinic)
    assert schedule.top_up(**who(clinic.at("08:00", days=7))).made == 2
    assert times(clinic)[-1] == "14+10:00"


def test_a_slot_cancelled_by_hand_does_not_come_back(clinic: Clinic) -> None:
    plan(clinic)
    clinic.cancel_slot(clinic.rows(SlotRow)[0].id)
    schedule.top_up(**who(clinic))
    assert times(clinic)[0] == "0+10:00"


def test_a_slot_made_by_hand_is_never_overlapped(clinic: Clinic) -> None:
    clinic.slot("09:30", "10:30")
    made = plan(clinic)
    assert (made.made, made.left_out) == (2, 2)
    assert times(clinic) == ["0+09:30", "7+09:00", "7+10:00"]


def test_a_change_makes_the_unused_anew_and_leaves_the_used_alone(clinic: Clinic) -> None:
    plan(clinic)
    clinic.book(clinic.rows(SlotRow)[0].id)
    changed = schedule.replan(line(clinic), hours("09:00", "11:00", 30), **who(clinic))
    assert [used.taken for used in changed.kept] == [1]
    assert (changed.taken_away, changed.left_out, changed.made) == (3, 2, 6)
    assert times(clinic)[:3] == ["0+09:00", "0+10:00", "0+10:30"]


def test_stopping_takes_the_unused_away(clinic: Clinic) -> None:
    plan(clinic)
    token = clinic.book(clinic.rows(SlotRow)[1].id)
    stopped = schedule.stop(line(clinic), **who(clinic))
    assert (stopped.taken_away, len(stopped.kept)) == (3, 1)
    assert schedule.of_doctor(clinic.first_doctor) == ()
    assert clinic.status(token) == "BOOKED"


def test_a_stopped_plan_is_not_topped_up(clinic: Clinic) -> None:
    plan(clinic)
    schedule.stop(line(clinic), **who(clinic))
    assert schedule.top_up(**who(clinic.at("08:00", days=7))).made == 0


def test_whoever_waits_for_the_department_gets_the_new_places(clinic: Clinic) -> None:
    clinic.department(routing="earliest")
    token = clinic.book(department_id=clinic.first_department)
    assert clinic.status(token) == "WAITING"
    plan(clinic)
    assert clinic.status(token) == "BOOKED"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (hours(minutes=0), "slot_minutes"),
        (hours(minutes=4), "slot_minutes"),
        (hours(capacity=0), "capacity"),
        (hours("11:00", "09:00"), "ends"),
        (hours("09:00", "09:00"), "ends"),
        (hours("09:00", "10:30"), "ends"),
    ],
)
def test_hours_that_make_no_slots_are_refused(clinic: Clinic, wrong: Hours, field: str) -> None:
    clinic.department()
    with clinic.refuses("invalid") as caught:
        plan(clinic, wrong)
    assert caught.value.refusal.field == field


def test_a_plan_needs_a_weekday(clinic: Clinic) -> None:
    doctor = clinic.first_doctor
    with clinic.refuses("invalid"):
        schedule.plan(doctor, (), hours(), **who(clinic))


def test_two_lines_of_one_weekday_do_not_overlap(clinic: Clinic) -> None:
    plan(clinic)
    with clinic.refuses("invalid") as caught:
        plan(clinic, hours("10:00", "12:00"))
    assert "already has 09:00 to 11:00 on Monday" in str(caught.value)


def test_morning_and_afternoon_are_two_lines(clinic: Clinic) -> None:
    plan(clinic)
    assert plan(clinic, hours("14:00", "15:00")).made == 2


def test_a_line_that_is_gone_is_not_changed(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        schedule.stop(7, **who(clinic))


def test_a_doctor_out_of_use_keeps_only_the_slots_with_tokens(clinic: Clinic) -> None:
    plan(clinic)
    token = clinic.book(clinic.rows(SlotRow)[1].id)
    doctors.set_active(clinic.first_doctor, active=False, **who(clinic))
    assert times(clinic) == ["0+10:00"]
    assert clinic.status(token) == "BOOKED"
