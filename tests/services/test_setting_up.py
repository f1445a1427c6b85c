"""What a clinic is set up with: slots together, boards, people on file, the day of the demo."""

import pytest

from opd_web.services import audit, boards, facility, patients
from opd_web.services import clinic as clinic_services
from opd_web.services.boards import BoardFields
from opd_web.services.clinic import NewSlot
from opd_web.services.patients import NewPatient
from opd_web.store.board_rows import BoardDepartmentRow
from opd_web.store.rows import PatientRow, SlotRow
from tests.support.clinic import DAY, NURSE, Clinic, moment


def new_slots(clinic: Clinic, *hours: str) -> list[NewSlot]:
    doctor = clinic.first_doctor
    return [NewSlot(doctor, moment(f"{hour}:00"), moment(f"{hour}:50"), 2) for hour in hours]


def test_slots_are_added_together_in_the_order_of_their_start(clinic: Clinic) -> None:
    views = clinic_services.add_slots(new_slots(clinic, "11", "10"), actor=NURSE, now=clinic.now)
    assert [view.starts_at for view in views] == [moment("10:00"), moment("11:00")]
    assert [row.starts_at for row in clinic.rows(SlotRow)] == [moment("10:00"), moment("11:00")]


def test_of_slots_that_are_added_together_one_refused_leaves_none(clinic: Clinic) -> None:
    clinic.slot("11:30")
    slots = new_slots(clinic, "10", "11")
    with clinic.refuses("slot_overlap"):
        clinic_services.add_slots(slots, actor=NURSE, now=clinic.now)


def test_a_board_shows_the_departments_that_it_was_given(clinic: Clinic) -> None:
    shown = {clinic.department("K"), clinic.department("M")}
    board_id = boards.add(BoardFields("Hall", "All clinics", frozenset(shown)), actor=NURSE, now=clinic.now)
    assert [(one.id, one.name, one.title) for one in boards.every()] == [(board_id, "Hall", "All clinics")]
    assert {row.department_id for row in clinic.rows(BoardDepartmentRow)} == shown


@pytest.mark.parametrize(("departments", "reason"), [([], "invalid"), ([999], "unknown_department")])
def test_a_board_of_no_department_is_refused(clinic: Clinic, departments: list[int], reason: str) -> None:
    with clinic.refuses(reason):
        boards.add(BoardFields("Hall", "All clinics", frozenset(departments)), actor=NURSE, now=clinic.now)


def test_people_who_are_on_file_stay_as_they_are(clinic: Clinic) -> None:
    asha, ravi = NewPatient("Asha Rao", "+916990000001", "kn"), NewPatient("Ravi Rao", "+916990000001")
    (first,) = patients.register_all([asha], actor=NURSE, now=clinic.now)
    again = patients.register_all([NewPatient(" asha  RAO", asha.phone, "hi"), ravi], actor=NURSE, now=clinic.now)
    assert again[0] == first
    assert [(row.name, row.language) for row in clinic.rows(PatientRow)] == [("Asha Rao", "kn"), ("Ravi Rao", None)]


def test_a_hospital_that_is_no_demo_has_no_demo_day(clinic: Clinic) -> None:
    with clinic.refuses("not_found"):
        facility.complete_demo_day(DAY, actor=NURSE, now=clinic.now)


def test_the_demo_day_survives_a_second_naming(clinic: Clinic) -> None:
    for _ in range(2):
        clinic_services.set_facility("Demo", "Asia/Kolkata", is_demo=True, actor=NURSE, now=clinic.now)
        facility.complete_demo_day(DAY, actor=NURSE, now=clinic.now)
        clinic_services.set_facility("Demo", "Asia/Kolkata", is_demo=True, actor=NURSE, now=clinic.now)
        found = facility.read()
        assert found
        assert found.demo_day == DAY


def test_the_latest_event_is_found(clinic: Clinic) -> None:
    assert audit.last_event_at() is None
    slot = clinic.slot()
    clinic.at("09:10").book(slot)
    assert audit.last_event_at() == moment("09:10")
