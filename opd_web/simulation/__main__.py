"""`python -m opd_web.simulation`: a plan, or a demand with policies, as JSON in, the report or reports as JSON out."""

import json
import os
import sys

from opd_web.simulation.again import answer
from opd_web.simulation.day import simulate_day
from opd_web.simulation.plain import plan_from, to_plain
from opd_web.simulation.stopping import stopped_between_steps

NICE = 10
"""The desk comes first."""


def main() -> None:
    """Play what was asked for; asked to end, clear the throw-away database away first."""
    os.nice(NICE)
    with stopped_between_steps():
        asked = json.load(sys.stdin)
        json.dump(answer(asked) if "demand" in asked else to_plain(simulate_day(plan_from(asked))), sys.stdout)


if __name__ == "__main__":
    main()
