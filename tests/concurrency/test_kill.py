"""A killed process leaves nothing half done, and loses nothing that was shown as done."""

import os
import signal
import subprocess
import sys
from itertools import islice

from opd_web.store.database import db
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations

SHOWN = 20


def booker(clinic: Clinic, mode: str, slot: int) -> subprocess.Popen[str]:
    url = db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.support.booker", mode, url, str(slot)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def all_that_it_showed(clinic: Clinic, mode: str, slot: int) -> list[str]:
    with booker(clinic, mode, slot) as process:
        return process.stdout.read().splitlines()


def stored(clinic: Clinic) -> set[str]:
    return {f"{row.id} K-{row.number:03d}" for row in clinic.rows(TokenRow)}


def test_a_booking_killed_at_any_statement_leaves_nothing(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=1)
    clinic.book(slot)
    before = clinic.everything()
    *at_statements, at_commit = all_that_it_showed(clinic, "everywhere", slot)
    assert (set(at_statements), at_commit, clinic.everything()) == ({"SIGKILL"}, "SIGTERM", before)
    assert len(at_statements) > 10
    assert clinic.book(slot).number == "K-002"


def test_a_booking_killed_before_its_answer_is_found_by_sending_it_again(clinic: Clinic) -> None:
    slot = clinic.slot()
    assert all_that_it_showed(clinic, "answerless", slot) == []
    again = clinic.send(clinic.ask(slot, name="Asha Devi", phone="+919812345678"), key="form-1")
    assert (again.repeated, again.token.number, len(clinic.rows(TokenRow))) == (True, "K-001", 1)


def kill_in_the_middle(clinic: Clinic, slot: int) -> list[str]:
    """Kill two processes while they book, and give all that they had shown."""
    processes = [booker(clinic, "stream", slot) for _ in range(2)]
    shown = [line for process in processes for line in islice(process.stdout, SHOWN)]
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    for process in processes:
        with process:
            shown += process.stdout.read().splitlines(keepends=True)
    return [line.strip() for line in shown if line.endswith("\n")]


def test_processes_killed_in_the_middle_lose_nothing_that_they_showed(clinic: Clinic) -> None:
    slot = clinic.slot(capacity=30)
    shown = kill_in_the_middle(clinic, slot)
    assert set(shown) - stored(clinic) == set()
    assert len(shown) >= 2 * SHOWN
    assert violations(clinic.app, clinic.now) == []
    assert clinic.book(slot).status == "WAITING"


def test_what_is_shown_before_its_commit_is_missed(clinic: Clinic) -> None:
    slot = clinic.slot()
    shown = all_that_it_showed(clinic, "early", slot)
    assert set(shown) - stored(clinic) == {"1 K-001"}
