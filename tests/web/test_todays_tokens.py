"""A patient who is looked for is shown with today's tokens, each a step away from its row at the desk."""

import pytest
from flask import Flask

from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

PHONE = "+919840000001"


@pytest.fixture
def asha(clinic: Clinic) -> int:
    """Asha Rao, who has K-001 today, is not here yet, and comes again tomorrow."""
    asha = clinic.book(clinic.slot(), name="Asha Rao", phone=PHONE, source="STAFF").patient_id
    clinic.book(clinic.slot(days=1), patient_id=asha, source="STAFF")
    return asha


def tokens(page: Page) -> list[str]:
    return [one.text for one in page.all("li", class_="todays")]


def rows(page: Page) -> list[str]:
    return [one["href"] for one in page.all("a") if "#token-" in one["href"]]


def test_a_search_shows_today_s_tokens_with_a_way_to_their_rows(nurse: Visitor, asha: int) -> None:
    page = nurse.post("/patients", {"text": "K-001"})
    assert tokens(page) == ["K-001 Not here yet Clinic K Dr Rao 10:00"]
    assert rows(page) == ["/desk/K#token-1"]
    assert nurse.get("/desk/K")["token-1"].tag == "li"


def test_so_does_the_patient_s_page(nurse: Visitor, asha: int) -> None:
    page = nurse.get(f"/patients/{asha}")
    assert tokens(page) == ["K-001 Not here yet Clinic K Dr Rao 10:00"]
    assert rows(page) == ["/desk/K#token-1"]


@pytest.mark.parametrize("step", ["complete", "cancel", "no_show"])
def test_what_is_over_has_no_row_to_go_to(clinic: Clinic, nurse: Visitor, step: str) -> None:
    clinic.bring_to(clinic.book(clinic.slot(), name="Asha Rao", phone=PHONE), step)
    page = nurse.post("/patients", {"text": "asha"})
    assert (len(tokens(page)), rows(page)) == (1, [])


def test_who_lost_a_place_has_a_row_until_another_one_is_found(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot()
    clinic.book(slot, name="Asha Rao", phone=PHONE)
    clinic.cancel_slot(slot)
    assert rows(nurse.post("/patients", {"text": "asha"})) == ["/desk/K#token-1"]
    nurse.post("/tokens/1/rebook", {"slot": clinic.slot("11:00")})
    page = nurse.post("/patients", {"text": "asha"})
    assert [text.split()[0] for text in tokens(page)] == ["K-002", "K-001"]
    assert rows(page) == ["/desk/K#token-2"]


def test_tokens_of_other_departments_are_not_told(app: Flask, clinic: Clinic, asha: int) -> None:
    other = signed_in(app, name="Sister Rose", department_ids=[clinic.department("B")])
    assert tokens(other.post("/patients", {"text": "asha"})) == []
    assert tokens(other.get(f"/patients/{asha}")) == []


def test_each_of_a_family_has_their_own(clinic: Clinic, nurse: Visitor, asha: int) -> None:
    clinic.book(1, name="Ravi Rao", phone=PHONE)
    page = nurse.post("/patients", {"text": PHONE})
    people = [one.text for one in page.all("li") if "+91" in one.text]
    assert [("K-001" in one, "K-002" in one) for one in people] == [(True, False), (False, True)]
