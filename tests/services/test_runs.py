"""Runs: one at a time for each user, heard of, stopped, lost; verifying in parts finds what verifying at once finds."""

import pytest

from opd_web.engine.roles import Actor, Role
from opd_web.services import audit, runs
from opd_web.services.runs import Kind
from opd_web.store.runs import SILENT
from tests.support.clinic import Clinic

OTHER = Actor("user:9", Role.ADMINISTRATOR)


def test_a_user_has_one_run_at_a_time(clinic: Clinic) -> None:
    first = runs.begin(Kind.LAB, {"seed": 7}, **clinic.who)
    again = runs.begin(Kind.LAB, {"seed": 8}, **clinic.who)
    assert (first.new, again.new, again.run.asked) == (True, False, {"seed": 7})
    assert runs.begin(Kind.LAB, {}, actor=OTHER, now=clinic.now).new


def test_a_verification_runs_once_for_everybody(clinic: Clinic) -> None:
    runs.begin(Kind.VERIFY, {}, **clinic.who)
    assert not runs.begin(Kind.VERIFY, {}, actor=OTHER, now=clinic.now).new


def test_it_goes_on_as_long_as_it_is_heard_of(clinic: Clinic) -> None:
    run = runs.begin(Kind.LAB, {}, **clinic.who).run
    clinic.now += SILENT - SILENT / 4
    assert runs.heard(run.id, 1, 3, **clinic.who) is False
    clinic.now += SILENT - SILENT / 4
    found = runs.get(run.id, Kind.LAB, **clinic.who)
    assert (found.state, found.done, found.total) == ("running", 1, 3)
    clinic.now += SILENT
    assert runs.get(run.id, Kind.LAB, **clinic.who).state == "lost"
    assert runs.begin(Kind.LAB, {}, **clinic.who).new


def test_it_is_asked_to_stop_by_its_user_only(clinic: Clinic) -> None:
    run = runs.begin(Kind.LAB, {}, **clinic.who).run
    with clinic.refuses("not_found"):
        runs.ask_to_stop(run.id, actor=OTHER, now=clinic.now)
    runs.ask_to_stop(run.id, **clinic.who)
    assert runs.heard(run.id, 1, 3, **clinic.who) is True
    runs.finish(run.id, problem="It was stopped.", **clinic.who)
    assert runs.get(run.id, Kind.LAB, **clinic.who).state == "stopped"


def test_nobody_reads_the_run_of_another(clinic: Clinic) -> None:
    run = runs.begin(Kind.LAB, {}, **clinic.who).run
    with clinic.refuses("not_found"):
        runs.get(run.id, Kind.LAB, actor=OTHER, now=clinic.now)
    assert runs.latest(Kind.LAB, actor=OTHER, now=clinic.now) == ()


def test_the_last_result_stays_while_another_runs(clinic: Clinic) -> None:
    first = runs.begin(Kind.VERIFY, {}, **clinic.who).run
    runs.finish(first.id, {"events": 3}, **clinic.who)
    runs.begin(Kind.VERIFY, {}, **clinic.who)
    found = runs.last_done(Kind.VERIFY, now=clinic.now)
    assert found is not None
    assert (found.id, found.result) == (first.id, {"events": 3})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET rule = 'favour' WHERE position = 5",
        "DELETE FROM event WHERE position = 3",
        "UPDATE department_day SET head = '0'",
        "DELETE FROM event",
    ],
)
def test_verifying_in_parts_finds_what_verifying_at_once_finds(clinic: Clinic, statement: str) -> None:
    clinic.see(clinic.book(clinic.slot()))
    clinic.department("M")
    assert audit.verify_in_parts(lambda *_: None) == audit.verify()
    clinic.execute(statement)
    assert audit.verify_in_parts(lambda *_: None).problem == audit.verify().problem is not None


def test_verifying_in_parts_tells_how_far_it_is(clinic: Clinic) -> None:
    clinic.see(clinic.book(clinic.slot()))
    clinic.book(clinic.slot(days=1))
    told: list[tuple[int, int]] = []
    result = audit.verify_in_parts(lambda done, total: told.append((done, total)))
    assert told[-1] == (result.events, result.events)
    assert result.last_event == result.events
