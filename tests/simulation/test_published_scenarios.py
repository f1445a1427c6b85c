"""The published scenarios, which define the rules, hold through the services on both databases."""

from pathlib import Path

import pytest

from opd_web.simulation import scenario_file
from opd_web.simulation.scenario import Scenario
from opd_web.simulation.scenario_run import run

FOLDER = Path(__file__).parents[1] / "scenarios"
SCENARIOS = [
    scenario
    for path in sorted(FOLDER.glob("*.json"))
    if path.name != "presets.json"
    for scenario in scenario_file.read(path)
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_scenario(database: str, scenario: Scenario) -> None:
    assert run(scenario) == []
