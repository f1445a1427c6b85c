"""A token becomes an emergency: from its row, and from the emergency form of somebody who has one already."""

from tests.support.clinic import Clinic
from tests.support.pages import Visitor


def ask(nurse: Visitor, clinic: Clinic, token_id: int, reason: str) -> object:
    address = nurse.get("/desk/K")[f"token-{token_id}-escalate"]["hx-get"]
    version = nurse.get(address).all("input", name="version")[0]["value"]
    return nurse.post(address, {"reason": reason, "version": version})


def test_its_row_offers_it_where_the_policy_knows_emergencies(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    token, other = clinic.book(slot), clinic.emergency(slot).token
    page = nurse.get("/desk/K")
    assert page[f"token-{token.id}-escalate"].text == "Make an emergency"
    assert page.all("button", id=f"token-{other.id}-escalate") == []


def test_no_row_offers_it_where_the_policy_has_none(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(emergency="off", classes=["FOLLOW_UP", "ONLINE", "WALK_IN"])
    token = clinic.book(clinic.slot())
    assert nurse.get("/desk/K").all("button", id=f"token-{token.id}-escalate") == []


def test_it_is_made_one_with_its_reason(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert ask(nurse, clinic, token.id, "chest pain").status == 204
    assert clinic.token(token).class_ == "EMERGENCY"
    assert nurse.get("/desk/K")["done"].text.startswith("K-001 is an emergency now")
    assert "chest pain" in nurse.get(f"/tokens/{token.id}/note").text


def test_the_reason_is_asked_for(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    page = ask(nurse, clinic, token.id, " ")
    assert (page.status, clinic.token(token).class_) == (422, "WALK_IN")
    assert "Enter why this is an emergency." in page.text


def test_it_says_who_lost_a_place_and_what_to_offer(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(emergency="preempt_lower")
    slot, later = clinic.slot("10:00", capacity=1), clinic.slot("12:00")
    clinic.book(slot)
    page = ask(nurse, clinic, clinic.book(slot).id, "chest pain")
    offered = page.all("button", hx_target="#panel")
    assert "K-001" in page.text
    assert [f'"slot": {later}' in button["hx-vals"] for button in offered] == [True]


def test_an_emergency_of_somebody_who_waits_keeps_the_number(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(duplicate_bookings="same_day")
    slot = clinic.slot()
    clinic.book(slot)
    token = clinic.book(slot, phone="+919812345678", name="Asha")
    sent = {"phone": "98123 45678", "name": "Asha", "emergency": "y", "reason": "chest pain", "key": "k1"}
    page = nurse.post("/desk/K/tokens", sent)
    assert (page.status, clinic.token(token).class_) == (200, "EMERGENCY")
    assert clinic.events(token) == ["booked", "escalated"]
    assert "The patient had this token already: it is an emergency now." in page["booked"].text
    # Sent again, it says that nothing is left to do.
    assert nurse.post("/desk/K/tokens", sent).status == 422
