"""A simulated day in a process of its own: the web stays quick, and the hospital's database is out of reach."""

import json
import os
import subprocess
import sys

from opd_web.config import ROOT
from opd_web.simulation.day import DayReport
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.plain import report_from, to_plain

SECONDS = 300
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")
"""What the process is told of its surroundings: no address of a database, and no secret."""


class Failed(Exception):
    """The process did not finish; the message says why."""


def simulate_day_apart(plan: DayPlan, seconds: int = SECONDS) -> DayReport:
    """Play the day in a process of its own, at low priority, for so many seconds at most. Raise Failed."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "opd_web.simulation"],
            cwd=ROOT,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            input=json.dumps(to_plain(plan)),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"The day was not over after {seconds} seconds. Plan a smaller one.") from error
    if done.returncode:
        raise Failed(f"The simulation ended early: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return report_from(json.loads(done.stdout))
