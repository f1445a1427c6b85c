"""The record of people and set-up: who changed what, for administrators and auditors."""

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from opd_web.services import api_keys, departments, retention
from opd_web.services.departments import DepartmentFields
from opd_web.web.audit.filters import PAGE
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in

ADDRESS = "/audit/changes/"


@pytest.fixture
def auditor(app: Flask) -> Visitor:
    return signed_in(app, Role.AUDITOR, "Auditor")


def lines(page: Page) -> list[str]:
    """Give who did what to whom, without when."""
    cells = [one.text for one in page.all("td")]
    return [" ".join(cells[at + 1 : at + 4]) for at in range(0, len(cells), 4)]


def test_it_says_who_did_what(clinic: Clinic, auditor: Visitor) -> None:
    clinic.actor = clinic.account("Anita")
    clinic.wait(minutes=1)
    api_keys.create("Kiosk in the hall", Role.NURSE, **clinic.who)
    clinic.wait(minutes=1)
    retention.change(365, **clinic.who)
    page = auditor.get(ADDRESS)
    assert lines(page)[:2] == [
        "Anita changed how long persons are kept for ever before, now 365 days –",
        "Anita made an API key Nurse at a desk Kiosk in the hall",
    ]
    assert any(line.endswith("made the user Anita") for line in lines(page))


@pytest.mark.parametrize(("source", "shown"), [("account", "made the user"), ("setup", "made a department")])
def test_it_is_narrowed(clinic: Clinic, auditor: Visitor, source: str, shown: str) -> None:
    departments.add(DepartmentFields("X", "Cardiology", "Clinic X"), **clinic.who)
    found = lines(auditor.get(f"{ADDRESS}?source={source}"))
    assert any(shown in line for line in found)
    assert all(("the user" in line or "signed in" in line) == (source == "account") for line in found)


def test_it_is_searched_by_who_and_time(clinic: Clinic, auditor: Visitor) -> None:
    retention.change(365, **clinic.who)
    assert auditor.get(f"{ADDRESS}?who={clinic.actor.id}&source=setup").all("td")
    assert not auditor.get(f"{ADDRESS}?who=user:99").all("td")
    assert not auditor.get(f"{ADDRESS}?since=2025-03-04T00:00").all("td")
    assert not auditor.get(f"{ADDRESS}?until=2025-03-02T00:00").all("td")


def test_it_goes_back_page_by_page(clinic: Clinic, auditor: Visitor) -> None:
    clinic.account("Anita")
    for days in range(40, 40 + PAGE):
        retention.change(days, **clinic.who)
    seen, address = list[str](), ADDRESS
    while address:
        page = auditor.get(address)
        seen += lines(page)
        address = next((one["href"] for one in page.all("a", rel="next")), "")
    assert len(seen) == len(set(seen)) == PAGE + len(lines(auditor.get(f"{ADDRESS}?source=account")))


@pytest.mark.parametrize("cursor", ["x", "1", "1.2", "1.2.3", "1.0.x", "99999999999999999999.0.1"])
def test_a_cursor_that_is_none_is_refused(auditor: Visitor, cursor: str) -> None:
    assert auditor.get(f"{ADDRESS}?before={cursor}").status == 400


def test_a_search_that_cannot_be_is_handed_back(auditor: Visitor) -> None:
    assert auditor.get(f"{ADDRESS}?since=yesterday").status == 422
