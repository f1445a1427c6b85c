"""The doctor's screen: the own queue, and nobody else's."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


@pytest.fixture
def doctor(app: Flask, clinic: Clinic) -> Visitor:
    """The browser of the clinic's own doctor."""
    return signed_in(app, Role.DOCTOR, "Dr Rao", doctor_id=clinic.first_doctor)


def test_a_doctor_goes_to_the_own_queue(clinic: Clinic, doctor: Visitor) -> None:
    assert doctor.get("/doctor").location == f"/doctor/{clinic.first_doctor}"


def test_it_shows_who_is_next(clinic: Clinic, doctor: Visitor) -> None:
    clinic.book(clinic.slot(), name="Asha Rao", phone="+919840000001")
    assert "K-001 Asha Rao" in doctor.get(f"/doctor/{clinic.first_doctor}")["doctor"].text


def test_a_whole_visit(clinic: Clinic, doctor: Visitor) -> None:
    token = clinic.book(clinic.slot())
    queue = f"/doctor/{clinic.first_doctor}"
    doctor.post(f"{queue}/call-next")
    doctor.post(f"{queue}/tokens/{token.id}/start")
    page = doctor.post(f"{queue}/tokens/{token.id}/complete")
    assert (page.status, clinic.status(token)) == (200, "COMPLETED")


def test_an_empty_queue_says_so(clinic: Clinic, doctor: Visitor) -> None:
    clinic.slot()
    assert "Nobody waits for you." in doctor.get(f"/doctor/{clinic.first_doctor}")


def test_a_colleagues_queue_is_closed(clinic: Clinic, doctor: Visitor) -> None:
    other = clinic.doctor(name="Dr Das")
    assert doctor.get(f"/doctor/{other}").status == 403
    assert doctor.post(f"/doctor/{other}/call-next").status == 403


def test_a_colleagues_token_is_not_touched_from_the_own_queue(clinic: Clinic, doctor: Visitor) -> None:
    token = clinic.book(clinic.slot(doctor=clinic.doctor(name="Dr Das")))
    page = doctor.post(f"/doctor/{clinic.first_doctor}/tokens/{token.id}/call")
    assert (page.status, clinic.status(token)) == (403, "BOOKED")


def test_a_nurse_chooses_a_doctor(clinic: Clinic, nurse: Visitor) -> None:
    assert nurse.get(f"/doctor?doctor={clinic.first_doctor}").location == f"/doctor/{clinic.first_doctor}"
    assert nurse.get("/doctor").location == "/desk"


def test_a_nurse_of_another_department_does_not(app: Flask, clinic: Clinic) -> None:
    doctor = clinic.first_doctor
    visitor = signed_in(app, department_ids=[clinic.department("B")])
    assert visitor.get(f"/doctor/{doctor}").status == 403


def test_a_doctor_that_does_not_exist_is_not_found(nurse: Visitor) -> None:
    assert nurse.get("/doctor/99").status == 404


def test_the_live_part_is_not_sent_twice(clinic: Clinic, doctor: Visitor) -> None:
    queue = f"/doctor/{clinic.first_doctor}/queue"
    etag = doctor.get(queue, htmx=True).headers["ETag"]
    assert doctor.get(queue, htmx=True, **{"If-None-Match": etag}).status == 304
