"""A simulated day in a process of its own: the web stays quick, and the hospital's database is out of reach."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from opd_web import processes
from opd_web.config import ROOT
from opd_web.simulation.day import DayReport
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.plain import report_from, to_plain

SECONDS = 300


class Failed(Exception):
    """The process did not finish; the message says why."""


def simulate_day_apart(plan: DayPlan, seconds: int = SECONDS) -> DayReport:
    """Play the day in a process of its own, at low priority, for so many seconds at most. Raise Failed."""
    return report_from(ask(to_plain(plan), seconds))


def ask(what: Mapping[str, Any], seconds: int) -> Any:
    """Let a process of its own answer, at low priority, for so many seconds at most. Raise Failed."""
    with subprocess.Popen(
        [sys.executable, "-m", "opd_web.simulation"],
        cwd=ROOT,
        env=processes.bare_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said, problem = process.communicate(json.dumps(what), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            processes.end(process)
            raise Failed(f"The day was not over after {seconds} seconds. Plan a smaller one.") from error
    if process.returncode:
        raise Failed(f"The simulation ended early: {(problem.strip().splitlines() or ['no reason given'])[-1]}")
    return json.loads(said)
