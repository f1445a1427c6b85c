"""Random mixes of all options come out as in the reference model, which was written from the rules' text alone.

`python -m tests.reference.draw SEED` prints the scenario of a seed, as a file that `scenarios run` takes.
`make scenarios-long` compares thousands.
"""

import os

import pytest

from opd_web.simulation.scenarios.run import run
from tests.reference import draw
from tests.support.scenarios import parsed

COUNT = int(os.environ.get("OPD_RANDOM_SCENARIOS", "40"))
FIRST = int(os.environ.get("OPD_RANDOM_FIRST", "0"))
# One in four on PostgreSQL: there the rules are the same, and the way to the database longer.
CASES = [("sqlite", FIRST + number) for number in range(COUNT)]
CASES += [("postgres", FIRST + COUNT + number) for number in range(COUNT // 4)]


@pytest.mark.parametrize(("database", "seed"), CASES, indirect=["database"])
def test_random_scenario(database: str, seed: int) -> None:
    assert run(parsed(draw.scenario(seed))) == []
