"""Why here: who is ahead and why, and what happened to the token, in a dialog."""

import pytest
from flask import Flask

from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def test_it_says_who_is_ahead_and_why(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    clinic.start(clinic.call(clinic.book(slot)))
    token = clinic.book(slot)
    page = nurse.get(f"/tokens/{token.id}/why", htmx=True)
    assert (page.elements[0]["id"], page["panel-title"].text) == ("why", "Why is K-002 here?")
    assert "1 is ahead K-001 with the doctor since 08:00" in page.text


def test_it_tells_the_story_in_sentences(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot(), source="STAFF")
    nurse.post(f"/desk/K/tokens/{token.id}/arrive")
    page = nurse.get(f"/tokens/{token.id}/why", htmx=True)
    assert "Nobody is ahead." in page
    assert "08:00 The patient arrived. Sister Mary" in page


def test_what_happened_on_another_day_says_which(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.at("14:42", days=-1).book(clinic.slot(), source="STAFF")
    clinic.at("08:31").arrive(token)
    page = nurse.get(f"/tokens/{token.id}/why", htmx=True)
    assert "14:42 Sun 2 Mar: Booked as" in page
    assert "08:31 The patient arrived." in page


@pytest.mark.parametrize("rule", ["after_n", "end_of_class"])
def test_who_came_back_late_is_spoken_of_by_number(clinic: Clinic, nurse: Visitor, rule: str) -> None:
    clinic.department(late_return=rule, late_return_after=2)
    slot = clinic.slot(capacity=4)
    token = clinic.bring_to(clinic.book(slot), "hold")
    clinic.book(slot)
    clinic.arrive(token)
    page = nurse.get(f"/tokens/{token.id}/why", htmx=True)
    assert "K-002 K-001 came back late" in page
    assert "you" not in page.text.split()


def test_every_row_offers_it(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=3)
    clinic.start(clinic.call(clinic.book(slot)))
    for _ in range(3):
        clinic.book(slot)
    page = nurse.get("/desk/K")
    asked = {one["hx-get"] for one in page.all("button", hx_target="#panel")}
    assert asked >= {f"/tokens/{number}/why" for number in (1, 2, 3, 4)}


def test_another_departments_token_is_not_explained(app: Flask, clinic: Clinic) -> None:
    token = clinic.book(clinic.slot())
    visitor = signed_in(app, department_ids=[clinic.department("B")])
    assert visitor.get(f"/tokens/{token.id}/why", htmx=True).status == 403
