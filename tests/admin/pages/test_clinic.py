"""Hospital, departments and doctors in the browser."""

from opd_web.services import departments
from opd_web.store.rows import DepartmentRow, DoctorRow, FacilityRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor

NEW = {"code": "card", "name": "Cardiology", "public_label": "Clinic C", "preset": "fair"}


def test_the_hospitals_name_stands_on_every_page(admin: Visitor) -> None:
    admin.post("/admin/facility", {"name": "St. Mary’s", "timezone": "Asia/Kolkata"}, htmx=False)
    assert admin.get("/admin/").all("a", class_="site-name")[0].text == "St. Mary’s"


def test_a_hospital_without_a_name_is_asked_again(clinic: Clinic, admin: Visitor) -> None:
    page = admin.post("/admin/facility", {"name": "", "timezone": "Asia/Kolkata"}, htmx=False)
    assert (page.status, page.errors) == (422, ["Enter the name of the hospital."])
    assert [row.name for row in clinic.rows(FacilityRow)] == ["Hospital"]


def test_an_empty_clinic_says_what_to_do_first(admin: Visitor) -> None:
    assert "Add the departments that patients come to." in admin.get("/admin/")
    assert "add a department first" in admin.get("/admin/doctors/")


def test_a_department_is_added_in_capital_letters(clinic: Clinic, admin: Visitor) -> None:
    assert admin.post("/admin/departments/new", NEW, htmx=False).status == 303
    assert [row.code for row in clinic.rows(DepartmentRow)] == ["CARD"]
    assert "Department CARD was added." in admin.get("/admin/departments/")


def test_what_was_typed_stays_beside_the_error(admin: Visitor) -> None:
    page = admin.post("/admin/departments/new", NEW | {"code": "K-1"}, htmx=False)
    assert page.status == 422
    assert page.errors[0].startswith("'K-1' is no code.")
    assert page.typed("name") == "Cardiology"
    assert page.all("div", class_="error-summary")


def test_a_department_is_taken_out_of_use(clinic: Clinic, admin: Visitor) -> None:
    department = clinic.first_department
    admin.post(f"/admin/departments/{department}", NEW | {"code": "K"}, htmx=False)
    assert not departments.get(department, now=clinic.now).active


def test_a_doctor_is_added(clinic: Clinic, admin: Visitor) -> None:
    fields = {"name": "Dr Das", "room": "4", "department_id": clinic.first_department}
    assert admin.post("/admin/doctors/new", fields, htmx=False).status == 303
    assert [row.name for row in clinic.rows(DoctorRow)] == ["Dr Rao", "Dr Das"]


def test_a_form_sent_twice_adds_one_doctor(clinic: Clinic, admin: Visitor) -> None:
    key = admin.get("/admin/doctors/new").typed("form_key")
    fields = {"form_key": key, "name": "Dr Das", "room": "4", "department_id": clinic.first_department}
    assert [admin.post("/admin/doctors/new", fields, htmx=False).status for _ in range(2)] == [303, 303]
    assert [row.name for row in clinic.rows(DoctorRow)] == ["Dr Rao", "Dr Das"]


def test_what_was_refused_is_sent_again_with_the_same_key(clinic: Clinic, admin: Visitor) -> None:
    fields = {"form_key": "k", "name": "Dr Das", "room": "", "department_id": clinic.first_department}
    statuses = [admin.post("/admin/doctors/new", fields | {"room": room}, htmx=False).status for room in ("", "4")]
    assert statuses == [422, 303]


def test_a_doctor_without_a_room_is_asked_again(clinic: Clinic, admin: Visitor) -> None:
    fields = {"name": "Dr Das", "room": "", "department_id": clinic.first_department}
    page = admin.post("/admin/doctors/new", fields, htmx=False)
    assert (page.status, page.errors) == (422, ["Enter the room: boards send patients there."])


def test_the_page_of_a_doctor_says_what_happens_to_the_booked(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot())
    page = admin.get(f"/admin/doctors/{clinic.first_doctor}")
    assert "1 patient is booked from today on and keeps the place" in page
    assert "To move them to other slots, add leave first." in page
    assert f"/admin/leave/new?doctor={clinic.first_doctor}" in [one["href"] for one in page.all("a")]


def test_a_doctor_is_taken_out_of_use_and_back(clinic: Clinic, admin: Visitor) -> None:
    address = f"/admin/doctors/{clinic.first_doctor}"
    for button, active in (("out-of-use", False), ("in-use", True)):
        assert admin.post(f"{address}/{button}", htmx=False).location == address
        assert [row.active for row in clinic.rows(DoctorRow)] == [active]
