"""`scenarios run`: one line a scenario, a closing line, and an exit status that a script can rely on."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import NullPool, create_engine, inspect, text

from opd_web.app import create_app
from opd_web.config import Settings
from tests.support.server import ROOT, without_ours

SLOT = {"id": "s1", "doctor": "d1", "start": "09:00", "end": "10:00", "capacity": 1}
BOOK = {"at": "08:00", "do": "book", "token": "A", "class": "PAID", "slot": "s1"}
BOOKED = {"active": {"s1": ["A"]}, "waiting": {}, "status": {}}
HOLDS = {"id": "a-1", "preset": "strict", "slots": [SLOT], "events": [BOOK], "final": BOOKED}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command on files with these contents."""
    instance = tmp_path / "instance"
    app = create_app(Settings(instance, f"sqlite:///{instance}/opd.sqlite3", "s" * 32))

    def start(*contents: Any, options: tuple[str, ...] = ()) -> Result:
        files = [tmp_path / f"{number}.json" for number, _ in enumerate(contents, 1)]
        for file, content in zip(files, contents, strict=True):
            file.write_text(content if isinstance(content, str) else json.dumps({"scenarios": content}), "utf-8")
        return app.test_cli_runner().invoke(args=["scenarios", "run", *map(str, files), *options])

    return start


def test_it_says_what_holds(run: Run) -> None:
    result = run([HOLDS], [HOLDS | {"id": "b-1"}])
    assert (result.stdout, result.exit_code) == ("ok a-1\nok b-1\n2 passed, 0 failed\n", 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"events": [BOOK | {"expect": "waiting"}]}, "08:00 book A (want waiting, got active)"),
        ({"events": [BOOK, {"at": "08:01", "do": "check", "seq": {"A": 2}}]}, "08:01 check: seq A (want 2, got 1)"),
        ({"final": {"active": {}}}, "final: active s1 (want [], got [A])"),
        ({"final": {"active": {"s1": ["A"], "s2": ["B"]}}}, "final: active s2 (want [B], got [])"),
        ({"final": {"waiting": {"s1": ["A", "B"]}}}, "final: waiting s1 (want [A, B], got [])"),
        ({"final": {"status": {"A": "COMPLETED"}}}, "final: status A (want COMPLETED, got nothing)"),
        ({"final": {"delay": {"s1": 5}}}, "final: delay s1 (want 5, got 0)"),
        ({"final": {"times": {"A": "00:00"}}}, "final: times A (want 00:00, got 09:00)"),
        ({"final": {"times": {"B": 0}}}, "final: times B (want 00:00, got nothing)"),
        ({"final": {"scores": {"A": 2.01}}}, "final: scores A (want 2.01, got 2.00)"),
        ({"policy": {"routing": "anywhere"}}, "the start (want possible, got refused: routing: 'anywhere' is unknown"),
        ({"slots": [SLOT | {"end": "09:00"}]}, "the start (want possible, got refused: The end of a slot"),
    ],
)
def test_it_says_what_differs(run: Run, change: dict[str, Any], said: str) -> None:
    result = run([HOLDS | change, HOLDS | {"id": "a-2"}])
    assert result.stdout.startswith(f"FAIL a-1: {said}")
    assert (result.stdout.splitlines()[1:], result.exit_code) == (["ok a-2", "1 passed, 1 failed"], 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "1.json is not JSON: Expecting property name"),
        ("[]", "is not a file of scenarios: in it [] is not an object."),
        ("{}", "is not a file of scenarios: it has no 'scenarios'."),
        ([1], "in scenario 1 1 is not an object."),
        ([HOLDS, {"id": "a-2", "preset": "fair"}], "scenario 2 has no 'slots'."),
        ([HOLDS | {"preset": "lax"}], "'lax' is not one of balanced, chronological"),
        ([HOLDS | {"events": [BOOK | {"at": "8 o'clock"}]}], 'is not a time: "HH:MM", or minutes since midnight.'),
        ([HOLDS | {"events": [{"at": 0, "do": "dance"}]}], "'dance' is not one of add_slot, arrive"),
        ([HOLDS | {"final": {"active": {"s1": "A"}}}], "'A' is not a list."),
        ([HOLDS | {"slots": [SLOT | {"capacity": "1"}]}], "'1' is not a whole number."),
        ([HOLDS | {"slots": [SLOT, SLOT]}], "'s1' is not an id that one slot alone has."),
    ],
)
def test_a_file_that_is_none_runs_nothing(run: Run, content: Any, said: str) -> None:
    result = run([HOLDS], content)
    assert said in result.stderr.replace("2.json", "1.json")
    assert (result.stderr.count("\n"), result.stdout, result.exit_code) == (1, "", 2)


def test_a_file_that_is_not_there(run: Run) -> None:
    result = run(options=("nowhere.json",))
    assert (result.stderr, result.exit_code) == ("nowhere.json cannot be read: No such file or directory.\n", 2)


def test_presets_are_passed_over(run: Run) -> None:
    result = run(options=("somewhere/presets.json",))
    assert (result.stdout, result.exit_code) == ("0 passed, 0 failed\n", 0)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "mango://x", "no address"])
def test_a_database_that_cannot_be_used(run: Run, url: str) -> None:
    result = run([HOLDS], options=("--database-url", url))
    assert result.stderr.startswith("No throw-away database can be made")
    assert (result.stderr.count("\n"), result.exit_code) == (1, 2)


def left_behind(url: str) -> tuple[list[str], int]:
    """Give the schemas of a database, and how many departments it has."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return inspect(connection).get_schema_names(), connection.execute(
            text("SELECT count(*) FROM department")
        ).scalar_one()


def test_it_leaves_the_named_database_alone(run: Run, database_url: str) -> None:
    before = left_behind(database_url)
    assert run([HOLDS], options=("--database-url", database_url)).exit_code == 0
    assert left_behind(database_url) == before


def test_it_needs_and_makes_no_instance(run: Run, tmp_path: Path) -> None:
    assert run([HOLDS]).exit_code == 0
    assert not (tmp_path / "instance").exists()


def test_it_runs_from_the_environment_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"scenarios": [HOLDS]}), "utf-8")
    environment = without_ours() | {"OPD_INSTANCE": str(tmp_path / "none" / "instance")}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scenarios", "run", str(file)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "ok a-1\n1 passed, 0 failed\n"
    assert not (tmp_path / "none").exists()


def test_a_scenario_may_begin_the_day_before_and_end_after_midnight(run: Run) -> None:
    complete = {"at": -30, "do": "complete", "token": "A", "expect": "ok"}
    before = HOLDS | {"events": [BOOK | {"at": -60}, complete], "final": {"status": {"A": "COMPLETED"}}}
    night = {"id": "n", "doctor": "d1", "start": "23:00", "end": "24:30", "capacity": 1}
    after = HOLDS | {"slots": [night], "events": [BOOK | {"at": 1450, "slot": "n"}, complete | {"at": "24:20"}]}
    result = run([before, after | {"final": {"status": {"A": "COMPLETED"}, "delay": {"n": 0}}}])
    assert result.stdout == "ok a-1\nok a-1\n2 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("policy", "where", "active"),
    [
        ({}, {"do": "book", "slot": "s2"}, {"s2": ["A"]}),
        ({"routing": "least_loaded"}, {"do": "book", "slot": "s2"}, {"s1": ["A"]}),
        ({"routing": "earliest"}, {"do": "arrive", "slot": "s2"}, {"s1": ["A"]}),
    ],
)
def test_the_routing_says_what_of_a_request_counts(
    run: Run, policy: dict[str, str], where: dict[str, str], active: dict[str, list[str]]
) -> None:
    slots = [SLOT | {"department": "GEN"}, SLOT | {"id": "s2", "doctor": "d2", "department": "GEN"}]
    event = {"at": "08:00", "token": "A", "class": "PAID", "department": "GEN", "window": "09:00", **where}
    result = run([HOLDS | {"policy": policy, "slots": slots, "events": [event], "final": {"active": active}}])
    assert result.stdout == "ok a-1\n1 passed, 0 failed\n"


def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    file, beside = tmp_path / "a.json", tmp_path / "data" / "opd.sqlite3"
    beside.parent.mkdir()
    file.write_text(json.dumps({"scenarios": [HOLDS] * 2000}), "utf-8")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scenarios", "run", str(file)]
    with subprocess.Popen([*command, "--database-url", f"sqlite:///{beside}"], cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout.readline() == b"ok a-1\n"
        run.terminate()
        run.stdout.read()
    assert (run.returncode, list(beside.parent.iterdir())) == (143, [])
