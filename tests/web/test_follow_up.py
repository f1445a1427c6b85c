"""Completing with a follow-up, from the desk and from the doctor's screen."""

import json

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in


@pytest.fixture
def inside(clinic: Clinic) -> TokenView:
    return clinic.bring_to(clinic.book(clinic.slot()), "start")


def choices(page: Page) -> list[str]:
    return [one.text for one in page.all("button", hx_include="closest form")]


def test_it_is_asked_for_in_a_dialog(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    assert f"token-{inside.id}-follow-up" in nurse.get("/desk/K").html
    page = nurse.get(f"/tokens/{inside.id}/follow-up", htmx=True)
    assert choices(page) == ["In 7 days Mon 10 Mar, 10:00"]
    assert "Dr Rao has no free slot from Mon 17 Mar on" in page


def test_each_choice_says_its_slot(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    for days in (4, 7, 35):
        clinic.slot("10:00", days=days)
    page = nurse.get(f"/tokens/{inside.id}/follow-up", htmx=True)
    assert choices(page) == ["In 3 days Fri 7 Mar, 10:00", "In 7 days Mon 10 Mar, 10:00", "In 30 days Mon 7 Apr, 10:00"]


def test_another_number_of_days_is_shown_before(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    clinic.slot("10:00", days=60)
    page = nurse.get(f"/tokens/{inside.id}/follow-up?days=50", htmx=True)
    assert choices(page) == ["In 50 days Fri 2 May, 10:00"]
    assert clinic.status(inside) == "IN_CONSULTATION"


@pytest.mark.parametrize("typed", ["x", "0", "366", ""])
def test_what_are_no_days_is_said_when_asked_to_show_them(nurse: Visitor, inside: TokenView, typed: str) -> None:
    page = nurse.get(f"/tokens/{inside.id}/follow-up?days={typed}", htmx=True)
    assert (page.status, page.errors[-1]) == (422, "Enter in how many days, from 1 to 365.")


def test_a_doctor_completes_and_books_at_once(app: Flask, clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    doctor = signed_in(app, Role.DOCTOR, "Dr Rao", doctor_id=clinic.first_doctor)
    page = doctor.post(f"/tokens/{inside.id}/follow-up", {"days": 7, "version": inside.version, "key": "k"})
    assert (page.status, page.headers["HX-Trigger"]) == (200, "queue-changed")
    assert "The follow-up is booked: K-001 Monday, 10 March 2025, 10:00 , Dr Rao" in page["followed_up"].text


def test_where_nothing_is_free_it_says_so_and_offers_others(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    clinic.slot("10:00", days=9, doctor=clinic.doctor(name="Dr Das"))
    page = nurse.post(f"/tokens/{inside.id}/follow-up", {"days": 7, "version": inside.version, "key": "k"})
    assert "No follow-up was booked: Dr Rao has no free slot from Monday, 10 March 2025 on." in page["followed_up"].text
    offer = page.all("button", hx_target="#panel")[0]
    assert "K-001" in nurse.post(offer["hx-post"], json.loads(offer["hx-vals"]))["followed_up"].text
    assert len(clinic.rows(TokenRow)) == 2


def test_where_no_day_is_planned_it_says_what_to_do(nurse: Visitor, inside: TokenView) -> None:
    page = nurse.post(f"/tokens/{inside.id}/follow-up", {"days": 7, "version": inside.version, "key": "k"})
    assert "Ask an administrator to plan the day" in page["followed_up"].text


def test_what_are_no_days_is_said_at_the_field(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    page = nurse.post(f"/tokens/{inside.id}/follow-up", {"days": "x", "version": inside.version, "key": "k"})
    assert (page.status, page.errors) == (422, ["Enter in how many days, from 1 to 365."])
    assert clinic.status(inside) == "IN_CONSULTATION"
