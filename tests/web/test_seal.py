"""The seal: to which event the record was verified, by a process of its own; a changed record is named in words."""

import pytest
from flask import Flask

from opd_web import jobs, running
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import audit, runs
from opd_web.services.runs import Kind
from opd_web.store import seals
from opd_web.store.database import db
from opd_web.store.run_rows import RunRow
from opd_web.store.runs import SILENT
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


@pytest.fixture
def auditor(app: Flask) -> Visitor:
    return signed_in(app, Role.AUDITOR, "Auditor")


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs whose process would have been started."""
    seen: list[int] = []
    monkeypatch.setattr(running, "launch", lambda _app, run_id, _task: seen.append(run_id))
    return seen


@pytest.fixture
def morning(clinic: Clinic) -> Clinic:
    clinic.see(clinic.book(clinic.slot()))
    return clinic


def verified(clinic: Clinic) -> None:
    """Verify the record here and keep the result, as the process does."""
    run = runs.begin(Kind.VERIFY, {}, **clinic.who).run
    result = audit.verify_in_parts(lambda done, total: runs.heard(run.id, done, total, **clinic.who) and None)
    runs.finish(run.id, vars(result), **clinic.who)


def test_a_record_that_nobody_verified_says_so(morning: Clinic, auditor: Visitor) -> None:
    assert "The record was not verified yet." in auditor.get("/audit/")


def test_it_says_to_which_event_and_when(morning: Clinic, auditor: Visitor) -> None:
    verified(morning.at("10:40"))
    assert "Verified to event 5 at 10:40" in auditor.get("/audit/").text


def test_the_first_bad_row_of_a_changed_record_stands_on_the_page(morning: Clinic, auditor: Visitor) -> None:
    morning.execute("UPDATE event SET rule = 'favour' WHERE position = 5")
    verified(morning)
    page = auditor.get("/audit/")
    assert "The record does not hold." in page
    assert "First bad row: event 5 (K, 2025-03-03, position 5): was changed after it was written" in page.text
    assert "Verified to event" not in page


def test_pressed_it_begins_one_verification(morning: Clinic, auditor: Visitor, launched: list[int]) -> None:
    assert auditor.post("/audit/seal/", htmx=False).headers["Location"] == "/audit/"
    auditor.post("/audit/seal/", htmx=False)
    assert launched == [1]
    page = auditor.get("/audit/")
    assert "The record is being verified already." in page
    assert page["seal"]["hx-trigger"] == "every 2s"


def test_it_shows_how_far_it_is_until_it_is_there(morning: Clinic, auditor: Visitor, launched: list[int]) -> None:
    auditor.post("/audit/seal/", htmx=False)
    runs.heard(1, 3, 1200, **morning.who)
    assert "3 of 1,200 events" in auditor.get("/audit/seal/", htmx=True).text
    runs.finish(1, vars(audit.verify()), **morning.who)
    assert "hx-trigger" not in auditor.get("/audit/seal/", htmx=True)["seal"].attributes


def test_one_that_was_lost_with_its_server_says_so(morning: Clinic, auditor: Visitor, launched: list[int]) -> None:
    auditor.post("/audit/seal/", htmx=False)
    morning.now += SILENT * 2
    assert "did not finish. Start it again." in auditor.get("/audit/")
    auditor.post("/audit/seal/", htmx=False)
    assert launched == [1, 2]


def test_without_the_forms_token_nothing_begins(auditor: Visitor, launched: list[int]) -> None:
    assert auditor.post("/audit/seal/", htmx=False, csrf=False).status == 400
    assert launched == []


def test_the_process_verifies_the_database_that_it_is_told_of(app: Flask, morning: Clinic) -> None:
    morning.execute("UPDATE event SET actor = 'user:99' WHERE position = 4")
    run = runs.begin(Kind.VERIFY, {}, **morning.who).run
    running.launch(app, run.id, running.verification(app)).join()
    db.session.rollback()
    found = runs.get(run.id, Kind.VERIFY, **morning.who)
    assert (found.state, found.result["events"]) == ("done", 5)
    assert found.result["problem"].startswith("event 4 (K, 2025-03-03, position 4)")


def test_the_clock_verifies_once_a_day(app: Flask, morning: Clinic, launched: list[int]) -> None:
    jobs.verify(app)
    assert launched == [1]
    runs.finish(1, vars(audit.verify()), actor=SYSTEM, now=morning.now)
    jobs.verify(app)
    assert launched == [1]
    morning.at("08:00", days=1)
    jobs.verify(app)
    assert ([row.actor for row in morning.rows(RunRow)], launched) == (["system", "system"], [1, 2])


def test_a_seal_that_another_process_was_first_with_is_no_error(
    morning: Clinic, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two processes look at once and both find the day unsealed; the second one's position is taken."""
    monkeypatch.setattr("opd_web.clock.now", lambda: morning.moment("08:00", days=1))
    jobs.seal(morning.app)
    monkeypatch.setattr(seals, "read", lambda _session: ())
    jobs.seal(morning.app)
    monkeypatch.undo()
    assert (caplog.messages, audit.verify().problem) == ([], None)
