"""A doctor's day as a whole: late, on a break, back, over."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.access_rows import AccessRow
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


@pytest.fixture
def rao(clinic: Clinic) -> str:
    """The address of a doctor who has two slots today."""
    clinic.slot("10:00")
    clinic.slot("11:00")
    return f"/doctors/{clinic.first_doctor}"


def test_late_is_said_everywhere(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    page = nurse.post(f"{rao}/late", {"minutes": 20})
    assert (page.status, page.headers["HX-Trigger"]) == (204, "queue-changed, panel-done")
    assert "20 minutes late" in nurse.get("/desk/K")
    assert "20 minutes late" in nurse.get(f"/doctor/{clinic.first_doctor}")


def test_it_is_the_slot_that_is_on_that_is_late(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    clinic.at("11:10")
    nurse.post(f"{rao}/late", {"minutes": 20})
    assert nurse.get("/desk/K")["done"].text == "Dr Rao: 20 minutes late Undo"
    assert [clinic.slot_row(slot).delay_minutes for slot in (1, 2)] == [0, 20]


def test_late_is_the_whole_delay_and_not_more_of_it(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    for minutes in (20, 30, 30):
        nurse.post(f"{rao}/late", {"minutes": minutes})
    assert clinic.slot_row(1).delay_minutes == 30


def test_on_time_again(nurse: Visitor, rao: str) -> None:
    assert "On time again" not in nurse.get("/desk/K")
    nurse.post(f"{rao}/late", {"minutes": 20})
    assert "On time again" in nurse.get("/desk/K")
    nurse.post(f"{rao}/late", {"minutes": 0})
    page = nurse.get("/desk/K")
    assert page["done"].text.startswith("Dr Rao: on time again Undo")
    assert "late" not in page["doctor-1"].text.replace("Late by", "")


@pytest.mark.parametrize("minutes", ["", "x", "-1", "601", "1.5"])
def test_what_is_no_delay_is_refused_in_words(clinic: Clinic, nurse: Visitor, rao: str, minutes: str) -> None:
    page = nurse.post(f"{rao}/late", {"minutes": minutes})
    assert (page.status, "Enter how many minutes late, from 0 to 600." in page["message"].text) == (409, True)
    assert "valid integer" not in page
    assert clinic.slot_row(1).delay_minutes == 0


def test_nothing_can_be_late_once_the_day_is_over(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    page = clinic.at("18:00") and nurse.post(f"{rao}/late", {"minutes": 20})
    assert "No slot of this doctor is still to come today" in page["message"].text


def test_a_break_and_its_end(nurse: Visitor, rao: str) -> None:
    nurse.post(f"{rao}/break")
    page = nurse.get("/desk/K")
    assert (page["done"].text, page["doctor-1-resume"].text) == ("Dr Rao is on a break Undo", "End the break")
    nurse.post(f"{rao}/resume")
    assert nurse.get("/desk/K")["done"].text == "Dr Rao is back Undo"


@pytest.mark.parametrize("step", ["late", "break", "resume", "closing", "opening", "undo"])
def test_a_colleagues_day_is_closed(app: Flask, clinic: Clinic, rao: str, step: str) -> None:
    other = clinic.doctor(name="Dr Das")
    doctor = signed_in(app, Role.DOCTOR, "Dr Das", doctor_id=other)
    assert doctor.post(f"{rao}/{step}", {"minutes": 20}).status == 403


def test_before_a_session_ends_it_says_who_is_left(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    clinic.book(1, name="Asha Rao", phone="+919840000001")
    page = nurse.get(f"{rao}/closing", htmx=True)
    assert page["panel-title"].text == "End the session of Dr Rao?"
    assert "1 token is left K-001 Asha Rao Here They lose their places" in page.text


def test_who_waits_for_a_place_is_counted_too(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    for _ in range(3):
        clinic.book(slot)
    page = nurse.get(f"/doctors/{clinic.first_doctor}/closing", htmx=True)
    assert "1 token is left" in page
    assert "2 wait for a place with this doctor, and need another slot." in page


def test_nobody_left_is_said_too(nurse: Visitor, rao: str) -> None:
    assert "Nobody is left." in nurse.get(f"{rao}/closing", htmx=True)


def test_asking_ends_nothing(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    token = clinic.book(1)
    nurse.get(f"{rao}/closing", htmx=True)
    assert clinic.status(token) == "BOOKED"


def test_afterwards_it_names_who_lost_a_place(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    token = clinic.book(1, name="Asha Rao", phone="+919840000001")
    page = nurse.post(f"{rao}/closing")
    assert (page.status, page.headers["HX-Trigger"]) == (200, "queue-changed")
    assert "They lost their place: the desk offers each another slot" in page.text
    assert "K-001 Asha Rao +919840000001" in page.text
    assert [(row.what, row.detail) for row in clinic.rows(AccessRow)] == [("token_panel", "closing")]
    assert clinic.status(token) == "DISPLACED"
    assert nurse.get("/desk/K")["done"].text == "Session of Dr Rao ended Undo"


def test_who_waits_again_is_named_in_the_order_of_the_line(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    slot, other = clinic.slot(capacity=2), clinic.doctor(name="Dr Das")
    clinic.slot(capacity=1, doctor=other)
    for _ in range(3):
        clinic.book(slot)
    page = nurse.post(f"/doctors/{clinic.first_doctor}/closing")
    waiting = sorted(f"K-{number:03d}" for number, status in clinic.statuses().items() if status == "WAITING")
    assert [one.text.split()[0] for one in page.all("li")] == waiting
    assert len(waiting) == 2
    assert "They wait for another place, in this order" in page


def test_the_slots_of_a_session_that_ended_look_closed(nurse: Visitor, rao: str) -> None:
    nurse.post(f"{rao}/closing")
    slots = [one for one in nurse.get("/desk/K").all("li") if "data-slot" in one.attributes]
    assert {one.text.split()[-1] for one in slots} == {"closed"}


def test_a_session_that_ended_is_not_late_any_more(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    nurse.post(f"{rao}/closing")
    assert nurse.post(f"{rao}/late", {"minutes": 20}).status == 409
    assert not nurse.get("/desk/K").all("summary", id=f"doctor-{clinic.first_doctor}-more")


@pytest.mark.parametrize("page", ["/desk/K", "/doctor/1"])
def test_a_session_that_ended_is_opened_again(clinic: Clinic, nurse: Visitor, rao: str, page: str) -> None:
    nurse.post(f"{rao}/closing")
    button = nurse.get(page)["doctor-1-opening"]
    assert (button.text, button["hx-get"]) == ("Open the session again", f"{rao}/opening")
    assert "2 slots take tokens again 10:00 – 11:00 11:00 – 12:00" in nurse.get(f"{rao}/opening", htmx=True)
    assert nurse.post(f"{rao}/opening").headers["HX-Trigger"] == "queue-changed, panel-done"
    assert nurse.get(page).all("button", class_="call-next")
    assert nurse.get(page)["done"].text == "Session of Dr Rao opened again"


def test_a_session_of_which_nothing_is_to_come_says_how_it_begins_anew(
    app: Flask, clinic: Clinic, nurse: Visitor, rao: str
) -> None:
    nurse.post(f"{rao}/closing")
    clinic.at("18:00")
    page = nurse.get(f"{rao}/opening", htmx=True)
    assert "A new slot opens the session by itself" in page
    assert not page.all("a")
    administrator = signed_in(app, Role.ADMINISTRATOR, "Chitra")
    page = administrator.get(f"{rao}/opening", htmx=True).all("a")[0]["href"]
    assert administrator.get(page).status == 200
    assert nurse.post(f"{rao}/opening").status == 409


@pytest.mark.parametrize("page", ["/desk/K", "/doctor/1"])
def test_a_session_that_ended_offers_no_call_and_says_no_delay(nurse: Visitor, rao: str, page: str) -> None:
    nurse.post(f"{rao}/late", {"minutes": 20})
    assert nurse.get(page).all("button", class_="call-next")
    nurse.post(f"{rao}/closing")
    assert not nurse.get(page).all("button", class_="call-next")
    assert "20 minutes late" not in nurse.get(page)


def test_the_queue_of_a_closed_session_says_that_it_is_closed(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    assert "Book a token with the form." in nurse.get("/desk/K")["doctor-1"].text
    nurse.post(f"{rao}/closing")
    closed = nurse.get("/desk/K")["doctor-1"].text
    assert "The session is closed. Nobody is called here any more today." in closed
    assert "Book a token" not in closed
    assert "Your session is closed." in nurse.get(f"/doctor/{clinic.first_doctor}")


def test_a_call_during_a_break_says_that_the_break_is_over(clinic: Clinic, nurse: Visitor, rao: str) -> None:
    clinic.book(1)
    nurse.post(f"{rao}/break")
    page = nurse.post(f"/desk/K/doctors/{clinic.first_doctor}/call-next", {"key": "k"})
    assert page["done"].text == "K-001 called, and the break of Dr Rao is over Undo"
    nurse.post(f"/desk/K/tokens/{clinic.rows(TokenRow)[0].id}/undo")
    assert "On a break" in nurse.get("/desk/K")["doctor-1"].text


def test_whoever_got_a_place_with_another_doctor_is_named_with_room_and_time(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    token = clinic.book(clinic.slot("10:00"))
    clinic.slot("10:00", doctor=clinic.doctor(name="Dr Das", room="4"))
    page = nurse.post(f"/doctors/{clinic.first_doctor}/closing")
    assert clinic.status(token) == "BOOKED"
    assert "K-001 Patient 1 +919800000001 Dr Das , Room 4, 10:00" in page
    assert "Nobody was left" not in page
