"""The booking form: what is booked, and what a nurse reads when it is not."""

import json
from typing import Any

import pytest
from flask import Flask

from opd_web.store.access_rows import AccessRow
from opd_web.store.rows import PatientRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.pages import Element, Page, Visitor, signed_in

PHONE = "98400 00001"


def book(visitor: Visitor, place: object, **fields: Any) -> Page:
    """Fill the form in as for a new walk-in who is here, and send it."""
    filled = {"phone": PHONE, "name": "Asha Rao", "class_": "WALK_IN", "place": place, "here": "y", "key": "k1"}
    return visitor.post("/desk/K/tokens", {**filled, **fields})


def times(page: Page) -> list[Element]:
    """Give the times that the form offers."""
    return [option for option in page.all("option") if "T" in option["value"]]


def places(page: Page) -> dict[str, str]:
    """Give what an open form is told of its places."""
    return {one["data-place"]: one.text for one in page.all("li") if "data-place" in one.attributes}


def test_it_answers_number_position_and_time(clinic: Clinic, nurse: Visitor) -> None:
    page = book(nurse, clinic.slot())
    assert page.status == 200
    assert page["booked"].text == (
        "K-001 Asha Rao Walk-in Position 1 with Dr Rao, Room 3. Expected about 10:00 . Print the slip"
    )


def test_it_tells_the_page_that_the_queue_changed(clinic: Clinic, nurse: Visitor) -> None:
    assert book(nurse, clinic.slot()).headers["HX-Trigger"] == "queue-changed"


def test_the_next_form_is_empty_and_has_a_key_of_its_own(clinic: Clinic, nurse: Visitor) -> None:
    page = book(nurse, clinic.slot())
    assert (page.typed("phone"), page.typed("name")) == ("", "")
    assert page.typed("key") not in {"", "k1"}


def test_who_is_not_here_is_booked_and_not_yet_present(clinic: Clinic, nurse: Visitor) -> None:
    book(nurse, clinic.slot(), here="")
    token = clinic.rows(TokenRow)[0]
    assert (token.source, token.arrived_at) == ("STAFF", None)


def test_a_full_slot_says_the_place_on_the_waiting_list(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    assert "Number 1 on the waiting list" in book(nurse, slot)["booked"].text


def test_a_form_sent_twice_makes_one_token(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    first, second = book(nurse, slot), book(nurse, slot)
    assert (first.status, second.status, len(clinic.rows(TokenRow))) == (200, 200, 1)
    assert "nothing was booked twice" in second["booked"].text


def test_a_key_is_for_one_content(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    book(nurse, slot)
    page = book(nurse, slot, phone="98400 00002", name="Ravi")
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 1)
    assert "This form was already sent with other content." in page


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"phone": ""}, "Enter the patient's phone number."),
        (
            {"phone": "12ab"},
            "Nobody was found: no slip of today and no record number is like this. Enter the phone number.",
        ),
        ({"phone": "98400 0000"}, "98400 0000 is no phone number. Enter all its digits."),
        ({"phone": "98400 000011"}, "98400 000011 is no phone number. Enter all its digits."),
        ({"phone": "091 98400 00001"}, "091 98400 00001 is no phone number. Enter all its digits."),
        ({"name": ""}, "No patient has the phone number +919840000001. Enter the name to register a new patient."),
        ({"name": "x" * 121}, "Enter a name of at most 120 characters."),
        ({"class_": "VIP"}, "This department does not use the class VIP."),
        ({"place": "9999"}, "This slot does not exist. Choose another one."),
        ({"place": "abc"}, "This slot does not exist. Choose another one."),
        ({"place": "9" * 40}, "This slot does not exist. Choose another one."),
        ({"emergency": "y", "reason": " "}, "Enter why this is an emergency."),
    ],
)
def test_bad_input_is_named_and_nothing_is_booked(
    clinic: Clinic, nurse: Visitor, fields: dict[str, str], error: str
) -> None:
    page = book(nurse, **{"place": clinic.slot(), **fields})
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 0)
    assert [text for text in page.errors if text.startswith(error)]
    assert page.all("div", class_="error-summary")[0].text.startswith(f"Nothing was booked {error}")


def test_what_was_typed_stays(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    page = book(nurse, 9999, reason="because", emergency="y")
    assert [page.typed(name) for name in ("phone", "name", "reason", "key")] == [PHONE, "Asha Rao", "because", "k1"]


def test_markup_is_shown_as_it_was_typed(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert book(nurse, 9999, name="<script>").typed("name") == "<script>"


@pytest.mark.parametrize(
    "phone", ["+91 98400 00001", "0091-9840000001", "098400 00001", "(98400) 00001", "९८४०० ००००१", "9840000001 ext. 5"]
)
def test_a_phone_is_one_however_it_is_written(clinic: Clinic, nurse: Visitor, phone: str) -> None:
    known = clinic.book(clinic.slot(), phone="+919840000001", name="Asha").patient_id
    book(nurse, clinic.slot("11:00"), phone=phone, name="")
    assert clinic.rows(TokenRow)[-1].patient_id == known


def test_a_phone_of_another_country_has_its_own_length(clinic: Clinic, nurse: Visitor) -> None:
    assert book(nurse, clinic.slot(), phone="+977 1-4123456").status == 200


@pytest.mark.parametrize(
    ("pasted", "name"),
    [("Asha\u0000Rao", "Asha Rao"), ("\u202eAsha\u202c", "Asha"), ("ശ്രീ\u200dജ", "ശ്രീ\u200dജ")],
)
def test_a_name_keeps_its_letters_and_no_controls(clinic: Clinic, nurse: Visitor, pasted: str, name: str) -> None:
    book(nurse, clinic.slot(), name=pasted)
    assert clinic.rows(PatientRow)[0].name == name


def test_a_slot_that_is_over_is_refused_at_its_field(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot("09:00")
    clinic.at("11:00")
    assert book(nurse, slot).errors == ["This slot is over. Choose a later one."]


@pytest.mark.parametrize("routing", ["slot", "least_loaded"])
def test_in_place_of_one_that_is_over_the_best_is_proposed(clinic: Clinic, nurse: Visitor, routing: str) -> None:
    clinic.department(routing=routing)
    over = clinic.slot("09:00")
    clinic.book(clinic.slot("11:00", capacity=1))
    free = clinic.slot("12:00")
    clinic.at("10:30")
    page = book(nurse, over if routing == "slot" else "2025-03-03T03:30:00+00:00")
    chosen = {one["value"] for one in page.all("option") if "selected" in one.attributes}
    assert page.errors == ["This slot is over. Choose a later one."]
    assert (str(free) if routing == "slot" else "2025-03-03T06:30:00+00:00") in chosen


def test_a_department_without_slots_says_so(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert "There is no open slot" in book(nurse, "").errors[0]


def test_when_it_is_full_others_are_offered(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(when_full="preempt_or_reject")
    slot, later = clinic.slot(capacity=1), clinic.slot("11:00")
    clinic.book(slot)
    page = book(nurse, slot)
    assert page.errors == ["This slot is full. Nothing was booked. Choose another one."]
    assert page.all("button", name="alternative")[0]["value"] == str(later)


def test_an_alternative_is_booked_with_one_press(clinic: Clinic, nurse: Visitor) -> None:
    slot, later = clinic.slot(capacity=1), clinic.slot("11:00")
    book(nurse, slot, alternative=later)
    assert clinic.rows(TokenRow)[0].slot_id == later


def test_who_share_a_phone_are_offered(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=5)
    for name in ("Asha", "Ravi"):
        clinic.book(slot, phone="+919840000001", name=name)
    page = book(nurse, slot, name="")
    assert page["sharing"].text == (
        "2 people have this phone number already. Who is it? Choose, then press Book: nothing is booked yet."
        " For somebody new, enter the name below. Asha Ravi"
    )
    # A question is no mistake, and the keyboard is at its first answer.
    assert (page.errors, page.all("div", class_="error-summary")) == ([], [])
    assert "data-focus" in page.all("input", name="patient_id")[0].attributes


def test_one_of_those_who_share_a_phone_is_booked(clinic: Clinic, nurse: Visitor) -> None:
    slot, later = clinic.slot(), clinic.slot("11:00")
    patients = [clinic.book(slot, phone="+919840000001", name=name).patient_id for name in ("Asha", "Ravi")]
    book(nurse, later, name="", patient_id=patients[1])
    assert clinic.rows(TokenRow)[-1].patient_id == patients[1]


@pytest.fixture
def asha(clinic: Clinic) -> int:
    """Asha, who was here before on the phone of the form."""
    return clinic.book(clinic.slot("15:00"), phone="+919840000001", name="Asha").patient_id


def test_a_new_name_on_a_known_phone_is_asked_about(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    page = book(nurse, clinic.slot(), name="Ravi Rao")
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 1)
    assert page["sharing"].text == (
        "Somebody has this phone number already. Who is it? Choose, then press Book: nothing is booked yet."
        " Asha Somebody new: Ravi Rao"
    )
    proposed = next(one for one in page.all("input", name="patient_id") if "checked" in one.attributes)
    assert "data-focus" in proposed.attributes
    assert (proposed["value"], page.all("div", class_="error-summary")) == ("new +919840000001", [])


@pytest.mark.parametrize(("answer", "names"), [("new +919840000001", ["Asha", "Ravi Rao"]), ("1", ["Asha"])])
def test_the_answer_decides_who_it_is(clinic: Clinic, nurse: Visitor, asha: int, answer: str, names: list[str]) -> None:
    book(nurse, clinic.slot(), name="Ravi Rao", patient_id=answer)
    assert [row.name for row in clinic.rows(PatientRow)] == names
    assert clinic.rows(TokenRow)[-1].patient_id == len(names)


@pytest.mark.parametrize("answer", ["new +919840000009", "999", "x"])
def test_an_answer_about_another_phone_is_none(clinic: Clinic, nurse: Visitor, asha: int, answer: str) -> None:
    page = book(nurse, clinic.slot(), name="Ravi Rao", patient_id=answer)
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 1)


@pytest.mark.parametrize("answer", ["new +919840000001", "1"])
def test_the_answer_stays_where_the_slot_is_full(clinic: Clinic, nurse: Visitor, answer: str) -> None:
    clinic.department(when_full="preempt_or_reject")
    full = clinic.slot(capacity=1)
    clinic.book(full, phone="+919840000001", name="Asha")
    page = book(nurse, full, name="Ravi Rao", patient_id=answer)
    assert page.errors == ["This slot is full. Nothing was booked. Choose another one."]
    chosen = [one["value"] for one in page.all("input", name="patient_id") if "checked" in one.attributes]
    assert chosen == [answer]


def test_a_name_on_file_and_an_emergency_are_not_asked_about(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    assert book(nurse, clinic.slot(), name=" asha ").status == 200
    assert book(nurse, 0, name="Ravi Rao", key="k2", emergency="y", reason="chest pain").status == 200


def test_the_question_is_noted_in_the_reading_log(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    book(nurse, clinic.slot(), name="Ravi Rao")
    assert [row.what for row in clinic.rows(AccessRow)] == ["patient_search"]


def test_a_follow_up_is_proposed_soon_after_a_visit(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=5)
    clinic.see(clinic.book(slot, phone="+919840000001", name="Asha Rao"))
    assert nurse.get("/desk/K").all("select", id="class_")[0].text.startswith("Proposed by last visit")
    assert "K-002 Asha Rao Follow-up" in book(nurse, slot, class_="")["booked"].text
    assert (
        "K-003 Ravi Walk-in" in book(nurse, slot, phone="98400 00002", name="Ravi", class_="", key="k2")["booked"].text
    )


def test_a_known_phone_needs_no_name(clinic: Clinic, nurse: Visitor) -> None:
    known = clinic.book(clinic.slot(), phone="+919840000001", name="Asha").patient_id
    book(nurse, clinic.slot("11:00"), name="")
    assert clinic.rows(TokenRow)[-1].patient_id == known


def test_an_emergency_goes_first_with_its_reason(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    page = book(nurse, slot, emergency="y", reason="chest pain")
    assert "Position 1" in page["booked"].text
    assert clinic.rows(TokenRow)[-1].class_ == "EMERGENCY"


def test_an_emergency_does_not_wait_for_a_doctor_who_has_not_begun(clinic: Clinic, nurse: Visitor) -> None:
    now, later = clinic.slot("10:00", capacity=1), clinic.slot("16:00")
    clinic.book(now)
    clinic.at("10:05")
    page = book(nurse, later, emergency="y", reason="chest pain")
    assert clinic.rows(TokenRow)[-1].slot_id == now
    assert "K-001 Patient" in page["moved"].text
    assert "lost its place to this one and waits again" in page["moved"].text


def test_an_emergency_needs_neither_phone_nor_name(clinic: Clinic, nurse: Visitor) -> None:
    page = book(nurse, clinic.slot(), phone="", name="", emergency="y", reason="chest pain")
    assert page["booked"].text.startswith("K-001 Unknown patient Emergency Position 1")


def test_the_displaced_takes_an_offered_slot_with_one_press(clinic: Clinic, nurse: Visitor) -> None:
    now, later = clinic.slot("10:00", capacity=1), clinic.slot("16:00")
    token = clinic.book(now)
    clinic.at("10:05")
    offered = book(nurse, now, emergency="y", reason="chest pain").all("button", hx_target="#moved")[0]
    page = nurse.post(offered["hx-post"], json.loads(offered["hx-vals"]))
    assert (offered.text, clinic.token(token).slot_id) == ("Alt U 16:00 Dr Rao", later)
    assert page["moved"].text == "K-001 is now at 16:00 with Dr Rao."


def test_a_department_without_emergencies_offers_none(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(preset="chronological")
    assert nurse.get("/desk/K").all("input", name="emergency") == []


def test_an_emergency_is_told_no_time_of_the_plan(clinic: Clinic, nurse: Visitor) -> None:
    page = book(nurse, clinic.slot("16:00"), emergency="y", reason="chest pain")
    assert page["booked"].text.endswith("Emergencies go in before all others. Print the slip")
    assert "about" not in nurse.get("/desk/K").all("ol", class_="queue")[0].text


def test_a_slot_is_offered_with_its_doctor_and_refreshed_in_the_same_words(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    page = nurse.get("/desk/K")
    assert page.all("option", value=str(slot))[0].text == "Dr Rao, 10:00–11:00, 2 free of 2"
    assert places(page) == {str(slot): "Dr Rao, 10:00–11:00, 2 free of 2"}


def test_a_form_that_stays_open_is_told_what_is_full_and_what_has_ended(clinic: Clinic, nurse: Visitor) -> None:
    early, full, gone = (clinic.slot(start, capacity=1) for start in ("10:00", "12:00", "13:00"))
    clinic.book(full)
    clinic.cancel_slot(gone)
    clinic.at("11:30")
    # What nobody ever had a place in is gone altogether, and the page says so by itself.
    assert places(nurse.get("/desk/K/queue", htmx=True)) == {
        str(early): "Dr Rao, 10:00–11:00, over",
        str(full): "Dr Rao, 12:00–13:00, full",
    }


def test_so_it_is_where_times_are_booked(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    early, full = (clinic.add_slot(start, capacity=1).starts_at for start in ("10:00", "12:00"))
    clinic.book(department_id=clinic.first_department, window=full)
    clinic.at("11:30")
    assert places(nurse.get("/desk/K/queue", htmx=True)) == {
        early.isoformat(): "10:00, over",
        full.isoformat(): "12:00, full",
    }


def test_a_department_that_books_by_time_asks_for_the_time(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    clinic.slot()
    time = times(nurse.get("/desk/K"))[0]
    assert time.text == "10:00, 2 free"
    assert book(nurse, time["value"]).status == 200


def test_a_time_that_is_full_says_how_many_wait(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    window = clinic.add_slot("10:00", capacity=1).starts_at
    for _ in range(3):
        clinic.book(department_id=clinic.first_department, window=window)
    assert times(nurse.get("/desk/K"))[0].text == "10:00, full (2 waiting)"


@pytest.mark.parametrize("routing", ["slot", "least_loaded"])
def test_where_nothing_is_free_the_shortest_wait_is_proposed(clinic: Clinic, nurse: Visitor, routing: str) -> None:
    clinic.department(routing=routing)
    slots = [clinic.add_slot(start, capacity=1) for start in ("10:00", "11:00", "12:00")]
    for slot, many in zip(slots, (4, 2, 3), strict=True):
        for _ in range(many):
            asked = {"slot": slot.id} if routing == "slot" else {"department_id": 1, "window": slot.starts_at}
            clinic.book(**asked)
    chosen = [one for one in nurse.get("/desk/K").all("option", value=str(slots[1].id)) if routing == "slot"]
    chosen += [one for one in times(nurse.get("/desk/K")) if one.text.startswith("11:00")]
    assert "selected" in chosen[0].attributes


def test_a_free_slot_is_proposed_before_a_full_one(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot("10:00", capacity=1))
    free = clinic.slot("11:00")
    assert "selected" in nurse.get("/desk/K").all("option", value=str(free))[0].attributes


@pytest.mark.parametrize("place", ["noon", "99", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_a_time_without_any_slot_is_refused_at_its_field(clinic: Clinic, nurse: Visitor, place: str) -> None:
    clinic.department(routing="least_loaded")
    clinic.slot()
    page = book(nurse, place)
    assert (page.status, page.errors) == (422, ["This slot does not exist. Choose another one."])
    assert clinic.rows(TokenRow) == []


def test_a_time_that_is_over_is_refused_at_its_field(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="least_loaded")
    clinic.slot("09:00")
    place = times(nurse.get("/desk/K"))[0]["value"]
    clinic.at("11:00")
    assert book(nurse, place).errors == ["This slot is over. Choose a later one."]


def test_a_department_that_takes_the_first_free_asks_nothing(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(routing="earliest")
    clinic.slot()
    assert "The first free place is given." in nurse.get("/desk/K")
    assert book(nurse, "").status == 200


def test_a_plain_form_gets_the_whole_page(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    page = nurse.post("/desk/K/tokens", {"phone": ""}, htmx=False)
    assert (page.status, page.all("h1")[0].text) == (422, "Desk K")


def test_a_form_without_its_token_is_out_of_date(clinic: Clinic, nurse: Visitor) -> None:
    clinic.slot()
    page = nurse.post("/desk/K/tokens", {"phone": PHONE}, csrf=False)
    assert (page.status, len(clinic.rows(TokenRow))) == (400, 0)
    assert page["message"].text.startswith("This page is out of date. Nothing was changed.")


def test_a_sign_in_that_expired_leaves_the_form_alone(clinic: Clinic, nurse: Visitor) -> None:
    nurse.forget()
    page = book(nurse, clinic.slot())
    assert (page.status, page.elements[0]["id"]) == (401, "message")
    assert page["message"].text.startswith("You are signed out.")
    assert page.all("a")[0]["href"] == "/sign-in?next=/desk/K"


def test_too_much_is_refused(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department()
    assert nurse.post("/desk/K/tokens", {"phone": "1" * 70_000}).status == 413


def test_a_slot_of_another_department_is_not_booked_from_here(app: Flask, clinic: Clinic) -> None:
    mine, other = clinic.department("K"), clinic.department("B")
    slot = clinic.slot(doctor=clinic.doctor(other))
    page = book(signed_in(app, department_ids=[mine]), slot)
    assert (page.status, len(clinic.rows(TokenRow))) == (422, 0)


def test_an_open_form_is_told_which_places_have_room_and_which_is_the_best(clinic: Clinic, nurse: Visitor) -> None:
    full, free, later = (clinic.slot(start, capacity=1) for start in ("10:00", "11:00", "12:00"))
    clinic.book(full)
    page = nurse.get("/desk/K/queue", htmx=True)
    told = [one for one in page.all("li") if "data-place" in one.attributes]
    assert [one["data-place"] for one in told if "data-free" in one.attributes] == [str(free), str(later)]
    assert page.all("ul", data_best=str(free)) != []


def test_who_waits_is_offered_slots_with_room(clinic: Clinic, nurse: Visitor) -> None:
    full, free = clinic.slot("10:00", capacity=1), clinic.slot("11:00")
    clinic.book(full)
    page = book(nurse, full)
    offered = page.all("button", hx_target="#moved")
    assert [(one.text, one["data-key"]) for one in offered] == [("Alt U 11:00 Dr Rao", "u")]
    moved = nurse.post(offered[0]["hx-post"], json.loads(offered[0]["hx-vals"]))
    assert moved["moved"].text == "K-002 is now at 11:00 with Dr Rao."
    assert clinic.rows(TokenRow)[-1].slot_id == free


def test_a_place_on_the_waiting_list_does_not_look_like_success(clinic: Clinic, nurse: Visitor) -> None:
    full = clinic.slot(capacity=1)
    assert "alert-success booked" in book(nurse, full).html
    page = book(nurse, full, phone="98400 00002", name="Ravi", key="k2")
    assert ("alert-success" in page.html, "alert-warning booked" in page.html) == (False, True)
    assert "No slot of the next weeks has room." in page
