"""What was done last is said, and can be taken back for a minute."""

import json

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import day_undo, undo
from opd_web.web import done
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def test_it_says_what_was_done(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    page = nurse.post(f"/desk/K/tokens/{token.id}/call")
    assert (page["done"].text, page["undo"]["aria-label"]) == ("K-001 called Undo", "Undo: K-001 called")


def test_undo_takes_it_back(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    button = nurse.post(f"/desk/K/tokens/{token.id}/call")["undo"]
    page = nurse.post(button["hx-post"], {"version": clinic.token(token).version})
    assert (page.status, clinic.status(token)) == (200, "BOOKED")
    assert page["done"].text == "K-001 called: taken back"


def test_it_says_who_got_the_place_and_who_lost_it_again(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    token, _waiting = clinic.book(slot), clinic.book(slot)
    page = nurse.post(f"/desk/K/tokens/{token.id}/no-show")
    assert page["done"].text.startswith("K-001 did not come. K-002 got a place.")
    clinic.wait(seconds=2)
    page = nurse.post(page["undo"]["hx-post"], {"version": clinic.token(token).version})
    assert page["done"].text == "K-001 did not come: taken back. K-002 waits again."


def test_it_says_who_lost_the_place_to_an_emergency(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(emergency="preempt_lower", displaced="terminal")
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    sent = {"emergency": "y", "reason": "chest pain", "key": "k"}
    nurse.post("/desk/K/tokens", sent)
    done = nurse.get("/desk/K")
    assert "K-001 lost the place." in done["done"].text
    button = done["undo"]
    page = nurse.post(button["hx-post"], json.loads(button["hx-vals"]))
    assert "K-001 has the place again." in page["done"].text


@pytest.mark.parametrize("action", ["arrive", "call", "no-show"])
def test_every_step_of_a_booked_token_can_be_undone(clinic: Clinic, nurse: Visitor, action: str) -> None:
    token = clinic.book(clinic.slot(), source="STAFF")
    nurse.post(f"/desk/K/tokens/{token.id}/{action}")
    assert nurse.post(f"/desk/K/tokens/{token.id}/undo").status == 200
    assert clinic.token(token).arrived_at is None
    assert clinic.status(token) == "BOOKED"


def test_a_booking_at_the_desk_can_be_undone(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    nurse.post(
        "/desk/K/tokens", {"phone": "98765 43210", "name": "Asha", "place": slot, "class_": "WALK_IN", "key": "k"}
    )
    assert nurse.get("/desk/K/queue", htmx=True)["done"].text == "K-001 booked Undo"


def test_after_a_minute_it_is_said_no_more(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/desk/K/tokens/{token.id}/call")
    clinic.at("08:02")
    assert nurse.get("/desk/K")["done"].text == ""


def test_after_a_minute_undo_is_refused_in_words(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/desk/K/tokens/{token.id}/call")
    page = clinic.at("08:02") and nurse.post(f"/desk/K/tokens/{token.id}/undo")
    assert page.status == 409
    assert "K-001 was changed more than 60 seconds ago." in page["message"].text


def test_undo_is_not_offered_once_somebody_built_on_it(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/desk/K/tokens/{token.id}/call")
    clinic.start(token)
    assert nurse.get("/desk/K")["done"].text == "K-001 called"


def test_nobody_undoes_what_somebody_else_did(app: Flask, clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/desk/K/tokens/{token.id}/call")
    assert signed_in(app, name="Sister Rose").get("/desk/K")["done"].text == ""


def test_what_followed_by_itself_is_not_what_was_done(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    first = clinic.book(slot)
    clinic.book(slot)
    nurse.post(f"/tokens/{first.id}/cancel", {"reason": "went home"})
    assert nurse.get("/desk/K")["done"].text == "K-001 cancelled. K-002 got a place. Undo"


def test_a_doctor_undoes_from_the_own_queue(app: Flask, clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    doctor = signed_in(app, Role.DOCTOR, "Dr Rao", doctor_id=clinic.first_doctor)
    button = doctor.post(f"/doctor/{clinic.first_doctor}/call-next")["undo"]
    doctor.post(button["hx-post"], {"version": clinic.token(token).version})
    assert clinic.status(token) == "BOOKED"


def test_what_was_done_to_a_doctor_s_day_can_be_undone(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    nurse.post(f"/doctors/{clinic.first_doctor}/late", {"minutes": 20})
    button = nurse.get("/desk/K")["undo"]
    page = nurse.post(button["hx-post"])
    assert (page.status, clinic.slot_row(slot).delay_minutes) == (204, 0)
    assert nurse.get("/desk/K")["done"].text == "Delay of Dr Rao: taken back"


def test_the_undo_of_a_session_s_end_is_said_of_the_doctor_and_not_of_a_token(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/doctors/{clinic.first_doctor}/closing")
    page = nurse.post(nurse.get("/desk/K")["undo"]["hx-post"])
    assert (page.status, clinic.status(token)) == (204, "BOOKED")
    assert nurse.get("/desk/K")["done"].text == "Session of Dr Rao ended: taken back"


def test_what_was_done_before_the_last_thing_can_still_be_undone(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    absent, here = clinic.book(slot, source="STAFF"), clinic.book(slot)
    nurse.post(f"/desk/K/tokens/{absent.id}/no-show")
    page = nurse.post(f"/desk/K/tokens/{here.id}/call")
    button = page[f"undo-token-{absent.id}"]
    assert button["aria-label"] == "Undo: K-001 did not come"
    nurse.post(button["hx-post"], {"version": clinic.token(absent).version})
    assert (clinic.status(absent), clinic.status(here)) == ("BOOKED", "CALLED")


def test_an_undo_leaves_what_was_done_before_it_to_be_undone(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    absent, here = clinic.book(slot, source="STAFF"), clinic.book(slot)
    nurse.post(f"/desk/K/tokens/{absent.id}/no-show")
    nurse.post(f"/desk/K/tokens/{here.id}/call")
    page = nurse.post(f"/desk/K/tokens/{here.id}/undo")
    assert "K-002 called: taken back" in page["done"].text
    assert page[f"undo-token-{absent.id}"]["aria-label"] == "Undo: K-001 did not come"


def test_a_doctor_s_delay_before_the_last_thing_is_offered_once_however_many_slots_it_moved(
    clinic: Clinic, nurse: Visitor
) -> None:
    token = clinic.book(clinic.slot("10:00"))
    clinic.slot("11:00")
    nurse.post(f"/doctors/{clinic.first_doctor}/late", {"minutes": 20})
    page = nurse.post(f"/desk/K/tokens/{token.id}/call")
    offered = [button["aria-label"] for button in page.all("button", data_action="undo")]
    assert offered == ["Undo: K-001 called", "Undo: Dr Rao: 20 minutes late"]


def test_of_one_token_only_the_last_thing_is_offered(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/desk/K/tokens/{token.id}/call")
    page = nurse.post(f"/desk/K/tokens/{token.id}/start")
    assert [button["aria-label"] for button in page.all("button", data_action="undo")] == ["Undo: K-001 went in"]


def test_all_that_can_be_undone_has_words() -> None:
    assert {*undo.WAYS_BACK, *day_undo.WAYS_BACK} <= set(done.WORDS)
