"""An emergency goes to whoever can see it soonest, also where nobody knows who it is."""

import pytest

from opd_web.services.booked import BookedToken
from opd_web.services.booking import BookingRequest
from opd_web.store.read_models import TokenView
from opd_web.store.rows import PatientRow
from tests.support.clinic import Clinic


def soonest(clinic: Clinic, **asked: object) -> BookedToken:
    department = clinic.first_department
    request = BookingRequest(department_id=department, soonest=True, unknown=True, name="Unknown", **asked)  # type: ignore[arg-type]
    return clinic.send(request)


def emergency(clinic: Clinic, **asked: object) -> TokenView:
    return soonest(clinic, class_="EMERGENCY", **asked).token


def test_a_doctor_at_work_goes_before_one_who_has_not_begun(clinic: Clinic) -> None:
    clinic.slot("10:00", capacity=1)
    at_work = clinic.doctor(name="Dr Das")
    slot = clinic.slot("10:30", doctor=at_work)
    clinic.see(clinic.book(slot))
    assert clinic.at("10:05")
    assert emergency(clinic).doctor_id == at_work


def test_before_anybody_has_begun_it_is_the_first_slot(clinic: Clinic) -> None:
    clinic.slot("11:00", doctor=clinic.doctor(name="Dr Das"))
    first = clinic.slot("10:00")
    assert emergency(clinic).slot_id == first


def test_of_those_who_are_free_now_it_is_the_emptier_one(clinic: Clinic) -> None:
    full = clinic.slot("10:00", capacity=1)
    empty = clinic.slot("10:00", capacity=2, doctor=clinic.doctor(name="Dr Das"))
    clinic.at("10:10").see(clinic.book(full))
    clinic.see(clinic.book(empty))
    assert emergency(clinic).slot_id == empty


def test_a_slot_with_room_hours_away_does_not_draw_it_off(clinic: Clinic) -> None:
    now, _later = clinic.slot("10:00", capacity=1), clinic.slot("14:00")
    victim = clinic.book(now)
    booked = clinic.at("10:10") and soonest(clinic, class_="EMERGENCY")
    assert (booked.token.slot_id, booked.displaced and booked.displaced.id) == (now, victim.id)


def test_it_says_what_the_displaced_can_be_offered(clinic: Clinic) -> None:
    now, later = clinic.slot("10:00", capacity=1), clinic.slot("14:00")
    clinic.book(now)
    assert [slot.id for slot in soonest(clinic, class_="EMERGENCY").alternatives] == [later]


def test_a_doctor_can_be_named(clinic: Clinic) -> None:
    clinic.slot("10:00")
    other = clinic.doctor(name="Dr Das")
    clinic.slot("16:00", doctor=other)
    assert emergency(clinic, doctor_id=other).doctor_id == other


@pytest.mark.parametrize("options", [{}, {"routing": "least_loaded"}, {"routing": "earliest"}])
def test_every_routing_takes_it(clinic: Clinic, options: dict[str, str]) -> None:
    clinic.department(**options)
    slot = clinic.slot("10:00")
    assert emergency(clinic).slot_id == slot


def test_without_any_open_slot_it_is_refused(clinic: Clinic) -> None:
    clinic.department()
    with clinic.refuses("no_slots"):
        emergency(clinic)


def test_each_unknown_person_is_another_one(clinic: Clinic) -> None:
    clinic.slot("10:00")
    first, second = emergency(clinic), emergency(clinic)
    assert first.patient_id != second.patient_id
    assert [row.name for row in clinic.rows(PatientRow)] == ["Unknown", "Unknown"]


def test_a_form_sent_twice_makes_one_unknown_person(clinic: Clinic) -> None:
    clinic.slot("10:00")
    request = BookingRequest(
        department_id=clinic.first_department, soonest=True, unknown=True, name="Unknown", class_="EMERGENCY"
    )
    assert clinic.send(request, "k").token.id == clinic.send(request, "k").token.id
    assert len(clinic.rows(PatientRow)) == 1
