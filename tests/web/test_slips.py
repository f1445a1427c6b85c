"""The slip: what a patient needs on paper, and nothing that tells an illness or a phone number."""

import re
from dataclasses import replace

import pytest
import segno
from flask import Flask

from opd_web.tracking_address import Tracked
from opd_web.web import qr_code, tracking
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def test_a_slip_promises_no_time_that_has_passed(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    clinic.at("10:42")
    assert "about 10:45 to 11:15" in nurse.get(f"/slips/{token.id}").text


@pytest.mark.parametrize("source", ["WALK_IN", "ONLINE"])
def test_it_tells_the_same_time_as_the_patients_page(
    app: Flask, clinic: Clinic, nurse: Visitor, visitor: Visitor, source: str
) -> None:
    first, later = clinic.slot(capacity=9), clinic.slot("11:00")
    for _ in range(4):
        clinic.book(first)
    token = clinic.book(later, source=source)
    clinic.at("10:47").start(clinic.call_next())
    slip = nurse.get(f"/slips/{token.id}")
    page = visitor.get(slip.all("a", class_="follow")[0]["href"])
    assert "about 11:20 to 11:50" in slip
    assert "about 11:20 to 11:50" in page


def test_it_says_number_doctor_room_date_and_when(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    page = nurse.get(f"/slips/{token.id}")
    assert page.all("h1")[0].text == "K-001"
    assert "Dr Rao Room 3 Monday, 3 March 2025 about 10:00 to 10:30 may change" in page.text
    assert "Missed your call?" in page


def test_its_date_is_the_hospital_s_own_while_utc_is_still_on_the_day_before(clinic: Clinic, nurse: Visitor) -> None:
    clinic.at("00:30")
    token = clinic.book(clinic.slot("01:00", "02:00"))
    assert "Monday, 3 March 2025 about 01:00" in nurse.get(f"/slips/{token.id}").text


def test_no_name_and_no_phone_number_stand_on_it(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot(), name="Asha Rao", phone="+919840000001")
    html = nurse.get(f"/slips/{token.id}").html
    assert "Asha" not in html
    assert "98400" not in html


def test_the_first_print_is_the_slip_and_every_other_one_a_copy(clinic: Clinic, nurse: Visitor) -> None:
    path = f"/slips/{clinic.book(clinic.slot()).id}"
    prints = [nurse.post(path, htmx=False) for _ in range(3)]
    assert [len(page.all("p", class_="copy")) for page in prints] == [0, 1, 1]
    assert {page.all("body")[0]["class"] for page in prints} == {"prints-now"}


def test_to_look_at_it_counts_as_no_print(clinic: Clinic, nurse: Visitor) -> None:
    path = f"/slips/{clinic.book(clinic.slot()).id}"
    looks = [nurse.get(path) for _ in range(3)]
    assert [page.all("p", class_="copy") for page in looks] == [[], [], []]
    assert {page.all("body")[0]["class"] for page in looks} == {"is-preview"}
    nurse.post(path, htmx=False)
    assert "it is marked as a copy" in nurse.get(path)


def test_a_print_leaves_the_token_and_its_undo_as_they_were(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/slips/{token.id}", htmx=False)
    assert clinic.token(token) == replace(token, slip_printed=True)
    assert clinic.undo(token, token.version).status == "CANCELLED"


def test_its_code_leads_to_the_tracking_page(app: Flask, clinic: Clinic, nurse: Visitor, visitor: Visitor) -> None:
    token = clinic.book(clinic.slot())
    with app.test_request_context():
        address = tracking.address(Tracked(token.id, clinic.day()))
    path = nurse.get(f"/slips/{token.id}").all("path")[0]["d"]
    assert path == qr_code.drawing(address).path
    assert address.startswith("http://localhost/t/")
    assert visitor.get(address.removeprefix("http://localhost")).all("h1")[0].text == token.number


def test_the_code_leads_to_the_address_of_the_setting(
    app: Flask, clinic: Clinic, nurse: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.config["OPD_SETTINGS"], public_url="https://opd.example")
    monkeypatch.setitem(app.config, "OPD_SETTINGS", settings)
    with app.test_request_context():
        address = tracking.address(Tracked(clinic.book(clinic.slot()).id, clinic.day()))
    assert address.startswith("https://opd.example/t/")


def test_the_code_can_be_read_back() -> None:
    """Draw the outline into a grid again: it is the code, with its white edge."""
    code = qr_code.drawing("https://opd.example/t/abc")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)}
    matrix = segno.make("https://opd.example/t/abc", error="m", micro=False, boost_error=False).matrix_iter(border=4)
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_a_waiting_token_has_no_time_yet(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    page = nurse.get(f"/slips/{clinic.book(slot).id}")
    assert "On the waiting list Monday, 3 March 2025 You have no time yet." in page.text
    assert "If no place becomes free on this day, ask the desk for another day." in page
    assert "about" not in page


def test_a_slip_for_another_day_names_that_day(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=1, days=1)
    slips = [nurse.get(f"/slips/{clinic.book(slot).id}") for _ in range(2)]
    assert ["Tuesday, 4 March 2025" in slip for slip in slips] == [True, True]
    assert "On the waiting list" in slips[1]


@pytest.mark.parametrize("step", ["cancel", "no_show", "complete"])
def test_a_closed_token_says_that_it_is_no_longer_valid(clinic: Clinic, nurse: Visitor, step: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), step)
    page = nurse.get(f"/slips/{token.id}")
    assert "No longer valid" in page
    assert "about" not in page


def test_a_booking_leads_to_it(clinic: Clinic, nurse: Visitor) -> None:
    fields = {"phone": "98765 43210", "name": "Asha", "place": clinic.slot(), "class_": "WALK_IN", "key": "k"}
    links = [one.attributes.get("href") for one in nurse.post("/desk/K/tokens", fields).all("a")]
    assert "/slips/1" in links
    assert "/slips/1" in [one.attributes.get("href") for one in nurse.get("/desk/K").all("a")]


def test_another_departments_slip_is_closed(app: Flask, clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    elsewhere = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    assert elsewhere.get(f"/slips/{token.id}").status == 403
    assert elsewhere.post(f"/slips/{token.id}").status == 403
    assert not nurse.post(f"/slips/{token.id}", htmx=False).all("p", class_="copy")


def test_an_emergency_is_told_no_time_of_the_plan(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.emergency(clinic.slot("16:00")).token
    assert "about" not in nurse.get(f"/slips/{token.id}")


@pytest.mark.parametrize("step", ["call", "start"])
def test_who_was_called_is_promised_no_time(clinic: Clinic, nurse: Visitor, step: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot()), step)
    page = nurse.get(f"/slips/{token.id}")
    assert "Dr Rao Room 3" in page
    assert "about" not in page
    assert "may change" not in page


def test_it_is_printed_again_once_it_was_printed(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    first = nurse.get("/desk/K")[f"token-{token.id}-slip"]
    assert (first.text, first["aria-label"]) == ("Print the slip", "Print the slip of K-001")
    nurse.post(f"/slips/{token.id}", htmx=False)
    again = nurse.get("/desk/K")[f"token-{token.id}-slip"]
    assert (again.text, again["aria-label"]) == ("Print the slip again", "Print the slip of K-001 again")
