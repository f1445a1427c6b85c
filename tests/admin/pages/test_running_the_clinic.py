"""Running a clinic, sentence by sentence of what was promised, in the browser. DAY is a Monday."""

import io

from flask import Flask

from opd_web import jobs
from opd_web.store.board_rows import BoardRow
from opd_web.store.rows import ClinicSessionRow, DoctorRow, SlotRow, TokenRow
from tests.support.clinic import ZONE, Clinic
from tests.support.pages import Visitor, add_board

NEW = {"code": "ONC", "name": "Oncology", "public_label": "Clinic C", "preset": "fair"}
HOURS = {"starts": "09:00", "ends": "11:00", "slot_minutes": "60", "capacity": "4"}


def plan(admin: Visitor, doctor: int = 1) -> None:
    assert admin.post(f"/admin/schedule/{doctor}/new", {**HOURS, "weekdays": ["0"]}, htmx=False).status == 303


def starts(clinic: Clinic) -> list[str]:
    return sorted(f"{row.starts_at.astimezone(ZONE):%d %H:%M}" for row in clinic.rows(SlotRow))


def test_a_department_is_public_by_its_label_only(clinic: Clinic, admin: Visitor, visitor: Visitor) -> None:
    admin.post("/admin/departments/new", NEW, htmx=False)
    admin.post("/admin/doctors/new", {"name": "Dr Das", "room": "4", "department_id": "1"}, htmx=False)
    token = clinic.book(clinic.slot(doctor=1))
    board = visitor.get(f"/boards/{add_board(1)}")
    slip = admin.get(f"/slips/{token.id}")
    assert "Clinic C" in slip
    for page in (board, slip):
        assert "Oncology" not in page.html
    assert len(clinic.rows(BoardRow)) == 1


def test_a_doctor_has_a_room_that_calls_name(clinic: Clinic, admin: Visitor) -> None:
    token = clinic.book(clinic.slot(days=0))
    fields = {"name": "Dr Rao", "room": "12", "department_id": clinic.first_department}
    admin.post(f"/admin/doctors/{clinic.first_doctor}", fields, htmx=False)
    assert [(row.room, row.name) for row in clinic.rows(DoctorRow)] == [("12", "Dr Rao")]
    assert clinic.call(token).room == "12"


def test_saving_a_weekly_plan_makes_sessions_and_slots_ahead(clinic: Clinic, admin: Visitor) -> None:
    clinic.department()
    plan(admin)
    assert starts(clinic) == ["03 09:00", "03 10:00", "10 09:00", "10 10:00"]
    assert [row.capacity for row in clinic.rows(SlotRow)] == [4] * 4
    assert len(clinic.rows(ClinicSessionRow)) == 2


def test_days_are_topped_up_at_the_start_and_by_the_command(clinic: Clinic, app: Flask, admin: Visitor) -> None:
    clinic.department()
    plan(admin)
    clinic.at("06:00", days=7)
    jobs.open_days(app)
    assert starts(clinic)[-1] == "17 10:00"
    clinic.at("06:00", days=14)
    assert app.test_cli_runner().invoke(args=["day", "open", "--days", "14"]).exit_code == 0
    assert starts(clinic)[-1] == "24 10:00"


def test_one_slot_is_changed_alone(clinic: Clinic, admin: Visitor) -> None:
    clinic.department()
    plan(admin)
    slot = clinic.rows(SlotRow)[0].id
    fields = {f"slot-{slot}-starts": "09:00", f"slot-{slot}-ends": "10:00", f"slot-{slot}-capacity": "9"}
    admin.post(f"/admin/schedule/1/days/2025-03-03/slots/{slot}/change", fields, htmx=False)
    assert [row.capacity for row in clinic.rows(SlotRow)] == [9, 4, 4, 4]


def test_leave_names_who_is_affected_and_offers_to_move_them(clinic: Clinic, admin: Visitor) -> None:
    clinic.department()
    plan(admin)
    token = clinic.book(clinic.rows(SlotRow)[0].id, name="Asha Nair", phone="+919812345678")
    later = clinic.rows(SlotRow)[2].id
    leave = {"who": "doctor-1", "first_day": "2025-03-03", "last_day": "", "starts": "", "ends": "", "reason": "Ill"}
    page = admin.post("/admin/leave/check", leave, htmx=False)
    assert "K-001" in page
    assert "Asha Nair" in page
    assert str(later) in [one["value"] for one in page.all("option")]
    admin.post("/admin/leave/save", {**leave, f"token-{token.id}": later}, htmx=False)
    assert [row.status for row in clinic.rows(TokenRow)] == ["CANCELLED", "BOOKED"]


def test_a_second_slot_of_a_doctor_in_the_same_time_is_refused(clinic: Clinic, admin: Visitor) -> None:
    clinic.slot()
    fields = {"starts": "10:00", "ends": "11:00", "capacity": "2"}
    page = admin.post("/admin/schedule/1/days/2025-03-03/slots", fields, htmx=False)
    assert (page.status, page.errors) == (422, ["The doctor already has a slot in this time."])
    other = clinic.doctor(name="Dr Das")
    assert admin.post(f"/admin/schedule/{other}/days/2025-03-03/slots", fields, htmx=False).status == 303


def test_a_file_is_shown_with_every_bad_row(clinic: Clinic, admin: Visitor) -> None:
    clinic.department()
    text = "department,name,room\nK,Dr Das,4\nX,Dr Iyer,5\nK,,6\n"
    page = admin.post("/admin/import/doctors", {"file": (io.BytesIO(text.encode()), "d.csv")}, htmx=False)
    assert page.status == 422
    for row in ("3 department There is no department X in use.", "4 name Fill it in."):
        assert row in page
    assert len(clinic.rows(DoctorRow)) == 1
