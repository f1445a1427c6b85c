"""Scope: a nurse acts in the own departments only, a doctor on the own queue only."""

from opd_web.engine.roles import Actor, Role
from tests.support.clinic import Clinic

ELSEWHERE = Actor("user:2", Role.NURSE, frozenset({999}))


def test_a_nurse_of_another_department_does_not_book_into_a_slot(clinic: Clinic) -> None:
    request = clinic.ask(clinic.slot())
    clinic.actor = ELSEWHERE
    with clinic.refuses("forbidden"):
        clinic.send(request)


def test_a_nurse_of_another_department_does_not_book_into_a_department(clinic: Clinic) -> None:
    request = clinic.ask(department_id=clinic.first_department)
    clinic.actor = ELSEWHERE
    with clinic.refuses("forbidden"):
        clinic.send(request)


def test_a_nurse_of_another_department_does_not_cancel(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.actor = ELSEWHERE
    with clinic.refuses("forbidden"):
        clinic.cancel(token)


def test_a_nurse_of_another_department_does_not_call_next(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    clinic.actor = ELSEWHERE
    with clinic.refuses("forbidden"):
        clinic.call_next()


def test_a_doctor_does_not_call_from_a_colleagues_queue(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.actor = Actor("user:3", Role.DOCTOR, None, clinic.doctor(name="Dr Das"))
    with clinic.refuses("forbidden"):
        clinic.call(token)


def test_a_doctor_calls_from_the_own_queue(clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    clinic.actor = Actor("user:3", Role.DOCTOR, None, clinic.first_doctor)
    assert clinic.call_next().number == token.number
