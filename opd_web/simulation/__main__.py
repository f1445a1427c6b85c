"""`python -m opd_web.simulation`: a plan as JSON on standard input, its report as JSON on standard output."""

import json
import os
import sys

from opd_web.simulation.day import simulate_day
from opd_web.simulation.plain import plan_from, to_plain
from opd_web.simulation.stopping import stopped_between_steps

NICE = 10
"""The desk comes first."""


def main() -> None:
    """Play one day; asked to end, clear the throw-away database away first."""
    os.nice(NICE)
    with stopped_between_steps():
        json.dump(to_plain(simulate_day(plan_from(json.load(sys.stdin)))), sys.stdout)


if __name__ == "__main__":
    main()
