"""The weekly plan and single days in the browser. DAY is a Monday."""

import pytest
from flask import Flask

from opd_web import jobs
from opd_web.services import schedule
from opd_web.store.rows import CallRow, DoctorRow, SlotRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

HOURS = {"starts": "09:00", "ends": "11:00", "slot_minutes": "60", "capacity": "4"}


def plan(clinic: Clinic, admin: Visitor, **changed: object) -> Page:
    address = f"/admin/schedule/{clinic.first_doctor}/new"
    return admin.post(address, {**HOURS, "weekdays": ["0", "1"], **changed}, htmx=False)


def day(clinic: Clinic, rest: str = "") -> str:
    return f"/admin/schedule/{clinic.first_doctor}/days/2025-03-03/{rest}"


def capacities(clinic: Clinic) -> list[int]:
    return [row.capacity for row in clinic.rows(SlotRow)]


def test_planning_says_how_many_slots_were_made(clinic: Clinic, admin: Visitor) -> None:
    answer = plan(clinic, admin)
    assert answer.status == 303
    assert "8 slots were made for the next 42 days." in admin.get(answer.location or "")


def test_a_doctor_without_a_plan_is_told_what_to_do(clinic: Clinic, admin: Visitor) -> None:
    assert "There is no weekly plan yet." in admin.get(f"/admin/schedule/{clinic.first_doctor}")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("weekdays", [], "Choose one weekday or more."),
        ("starts", "nine", "Enter a time, such as 09:30."),
        ("slot_minutes", "many", "Enter a whole number."),
        ("slot_minutes", "50", "2 slots of 50 minutes leave 20 minutes over. Change the end, or the length of a slot."),
        ("capacity", "", "Enter a whole number."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    clinic: Clinic, admin: Visitor, field: str, value: object, error: str
) -> None:
    page = plan(clinic, admin, **{field: value})
    assert (page.status, page.errors) == (422, [error])
    assert not clinic.rows(SlotRow)


def test_a_changed_line_says_which_slots_stay(clinic: Clinic, admin: Visitor) -> None:
    plan(clinic, admin, weekdays=["0"])
    clinic.book(clinic.rows(SlotRow)[0].id)
    line = schedule.of_doctor(clinic.first_doctor)[0].id
    answer = admin.post(f"/admin/schedule/lines/{line}", HOURS | {"capacity": "9"}, htmx=False)
    assert "so they stay as they were: Mon 3 Mar 09:00" in admin.get(answer.location or "")


def test_a_line_is_stopped(clinic: Clinic, admin: Visitor) -> None:
    plan(clinic, admin, weekdays=["0"])
    line = schedule.of_doctor(clinic.first_doctor)[0].id
    answer = admin.post(f"/admin/schedule/lines/{line}/stop", htmx=False)
    assert "4 slots without patients were taken away." in admin.get(answer.location or "")
    assert admin.get(f"/admin/schedule/lines/{line}").status == 404


def test_a_slot_is_added_at_the_facilitys_time(clinic: Clinic, admin: Visitor) -> None:
    answer = admin.post(day(clinic, "slots"), {"starts": "10:00", "ends": "11:00", "capacity": "3"}, htmx=False)
    assert answer.location == day(clinic)
    assert [row.starts_at for row in clinic.rows(SlotRow)] == [clinic.moment("10:00")]


def test_an_overlapping_slot_is_refused_at_its_field(clinic: Clinic, admin: Visitor) -> None:
    clinic.slot("10:30")
    page = admin.post(day(clinic, "slots"), {"starts": "10:00", "ends": "11:00", "capacity": "3"}, htmx=False)
    assert (page.status, page.errors) == (422, ["The doctor already has a slot in this time."])


def change(
    clinic: Clinic, admin: Visitor, slot: int, starts: str = "10:00", ends: str = "11:00", places: int = 2
) -> Page:
    prefix = f"slot-{slot}-"
    fields = {f"{prefix}starts": starts, f"{prefix}ends": ends, f"{prefix}capacity": places}
    return admin.post(day(clinic, f"slots/{slot}/change"), fields, htmx=False)


def test_the_capacity_is_changed(clinic: Clinic, admin: Visitor) -> None:
    assert change(clinic, admin, clinic.slot(), places=7).status == 303
    assert capacities(clinic) == [7]


def test_a_capacity_below_what_is_used_is_refused_at_its_field(clinic: Clinic, admin: Visitor) -> None:
    slot = clinic.slot(capacity=2)
    clinic.book(slot)
    clinic.book(slot)
    page = change(clinic, admin, slot, places=1)
    assert (page.status, capacities(clinic)) == (422, [2])
    assert page.errors[0].startswith("2 places are used (K-001, K-002).")


def test_the_window_is_changed(clinic: Clinic, admin: Visitor) -> None:
    assert change(clinic, admin, clinic.slot(), "10:30", "12:00").status == 303
    (row,) = clinic.rows(SlotRow)
    assert (row.starts_at, row.ends_at) == (clinic.moment("10:30"), clinic.moment("12:00"))


def test_the_end_of_a_slot_with_patients_is_changed(clinic: Clinic, admin: Visitor) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    assert change(clinic, admin, slot, ends="11:30").status == 303
    assert clinic.rows(SlotRow)[0].ends_at == clinic.moment("11:30")


@pytest.mark.parametrize(
    ("starts", "ends", "error"),
    [
        (
            "10:30",
            "11:00",
            "Tokens were given in this slot, so its start stays. Delay it, or cancel it and add another.",
        ),
        ("10:00", "12:30", "The doctor already has a slot in this time."),
        ("10:00", "09:00", "The end of a slot is after its start."),
        ("ten", "11:00", "Enter a time, such as 09:30."),
    ],
)
def test_a_window_that_cannot_be_is_refused_at_its_field(
    clinic: Clinic, admin: Visitor, starts: str, ends: str, error: str
) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    clinic.slot("12:00")
    page = change(clinic, admin, slot, starts, ends)
    assert (page.status, page.errors) == (422, [error])
    assert clinic.rows(SlotRow)[0].ends_at == clinic.moment("11:00")


def test_the_room_of_one_day_is_changed_and_called(clinic: Clinic, admin: Visitor) -> None:
    token = clinic.book(clinic.slot())
    answer = admin.post(day(clinic, "room"), {"room-room": "9"}, htmx=False)
    assert "The room was saved." in admin.get(answer.location or "")
    clinic.call(token)
    assert [row.room for row in clinic.rows(CallRow)] == ["9"]
    assert [row.room for row in clinic.rows(DoctorRow)] == ["3"]


def test_a_day_without_clinic_has_no_room(clinic: Clinic, admin: Visitor) -> None:
    assert "Room on this day" not in admin.get(day(clinic))
    page = admin.post(day(clinic, "room"), {"room-room": "9"}, htmx=False)
    assert page.status == 422
    assert "The doctor has no clinic on this day. Add a slot first." in page


def test_a_cancelled_slot_says_who_lost_the_place(clinic: Clinic, admin: Visitor) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    answer = admin.post(day(clinic, f"slots/{slot}/cancel"), htmx=False)
    assert "Lost the place, offer another slot at the desk: K-001." in admin.get(answer.location or "")


def test_a_slot_that_nobody_used_is_gone_from_the_page(clinic: Clinic, admin: Visitor) -> None:
    slot = clinic.slot()
    admin.post(day(clinic, f"slots/{slot}/cancel"), htmx=False)
    assert "There is no slot on this day." in admin.get(day(clinic))


def test_what_is_no_date_is_not_found(clinic: Clinic, admin: Visitor) -> None:
    for on in ("2025-02-30", "0001-01-01", "9999-12-31"):
        assert admin.get(f"/admin/schedule/{clinic.first_doctor}/days/{on}/").status == 404


def test_the_command_opens_days(clinic: Clinic, app: Flask, admin: Visitor) -> None:
    plan(clinic, admin)
    answer = app.test_cli_runner().invoke(args=["day", "open", "--days", "21"])
    assert (answer.exit_code, answer.output) == (0, "4 slots made, 0 left out beside slots that are there\n")


def test_the_process_opens_days_by_itself(clinic: Clinic, app: Flask, admin: Visitor) -> None:
    plan(clinic, admin)
    clinic.at("06:00", days=7)
    jobs.open_days(app)
    assert len(clinic.rows(SlotRow)) == 12
