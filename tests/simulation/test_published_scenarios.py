"""The published scenarios, which define the rules, hold through the services on both databases."""

from pathlib import Path

import pytest

from opd_web.simulation.scenarios.file import read
from opd_web.simulation.scenarios.model import Scenario
from opd_web.simulation.scenarios.run import run

FOLDER = Path(__file__).parents[1] / "scenarios"
SCENARIOS = [
    scenario for path in sorted(FOLDER.glob("*.json")) if path.name != "presets.json" for scenario in read(path)
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_scenario(database: str, scenario: Scenario) -> None:
    assert run(scenario) == []
