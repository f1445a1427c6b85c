"""A whole day through the real services: the same log for the same seed, and every invariant after each step."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from opd_web import processes
from opd_web.services import ticking
from opd_web.simulation import apart, day
from opd_web.simulation.day import DayReport, simulate_day
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.plain import plan_from, report_from, to_plain
from opd_web.store.database import db

ROOT = Path(__file__).parents[2]
SMALL = DayPlan(departments=1, doctors=2, windows=2, window_minutes=30, capacity=3, tick_seconds=300)
EVENTFUL = replace(
    SMALL, steps_out=0.2, leaves=0.1, slips=0.2, cancels=0.2, called_away=0.5, stays_on=0.5, emergencies=3, walk_ins=0.7
)


@pytest.fixture(scope="module")
def report() -> tuple[DayReport, Sequence[str]]:
    """A small day, with its event log."""
    lines: list[str] = []
    return simulate_day(SMALL, log=lines.extend), lines


def test_the_same_seed_gives_the_same_log_to_the_byte(report: tuple[DayReport, Sequence[str]]) -> None:
    again: list[str] = []
    assert simulate_day(SMALL, log=again.extend) == report[0]
    assert again == report[1]


def test_another_process_comes_to_the_same(
    report: tuple[DayReport, Sequence[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of another hash seed, so that no order of a set can decide; and without an instance folder."""
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    monkeypatch.setenv("OPD_INSTANCE", str(tmp_path / "missing"))
    monkeypatch.setattr(processes, "TOLD", (*processes.TOLD, "PYTHONHASHSEED", "OPD_INSTANCE"))
    assert apart.simulate_day_apart(SMALL) == report[0]
    assert not (tmp_path / "missing").exists()


def test_another_seed_gives_another_log(report: tuple[DayReport, Sequence[str]]) -> None:
    assert simulate_day(replace(SMALL, seed=8)).log_sha256 != report[0].log_sha256


def test_the_log_holds_no_names(report: tuple[DayReport, Sequence[str]]) -> None:
    assert not [line for line in report[1] if "Patient" in line or "+91" in line]


def test_the_hash_is_that_of_the_log(report: tuple[DayReport, Sequence[str]]) -> None:
    assert day.sha256(report[1]) == report[0].log_sha256
    assert json.loads(report[1][0])["kind"] == "slot_added"


@pytest.mark.parametrize(("seed", "preset"), [(1, "fair"), (3, "strict"), (4, "chronological")])
def test_everything_holds_after_each_step_of_an_eventful_day(seed: int, preset: str) -> None:
    found = simulate_day(replace(EVENTFUL, seed=seed, preset=preset))
    assert found.violations == ()
    assert found.checks > 50


def test_what_does_not_hold_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the tests above: what is written past the services is found at the next step."""
    monkeypatch.setattr(ticking, "end_graces", corrupting)
    found = simulate_day(replace(SMALL, windows=1))
    assert "stands otherwise than its events say" in found.violations[0]
    assert "taken says" in " ".join(found.violations)


def corrupting(**_: object) -> int:
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE slot SET taken = taken + 1, overflow = overflow + 1, emergencies = emergencies + 1"
        )
    return 0


def test_a_report_is_the_same_after_a_trip_through_json(report: tuple[DayReport, Sequence[str]]) -> None:
    assert report_from(json.loads(json.dumps(to_plain(report[0])))) == report[0]


def test_a_plan_is_the_same_after_a_trip_through_json() -> None:
    assert plan_from(json.loads(json.dumps(to_plain(EVENTFUL)))) == EVENTFUL


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("docters", 2, "is unknown; known are booked, called_away"),
        ("day", "tomorrow", "is no date such as 2025-03-03"),
        ("overrides", 3, "is no mapping of policy options"),
        ("preset", 3, "is no text"),
    ],
)
def test_a_plan_from_outside_is_checked(field: str, value: object, problem: str) -> None:
    with pytest.raises(InvalidPlan, match=problem):
        plan_from({field: value})


def test_a_day_that_takes_too_long_is_ended() -> None:
    with pytest.raises(apart.Failed, match="not over after 0 seconds"):
        apart.simulate_day_apart(SMALL, seconds=0)


def test_a_simulation_that_is_asked_to_end_clears_its_database_away() -> None:
    command = [sys.executable, "-m", "opd_web.simulation"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin
        process.stdin.write(json.dumps(to_plain(DayPlan())))
        process.stdin.close()
        folder = database_folder(process.pid)
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    assert not folder.exists()


def database_folder(pid: int) -> Path:
    """Wait until the process has its throw-away database open, and give the folder."""
    for _ in range(600):
        opened = [link.readlink() for link in Path(f"/proc/{pid}/fd").iterdir() if link.exists()]
        found = [path.parent for path in opened if "opd-scratch-" in str(path)]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no database was opened")


def test_a_process_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "to_plain", lambda _: {"seed": -1})
    with pytest.raises(apart.Failed, match="seed: -1 is not a number"):
        apart.simulate_day_apart(SMALL)
