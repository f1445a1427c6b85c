"""Where a patient is sent: to the room in which the doctor sits on that day."""

from opd_web.services import rooms
from tests.support.clinic import Clinic


def test_a_token_names_the_room_of_its_day(clinic: Clinic) -> None:
    slot, tomorrow = clinic.slot(), clinic.slot(days=1)
    rooms.change(clinic.first_doctor, clinic.day(), "12", **clinic.who)
    assert (clinic.book(slot).room, clinic.book(tomorrow).room) == ("12", "3")


def test_whoever_is_called_is_sent_there(clinic: Clinic) -> None:
    slot = clinic.slot()
    rooms.change(clinic.first_doctor, clinic.day(), "12", **clinic.who)
    assert clinic.call(clinic.book(slot)).room == "12"
