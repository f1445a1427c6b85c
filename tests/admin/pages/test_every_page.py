"""What holds for every page of an administrator: who sees it, its heading, and that stored script is only text."""

from datetime import time

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import absences, api_keys, departments, doctors, facility, schedule
from opd_web.services.absences import Span
from opd_web.services.departments import DepartmentFields
from opd_web.services.doctors import DoctorFields
from opd_web.web.admin import PAGES
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

SCRIPT = '"><img src=x onerror=alert(1)>'

ADDRESSES = (
    "/admin/",
    "/admin/facility",
    "/admin/departments/",
    "/admin/departments/new",
    "/admin/departments/1",
    "/admin/doctors/",
    "/admin/doctors/new",
    "/admin/doctors/1",
    "/admin/schedule/",
    "/admin/schedule/1",
    "/admin/schedule/1/new",
    "/admin/schedule/lines/1",
    "/admin/schedule/1/days/2025-03-03/",
    "/admin/departments/1/policy/",
    "/admin/import/",
    "/admin/import/doctors",
    "/admin/import/weekly-plans",
    "/admin/import/patients",
    "/admin/api-keys/",
    "/admin/api-keys/new",
    "/admin/personal-data/",
    "/admin/personal-data/persons/1",
    "/admin/leave/",
    "/admin/leave/new",
    "/admin/leave/1",
)


@pytest.fixture
def planned(clinic: Clinic) -> Clinic:
    """A clinic with one of everything, and a patient."""
    hours = schedule.Hours(time(9), time(10), 30, 2)
    clinic.book(clinic.slot())
    schedule.plan(clinic.first_doctor, [0], hours, actor=clinic.actor, now=clinic.now)
    holiday = Span(None, None, clinic.day(30), clinic.day(30))
    absences.put(holiday, "Holiday", {}, actor=clinic.actor, now=clinic.now)
    return clinic


@pytest.fixture
def hostile(planned: Clinic) -> Clinic:
    """The same, where every name is an attempt."""
    clinic = planned
    who = {"actor": clinic.actor, "now": clinic.now}
    clinic.book(clinic.slot("14:00"), name=SCRIPT, phone="+919812345678")
    facility.change(SCRIPT, "Asia/Kolkata", **who)
    departments.change(clinic.first_department, DepartmentFields("K", SCRIPT, SCRIPT), **who)
    fields = DoctorFields(clinic.first_department, SCRIPT, SCRIPT, SCRIPT[:20])
    doctors.change(clinic.first_doctor, fields, **who)
    absences.take_back(1, **who)
    absences.put(Span(None, None, clinic.day(), clinic.day()), SCRIPT, {}, **who)
    api_keys.create(SCRIPT, Role.NURSE, **who)
    return clinic


@pytest.mark.parametrize("address", ADDRESSES)
def test_stored_script_is_text(hostile: Clinic, admin: Visitor, address: str) -> None:
    page = admin.get(address)
    assert page.status == 200
    assert not page.all("img")
    assert "onerror=alert(1)>" not in page.html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_heading_that_begins_its_title(planned: Clinic, admin: Visitor, address: str) -> None:
    page = admin.get(address)
    (heading,) = page.all("h1")
    assert page.all("title")[0].text.startswith(heading.text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_ids_and_labels_are_whole(planned: Clinic, admin: Visitor, address: str) -> None:
    page = admin.get(address)
    ids = [one["id"] for one in page.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert {one["for"] for one in page.elements if "for" in one.attributes} <= set(ids)


@pytest.mark.parametrize("role", [Role.NURSE, Role.AUDITOR])
def test_nobody_else_sees_them(planned: Clinic, app: Flask, role: Role) -> None:
    visitor = signed_in(app, role, "Somebody")
    assert {visitor.get(address).status for address in ADDRESSES} == {403}


def test_the_row_of_links_leads_to_pages(app: Flask, admin: Visitor) -> None:
    links = [one["href"] for one in admin.get("/admin/").all("a") if one["href"].startswith("/admin/")]
    assert len(links) >= len(PAGES)
    assert {admin.get(link).status for link in links} == {200}
