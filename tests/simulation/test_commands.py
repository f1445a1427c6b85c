"""`flask --app wsgi simulate`: what it prints, and what it says to bad input."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from opd_web.cli.simulate import group
from opd_web.simulation import day
from tests.support.clinic import Clinic

SMALL = "--plan departments=1 --plan doctors=1 --plan windows=1 --plan capacity=3 --plan tick_seconds=600"


def simulate(arguments: str, runner: CliRunner | None = None) -> Result:
    """Give the command; one that reads the hospital's database needs the runner of its application."""
    return (runner or CliRunner()).invoke(group, arguments.split())


def test_a_day_ends_with_its_checks() -> None:
    done = simulate(f"day --seed 7 --policy fair {SMALL}")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].endswith(" checks, 0 violations")
    assert "everybody" in done.stdout


def test_a_day_ends_with_the_reports_of_a_real_one() -> None:
    said = simulate(f"day --seed 7 --policy fair {SMALL}").stdout
    titles = ["waits by class, min", "waits by hour, min", "waits by doctor, min", "the rest of a visit, min",
              "utilisation", "how sessions ended, min", "no-shows", "promises", "arrivals by hour"]  # fmt: skip
    assert [title for title in titles if f"\n\n{title}  " not in said] == []
    assert re.search(r"\nutilisation +capacity +seen +share\nDoctor 1 +3 +\d+\n", said)


def test_the_event_log_is_written_as_it_was_hashed(tmp_path: Path) -> None:
    done = simulate(f"day {SMALL} --json --events {tmp_path / 'log'}")
    log = (tmp_path / "log").read_bytes()
    report = json.loads(done.stdout)
    assert (report["log_sha256"], report["events"]) == (hashlib.sha256(log).hexdigest(), log.count(b"\n"))


def test_a_day_on_which_something_broke_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day.audit, "replay", lambda: ("slot 1 differs",))
    done = simulate(f"day {SMALL}")
    assert (done.exit_code, "slot 1 differs" in done.stdout) == (1, True)


def test_the_lab_shows_policies_side_by_side() -> None:
    done = simulate(f"lab --policies fair,strict {SMALL}")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[2].split()[-2:] == ["fair", "strict"]
    assert "strict: WALK_IN counts as FOLLOW_UP" in done.stdout


def test_the_lab_writes_shares_as_the_reports_do_and_explains_what_its_table_shows() -> None:
    said = simulate("lab --policies fair --plan departments=1 --plan doctors=1").stdout
    _, shown, legend, _ = said.split("\n\n")
    assert re.search(r"^utilisation +\d+\.\d %$", shown, re.MULTILINE)
    explained = [line.split(":")[0] for line in legend.splitlines()]
    assert [
        title for title in explained[:-1] if f"\n{title} " not in f"\n{shown}".replace("\nwait, min:", "\nwait ")
    ] == []
    assert {"wait", "no-shows", "overrun, min in all", "utilisation"} <= set(explained)


def test_the_lab_plays_a_past_day_of_the_hospital(app: Flask, clinic: Clinic) -> None:
    clinic.department(preset="fair")
    clinic.see(clinic.book(clinic.slot("08:00")))
    done = simulate("lab --policies strict --past-day 2025-03-03 --department K", app.test_cli_runner())
    assert (done.exit_code, done.stdout.splitlines()[2].split()[-5:]) == (0, ["as", "it", "was", "(fair)", "strict"])


def test_a_day_without_requests_says_so(app: Flask, clinic: Clinic) -> None:
    done = simulate("lab --past-day 2024-01-01 --department K", app.test_cli_runner())
    assert (done.exit_code, done.stderr) == (2, "Nobody asked for a token in department K on 2024-01-01.\n")


def test_the_oracle_answers_one_question() -> None:
    done = simulate("oracle --schedule 0,30,60 --service constant --mean 20 --session 100 --runs 10")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[3].split() == ["idle", "40.000", "40.000", "+0.00%"]


def test_an_oracle_that_is_far_off_fails() -> None:
    done = simulate("oracle --rates .01,.05,.10 --runs 1")
    assert (done.exit_code, "results more than 1 % off" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("lab --policies elastic,foo", "known are elastic, balanced, preemptive, chronological, strict, fair"),
        ("lab --set foo=1", "foo: is unknown; known are classes,"),
        ("lab --set max_overtakes=many", "max_overtakes: 'many' is not a whole number"),
        ("lab --set foo", "is no option=value"),
        ("lab --department K", "go together"),
        ("lab --plan doctors=0", "doctors: 0 is not a number"),
        ("day --policy foo", "preset: 'foo' is unknown"),
        ("day --plan foo=1", "foo: is unknown; known are booked,"),
        ("oracle --schedule foo", "known are individual"),
        ("oracle --rates .1 --no-show .2", "takes no no_show"),
    ],
)
def test_bad_input_is_refused_in_words(arguments: str, problem: str) -> None:
    done = simulate(arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr
