"""Whoever reads for some departments only reads nothing of another: records, reports, files, whoever asks and how."""

import pytest
from flask import Flask

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts
from opd_web.services.refused import Refused
from opd_web.store.read_models import TokenView
from opd_web.web.reports.downloads import TOKENS
from opd_web.web.reports.pages import REPORTS
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Visitor, signed_in
from tests.support.programs import Program, with_key

DOCTOR = "Zebrawood Canary"


@pytest.fixture
def theirs(clinic: Clinic) -> TokenView:
    """A visit in department K, of a doctor whose name nobody else may read in a report."""
    clinic.department("K")
    doctor = clinic.doctor(name=DOCTOR)
    return clinic.see(clinic.book(clinic.slot(doctor=doctor)))


@pytest.fixture
def auditor(app: Flask, clinic: Clinic, theirs: TokenView) -> Visitor:
    """An auditor of department B."""
    return signed_in(app, Role.AUDITOR, "Auditor", department_ids=[clinic.department("B")])


@pytest.fixture
def program(app: Flask, clinic: Clinic, theirs: TokenView) -> Program:
    """A program that reads for department B."""
    clinic.department("B")
    return with_key(app, Role.AUDITOR, department_codes=["B"])


def test_the_record_of_another_department_is_closed(auditor: Visitor, theirs: TokenView) -> None:
    assert auditor.get("/audit/").all("td") == []
    assert auditor.get(f"/audit/tokens/{theirs.id}").status == 403


@pytest.mark.parametrize("path", ["/audit/looks/", "/audit/changes/", "/audit/head/", "/audit/head/file"])
def test_what_tells_of_the_whole_hospital_is_closed(auditor: Visitor, path: str) -> None:
    assert auditor.get(path).status == 403


@pytest.mark.parametrize("query", ["", "&department=1", "&doctor=2", "&department=1&doctor=2"])
@pytest.mark.parametrize("name", [*REPORTS, ""])
def test_no_report_tells_of_another_department(auditor: Visitor, name: str, query: str) -> None:
    page = auditor.get(f"/reports{'/' if name else ''}{name}?from=2025-03-03&to=2025-03-03{query}")
    assert (page.status in {200, 403, 404, 422}, DOCTOR in page) == (True, False)


@pytest.mark.parametrize("query", ["", "&department=1", "&doctor=2"])
@pytest.mark.parametrize("name", [*REPORTS, TOKENS])
def test_no_file_tells_of_another_department(auditor: Visitor, name: str, query: str) -> None:
    address = f"/reports/{name}/download?from=2025-03-03&to=2025-03-03{query}"
    page = auditor.post(address, {"format": "csv"}, htmx=False)
    assert (page.status in {200, 403, 404, 422}, DOCTOR in page.html, "K-001" in page.html) == (True, False, False)


def test_the_twin_reads_it(app: Flask, theirs: TokenView) -> None:
    everywhere = signed_in(app, Role.AUDITOR, "Everywhere")
    assert DOCTOR in everywhere.get("/reports/waits?from=2025-03-03&to=2025-03-03")
    assert "K-001" in everywhere.post(f"/reports/{TOKENS}/download?from=2025-03-03&to=2025-03-03", htmx=False).html


def test_a_program_reads_nothing_of_another_department(program: Program, theirs: TokenView) -> None:
    day = program.get("/reports/daily", date="2025-03-03").body
    assert [one["code"] for one in day["departments"]] in ([], ["B"])
    assert program.get("/audit", token=theirs.id).status == 403


def test_an_administrator_is_one_of_the_whole_hospital(app: Flask, clinic: Clinic) -> None:
    """Nothing of the set-up asks for the department: one of a single department would change them all."""
    with pytest.raises(Refused, match="whole hospital"):
        accounts.add(
            "boss", "Boss", PASSWORD, Role.ADMINISTRATOR, department_ids=[clinic.first_department],
            actor=SYSTEM, now=clinic.now,
        )  # fmt: skip
