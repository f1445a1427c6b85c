"""Departments and doctors: what is refused, what stays, and what a change carries with it."""

import pytest

from opd_web.services import departments, doctors
from opd_web.services.departments import DepartmentFields
from opd_web.services.doctors import DoctorFields
from opd_web.store.rows import ClinicSessionRow, DepartmentRow
from tests.support.clinic import Clinic

CARDIOLOGY = DepartmentFields("CARD", "Cardiology", "Clinic C")


def who(clinic: Clinic) -> dict[str, object]:
    return {"actor": clinic.actor, "now": clinic.now}


def doctor(clinic: Clinic, **changed: object) -> DoctorFields:
    fields = {"department_id": clinic.first_department, "name": "Dr Das", "room": "4"}
    return DoctorFields(**{**fields, **changed})  # type: ignore[arg-type]  # a table of fields


def test_a_department_begins_with_a_policy(clinic: Clinic) -> None:
    made = departments.add(CARDIOLOGY, "elastic", **who(clinic))
    found = departments.get(made, now=clinic.now)
    assert (found.code, found.preset, found.policy_version) == ("CARD", "elastic", 1)


@pytest.mark.parametrize("code", ["", "card", "CARDIOLOGY", "K-1", "K 1", "Ä"])
def test_what_is_no_code_is_refused(clinic: Clinic, code: str) -> None:
    with clinic.refuses("invalid") as caught:
        departments.add(DepartmentFields(code, "Cardiology", "Clinic C"), **who(clinic))
    assert caught.value.refusal.field == "code"


def test_two_departments_do_not_share_a_code(clinic: Clinic) -> None:
    departments.add(CARDIOLOGY, **who(clinic))
    with clinic.refuses("invalid") as caught:
        departments.add(CARDIOLOGY, **who(clinic))
    assert caught.value.refusal.field == "code"


def test_a_code_changes_while_no_number_has_it(clinic: Clinic) -> None:
    made = departments.add(CARDIOLOGY, **who(clinic))
    departments.change(made, DepartmentFields("C", "Cardiology", "Clinic C"), **who(clinic))
    assert departments.get(made, now=clinic.now).code == "C"


def test_a_code_stays_once_a_number_has_it(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    with clinic.refuses("invalid"):
        departments.change(clinic.first_department, CARDIOLOGY, **who(clinic))


def test_a_department_out_of_use_books_nobody(clinic: Clinic) -> None:
    department = clinic.first_department
    departments.change(department, DepartmentFields("K", "Kidney", "Clinic K", active=False), **who(clinic))
    with clinic.refuses("unknown_department"):
        clinic.book(department_id=department)
    assert [row.active for row in clinic.rows(DepartmentRow)] == [False]


def test_an_unknown_department_is_not_changed(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        departments.change(999, CARDIOLOGY, **who(clinic))


def test_two_doctors_of_a_department_do_not_share_a_name(clinic: Clinic) -> None:
    doctors.add(doctor(clinic), **who(clinic))
    with clinic.refuses("invalid") as caught:
        doctors.add(doctor(clinic, name=" dr das"), **who(clinic))
    assert caught.value.refusal.field == "name"


@pytest.mark.parametrize("missing", ["name", "room"])
def test_a_doctor_has_a_name_and_a_room(clinic: Clinic, missing: str) -> None:
    fields = doctor(clinic, **{missing: " "})
    with clinic.refuses("invalid") as caught:
        doctors.add(fields, **who(clinic))
    assert caught.value.refusal.field == missing


def test_a_new_room_is_that_of_the_sessions_to_come(clinic: Clinic) -> None:
    clinic.slot(days=1)
    doctors.change(clinic.first_doctor, doctor(clinic, name="Dr Rao", room="9"), **who(clinic))
    assert [row.room for row in clinic.rows(ClinicSessionRow)] == ["9"]


def test_a_session_that_has_begun_keeps_its_room(clinic: Clinic) -> None:
    clinic.call(clinic.book(clinic.slot()))
    doctors.change(clinic.first_doctor, doctor(clinic, name="Dr Rao", room="9"), **who(clinic))
    assert [row.room for row in clinic.rows(ClinicSessionRow)] == ["3"]


def test_a_doctor_with_slots_stays_in_the_department(clinic: Clinic) -> None:
    clinic.slot()
    other = clinic.department("M")
    with clinic.refuses("invalid") as caught:
        doctors.change(clinic.first_doctor, doctor(clinic, department_id=other), **who(clinic))
    assert caught.value.refusal.field == "department"


def test_a_doctor_out_of_use_gets_no_slot_and_loses_no_patient(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    doctors.set_active(clinic.first_doctor, active=False, **who(clinic))
    with clinic.refuses("doctor_retired"):
        clinic.slot("14:00")
    assert clinic.call_next().id == token.id


def test_a_doctor_comes_back_unless_the_name_was_given_on(clinic: Clinic) -> None:
    first = doctors.add(doctor(clinic), **who(clinic))
    doctors.set_active(first, active=False, **who(clinic))
    doctors.add(doctor(clinic), **who(clinic))
    with clinic.refuses("invalid"):
        doctors.set_active(first, active=True, **who(clinic))


def test_the_list_counts_who_is_booked_from_today_on(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    clinic.cancel(clinic.book(clinic.slot("12:00")))
    found = doctors.get(clinic.first_doctor, now=clinic.now)
    assert (found.booked_count, found.slots_ahead) == (1, 2)
