"""Completing with a follow-up, from the desk and from the doctor's screen."""

import json

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.store.read_models import TokenView
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


@pytest.fixture
def inside(clinic: Clinic) -> TokenView:
    return clinic.bring_to(clinic.book(clinic.slot()), "start")


def test_it_is_asked_for_in_a_dialog(nurse: Visitor, inside: TokenView) -> None:
    assert f"token-{inside.id}-follow-up" in nurse.get("/desk/K").html
    page = nurse.get(f"/tokens/{inside.id}/follow-up", htmx=True)
    assert [one.text for one in page.all("button", hx_include="closest form")][1] == "In 7 days Mon 10 Mar"


def test_a_doctor_completes_and_books_at_once(app: Flask, clinic: Clinic, inside: TokenView) -> None:
    clinic.slot("10:00", days=7)
    doctor = signed_in(app, Role.DOCTOR, "Dr Rao", doctor_id=clinic.first_doctor)
    page = doctor.post(f"/tokens/{inside.id}/follow-up", {"days": 7, "version": inside.version, "key": "k"})
    assert (page.status, page.headers["HX-Trigger"]) == (200, "queue-changed")
    assert "The follow-up is booked: K-001 Monday, 10 March 2025, 10:00 , Dr Rao" in page["followed_up"].text


def test_where_nothing_is_free_it_says_so_and_offers_others(clinic: Clinic, nurse: Visitor, inside: TokenView) -> None:
    clinic.slot("10:00", days=9)
    page = nurse.post(f"/tokens/{inside.id}/follow-up", {"days": 7, "version": inside.version, "key": "k"})
    assert "No follow-up was booked: Dr Rao has no free slot on Monday, 10 March 2025." in page["followed_up"].text
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
