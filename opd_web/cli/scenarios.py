"""Scenarios: run the published meaning of the rules against this product."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from opd_web.simulation.scenarios.file import Malformed, read
from opd_web.simulation.scenarios.model import Scenario
from opd_web.simulation.scenarios.run import run as play
from opd_web.simulation.stopping import stop_if_asked, stopped_between_steps
from opd_web.store.errors import Unavailable
from opd_web.store.scratch import scratch

NOT_SCENARIOS = "presets.json"
"""The file that lies among those of scenarios and is none."""

group = AppGroup("scenarios", help="Play scenarios of allocation through the product.")


@group.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--database-url", metavar="URL", help="Run beside this database; by default on SQLite in memory.")
def run(files: tuple[Path, ...], database_url: str | None) -> None:
    """Play every scenario of these files in a throw-away database, one line each.

    Ends with 1 if any scenario failed, with 2 where a file cannot be read.
    """
    try:
        found = [scenario for file in files if file.name != NOT_SCENARIOS for scenario in read(file)]
        with stopped_between_steps(), scratch(database_url):
            failed = sum(not _holds(scenario) for scenario in found)
    except (Malformed, Unavailable) as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    print(f"{len(found) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _holds(scenario: Scenario) -> bool:
    stop_if_asked()
    differences = play(scenario)
    print(f"FAIL {scenario.id}: {differences[0]}" if differences else f"ok {scenario.id}", flush=True)
    return not differences
