"""The audit: the record searched, one token's story, and who looked at what; no name in an address or a title."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from opd_web.engine.events import Kind
from opd_web.engine.explanation import STORY
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accesses, audit, patients
from opd_web.services.accesses import Look
from opd_web.services.auditing import REACH
from opd_web.store.access_rows import AccessRow, AccessSubjectRow
from opd_web.web.audit.filters import PAGE
from opd_web.web.audit.words import LOOKS
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor, signed_in


@pytest.fixture
def auditor(app: Flask) -> Visitor:
    return signed_in(app, Role.AUDITOR, "Auditor")


@pytest.fixture
def morning(clinic: Clinic) -> Clinic:
    """A visit, a full slot, and somebody who waits: two tokens of Asha Rao among them."""
    slot = clinic.slot(capacity=1)
    clinic.see(clinic.book(slot, name="Asha Rao", phone="+919876543210"))
    clinic.at("08:30").book(slot, name="Asha Rao", phone="+919876543210")
    clinic.at("09:00").book(slot)
    return clinic


def found(page: Page) -> list[str]:
    """Give the table's tokens and what happened to them."""
    cells = [one.text for one in page.all("td")]
    return [f"{cells[at + 1].split()[0]} {cells[at + 2]}" for at in range(0, len(cells), 6)]


def test_it_lists_the_latest_first(morning: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/audit/")
    assert page.all("title")[0].text.startswith("Audit")
    assert found(page)[0] == "K-003 Put on the waiting list"
    assert found(page)[-1] == "Slot Slot added"


def test_it_is_searched_by_token_and_day(morning: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/audit/?token=k-002&day=2025-03-03")
    assert {row.split()[0] for row in found(page)} == {"K-002"}
    assert "Nothing was found." in auditor.get("/audit/?token=K-002&day=2025-03-04")


def test_it_is_searched_by_kind_and_rule(morning: Clinic, auditor: Visitor) -> None:
    assert found(auditor.get("/audit/?kind=completed")) == ["K-001 Consultation ended"]
    assert {row.split()[0] for row in found(auditor.get("/audit/?rule=full"))} == {"K-002", "K-003"}


def test_it_is_searched_by_actor(morning: Clinic, auditor: Visitor) -> None:
    morning.actor = morning.account("Sister Mary")
    morning.book(morning.slot("12:00"))
    page = auditor.get(f"/audit/?who={morning.actor.id}")
    assert found(page) == ["K-004 Booked", "Slot Slot added"]
    assert "Sister Mary" in [option.text for option in page.all("option")]


def test_it_is_searched_by_time_of_the_facility(morning: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/audit/?since=2025-03-03T08:15&until=2025-03-03T08:45")
    assert {row.split()[0] for row in found(page)} == {"K-002"}


def test_pages_follow_each_other_and_leave_nothing_out(clinic: Clinic, auditor: Visitor) -> None:
    slot = clinic.slot(capacity=PAGE)
    for _ in range(PAGE):
        clinic.book(slot)
    first = auditor.get("/audit/?who=key:1")
    (link,) = first.all("a", rel="next")
    clinic.book(clinic.slot("12:00"))
    second = auditor.get(link["href"])
    assert len(found(first)) == PAGE
    assert [*found(first), *found(second)][-1] == "Slot Slot added"
    assert len({*found(first), *found(second)}) == PAGE + 1
    assert second.all("a", rel="next") == []


def test_without_a_token_a_day_or_a_time_it_looks_back_so_far_and_says_so(clinic: Clinic, auditor: Visitor) -> None:
    clinic.book(clinic.slot())
    clinic.now += REACH + timedelta(days=1)
    auditor.sign_in("Auditor")
    page = auditor.get("/audit/")
    assert "Nothing was found." in page
    assert "Looked back to" in page
    assert found(auditor.get("/audit/?day=2025-03-03"))


@pytest.mark.parametrize(
    ("query", "problem"),
    [("token=Asha", "Enter a token number"), ("day=nonsense", "Not a valid date"), ("since=now", "Not a valid date")],
)
def test_what_cannot_be_searched_is_said_at_its_field(auditor: Visitor, query: str, problem: str) -> None:
    page = auditor.get(f"/audit/?{query}")
    assert (page.status, problem in page.text) == (422, True)


@pytest.mark.parametrize("cursor", ["x", "1", "1.2.3", "9" * 40, "\u0661.\u0662"])
def test_a_cursor_that_is_none_is_not_understood(auditor: Visitor, cursor: str) -> None:
    assert auditor.get(f"/audit/?before={cursor}").status == 400


def test_who_audits_some_departments_sees_no_other(app: Flask, morning: Clinic) -> None:
    other = morning.department("B")
    visitor = signed_in(app, Role.AUDITOR, "Auditor of B", department_ids=[other])
    assert "Nothing was found." in visitor.get("/audit/")
    assert [visitor.get(f"/audit/{path}").status for path in ("tokens/1", "looks/", "patients/1", "head/")] == [403] * 4


def test_a_token_tells_its_story_in_sentences(morning: Clinic, auditor: Visitor) -> None:
    page = auditor.get("/audit/tokens/1")
    assert page.all("title")[0].text.startswith("Token K-001")
    assert "Booked as" in page.text
    assert "The consultation ended." in page.text
    assert "Asha" not in page


def test_a_token_says_who_looked_at_it_before(app: Flask, morning: Clinic, auditor: Visitor) -> None:
    assert "Nobody opened its panel" in auditor.get("/audit/tokens/1")
    signed_in(app, name="Sister Mary").get("/tokens/1/why", htmx=True)
    page = auditor.get("/audit/tokens/1")
    assert "Sister Mary Panel of a token K-001" in page.text
    assert "Auditor Token in the audit K-001" in page.text


def test_a_token_that_there_is_not_is_not_found(auditor: Visitor) -> None:
    assert auditor.get("/audit/tokens/77").status == 404


@pytest.mark.parametrize("typed", ["asha", "98765 43210", "543210"])
def test_a_patient_is_found_without_a_trace_of_the_term(morning: Clinic, auditor: Visitor, typed: str) -> None:
    page = auditor.post("/audit/patients/", {"text": typed}, htmx=False)
    assert [one.text for one in page.all("a") if "/audit/patients/1" in one.attributes.get("href", "")] == ["Asha Rao"]
    assert [(row.what, row.detail) for row in morning.rows(AccessRow)] == [("audit_patient_search", "")]
    assert [(row.kind, row.subject_id) for row in morning.rows(AccessSubjectRow)] == [("patient", 1)]
    assert "asha" not in page.all("title")[0].text.casefold()


@pytest.mark.parametrize("typed", ["", "as"])
def test_a_search_for_almost_everybody_is_refused(morning: Clinic, auditor: Visitor, typed: str) -> None:
    page = auditor.post("/audit/patients/", {"text": typed}, htmx=False)
    assert (page.status, page.errors) == (422, ["Enter at least 3 letters or digits."])
    assert morning.rows(AccessRow) == []


def test_a_patient_has_tokens_and_looks(morning: Clinic, auditor: Visitor) -> None:
    auditor.get("/audit/tokens/2")
    page = auditor.get("/audit/patients/1")
    assert page.all("title")[0].text.startswith("Patient 1")
    assert [one.text for one in page.all("a") if "/audit/tokens/" in one.attributes.get("href", "")] == [
        "K-002",
        "K-001",
    ]
    assert "Auditor Token in the audit K-002" in page.text
    assert morning.rows(AccessRow)[-1].what == "audit_patient"


def test_an_erased_patient_keeps_the_tokens(morning: Clinic, auditor: Visitor) -> None:

    patients.erase(1, **morning.who)
    page = auditor.get("/audit/patients/1")
    assert "This person was erased." in page
    assert "K-001" in page


def test_looks_are_searched(app: Flask, morning: Clinic, auditor: Visitor) -> None:
    signed_in(app, name="Sister Mary").get("/slips/3")
    accesses.note("export", detail="daily/2025-03-03.csv", actor=SYSTEM, now=morning.now)
    assert "daily/2025-03-03.csv" in auditor.get("/audit/looks/?who=system")
    page = auditor.get("/audit/looks/?what=slip")
    assert "Sister Mary Slip of a token K-003" in page.text
    assert "daily" not in page
    assert "Sister Mary" not in [one.text for one in auditor.get("/audit/looks/?of=1").all("td")]


def test_the_heads_are_read_back_by_the_command(app: Flask, morning: Clinic, auditor: Visitor, tmp_path: Path) -> None:
    answer = auditor.get("/audit/head/file")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert json.loads(answer.html.splitlines()[0])["department"] == "K"
    kept = tmp_path / "heads.txt"
    kept.write_text(answer.html)
    assert app.test_cli_runner().invoke(args=["audit", "verify", "--head", str(kept)]).exit_code == 0
    assert [(row.what, row.detail) for row in morning.rows(AccessRow)] == [("audit_export", "heads")]


def test_the_heads_on_paper_are_those_that_no_seal_covers(app: Flask, morning: Clinic, auditor: Visitor) -> None:

    before = auditor.get("/audit/head/")
    (head,) = (one for one in audit.heads() if one.count)
    assert head.head in before
    assert "3 Mar 2025" in before
    audit.seal_days(actor=SYSTEM, now=morning.at("08:00", days=1).now)
    auditor.sign_in("Auditor")
    after = auditor.get("/audit/head/")
    assert after.status == 200
    assert head.head not in after
    assert "Every day with events is sealed." in after


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR])
def test_nobody_else_may(app: Flask, clinic: Clinic, role: Role) -> None:
    visitor = signed_in(app, role, doctor_id=clinic.first_doctor if role == Role.DOCTOR else None)
    assert visitor.get("/audit/").status == 403
    assert "/audit/" not in [one.attributes.get("href") for one in visitor.get("/doctor/1").all("a")]


def test_an_auditor_begins_here(auditor: Visitor) -> None:
    assert auditor.get("/").headers["Location"] == "/audit/"


def test_every_look_has_its_words() -> None:
    assert set(LOOKS) == {look.value for look in Look}


def test_every_kind_and_every_rule_is_offered_in_words(auditor: Visitor) -> None:
    offered = {one["value"]: one.text for one in auditor.get("/audit/").all("option")}
    deciding = {rule for kind, rule in STORY if rule not in {*Kind} and kind != Kind.UNDONE}
    assert {*Kind} | deciding <= set(offered)
    assert [text for text in offered.values() if "_" in text] == []
