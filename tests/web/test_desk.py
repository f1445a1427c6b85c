"""The desk: what a nurse sees, and who may see it."""

from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import clinic as clinic_service
from tests.support.clinic import NURSE, Clinic
from tests.support.pages import Visitor, signed_in


def test_the_desk_goes_to_the_first_department(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department("B")
    clinic.department("A")
    assert nurse.get("/desk").location == "/desk/A"


def test_without_a_department_it_says_what_to_do(nurse: Visitor) -> None:
    assert "Ask an administrator to add a department" in nurse.get("/desk")


def test_a_row_begins_with_the_number(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot(), name="Asha Rao", phone="+919840000001")
    row = nurse.get("/desk/K")[f"token-{token.id}"]
    assert row.text.startswith("K-001 Asha Rao Here slot 10:00 position 1 about 10:00 Walk-in")


def test_a_time_that_has_passed_is_promised_no_more(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    waits = clinic.book(slot)
    clinic.at("10:20")
    came_later = clinic.book(slot, class_="PAID")
    page = nurse.get("/desk/K")
    assert "position 2 was due 10:10 about 10:20 Walk-in" in page[f"token-{waits.id}"].text
    assert "position 1 about 10:20 Paid" in page[f"token-{came_later.id}"].text


def test_desk_slip_and_page_tell_the_same_time(clinic: Clinic, nurse: Visitor, visitor: Visitor) -> None:
    slot, later = clinic.slot("10:00", "10:30", capacity=9), clinic.slot("10:30")
    for _ in range(4):
        clinic.book(slot)
    clinic.at("10:41").start(clinic.call_next())
    fields = {"phone": "98400 00009", "name": "A", "place": later, "class_": "WALK_IN", "key": "k"}
    booked = nurse.post("/desk/K/tokens", fields)["booked"].text
    slip = nurse.get("/slips/5")
    assert "Expected about 11:15" in booked
    assert "about 11:15" in nurse.get("/desk/K")["token-5"].text
    assert "about 11:15 to 11:45" in slip
    assert "about 11:15 to 11:45" in visitor.get(slip.all("a", class_="follow")[0]["href"])


def test_a_slot_shows_how_full_it_is(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot(capacity=4))
    meter = nurse.get("/desk/K").all("meter")[0]
    assert (meter["value"], meter["max"], meter["aria-label"]) == ("1", "4", "10:00–11:00, 3 free of 4")


def test_who_was_called_and_who_is_inside_stand_above_the_queue(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=3)
    clinic.start(clinic.call(clinic.book(slot)))
    clinic.call(clinic.book(slot))
    now = nurse.get("/desk/K").all("ul", class_="tokens-now")[0].text
    assert now.index("K-001 Patient") < now.index("Complete") < now.index("K-002 Patient") < now.index("Start")


def test_a_late_doctor_is_said_to_be_late(clinic: Clinic, nurse: Visitor) -> None:
    clinic.delay(clinic.slot(), 20)
    assert "20 minutes late" in nurse.get("/desk/K")


def test_the_waiting_list_names_its_pool(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    clinic.book(slot)
    assert "K-002" in nurse.get("/desk/K")["elsewhere"].text


def test_an_empty_department_says_what_to_do(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert "Ask an administrator to add a session" in nurse.get("/desk/K")


def test_an_unknown_department_is_not_found(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert nurse.get("/desk/NONE").status == 404


def test_a_nurse_sees_only_their_departments(app: Flask, clinic: Clinic) -> None:
    mine = clinic.department("A")
    clinic.department("B")
    visitor = signed_in(app, department_ids=[mine])
    assert [visitor.get(f"/desk/{code}").status for code in "AB"] == [200, 403]
    assert [link.text for link in visitor.get("/desk/A").all("a") if "nav" in link.inside] == ["Clinic A"]


def test_a_nurse_does_not_act_in_another_department(app: Flask, clinic: Clinic) -> None:
    visitor = signed_in(app, department_ids=[clinic.department("A")])
    clinic.department("B")
    assert visitor.post("/desk/B/doctors/1/call-next").status == 403


def test_a_token_of_another_department_is_not_touched_from_here(app: Flask, clinic: Clinic) -> None:
    mine, other = clinic.department("A"), clinic.department("B")
    token = clinic.book(clinic.slot(doctor=clinic.doctor(other)))
    page = signed_in(app, department_ids=[mine]).post(f"/desk/A/tokens/{token.id}/call", {"version": token.version})
    assert (page.status, clinic.status(token)) == (403, "BOOKED")


def test_a_doctor_has_no_desk(app: Flask, clinic: Clinic) -> None:
    assert signed_in(app, Role.DOCTOR, doctor_id=clinic.first_doctor).get("/desk/K").status == 403


def test_the_live_part_is_not_sent_twice(clinic: Clinic, nurse: Visitor) -> None:
    clinic.slot()
    etag = nurse.get("/desk/K/queue", htmx=True).headers["ETag"]
    assert nurse.get("/desk/K/queue", htmx=True, **{"If-None-Match": etag}).status == 304


def test_the_live_part_is_sent_when_something_changed(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    etag = nurse.get("/desk/K/queue", htmx=True).headers["ETag"]
    clinic.book(slot)
    assert nurse.get("/desk/K/queue", htmx=True, **{"If-None-Match": etag}).status == 200


def test_the_live_part_stands_in_the_page_as_it_is(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    assert nurse.get("/desk/K/queue", htmx=True)["desk"].text == nurse.get("/desk/K")["desk"].text


def test_the_hospital_s_name_and_that_it_is_a_demo_stand_on_top(clinic: Clinic, nurse: Visitor) -> None:
    clinic_service.set_facility("City Hospital", "Asia/Kolkata", is_demo=True, actor=NURSE, now=clinic.now)
    clinic.department()
    assert "City Hospital Demo, invented data" in nurse.get("/desk/K")


def test_a_doctor_without_a_session_has_nobody_to_call(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    page = nurse.get("/desk/K")
    assert "No session today" in page
    assert page.all("button", class_="call-next") == []


def test_the_queue_says_how_many_of_it_are_here(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=5)
    for source in ("WALK_IN", "STAFF", "STAFF"):
        clinic.book(slot, source=source)
    assert "Queue 1 of 3 here" in nurse.get("/desk/K")


def test_who_came_back_late_is_promised_no_time(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(late_return="after_n", late_return_after=2)
    slot = clinic.slot(capacity=5)
    back, *_others = (clinic.book(slot) for _ in range(4))
    clinic.bring_to(back, "hold")
    clinic.arrive(back)
    row = nurse.get("/desk/K")[f"token-{back.id}"].text
    assert ("came back late: 2 go in first" in row, "about" in row) == (True, False)
