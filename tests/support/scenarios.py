"""Scenarios that a test makes itself, as the product reads them from a file."""

import json
from typing import Any

from opd_web.simulation import scenario_file
from opd_web.simulation.scenario import Scenario


def parsed(scenario: dict[str, Any]) -> Scenario:
    """Read one scenario as if it stood in a file."""
    return scenario_file.parse(json.dumps({"scenarios": [scenario]}), "the test")[0]
