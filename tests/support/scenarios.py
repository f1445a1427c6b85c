"""Scenarios that a test makes itself, as the product reads them from a file."""

import json
from typing import Any

from opd_web.simulation.scenarios.file import parse
from opd_web.simulation.scenarios.model import Scenario


def parsed(scenario: dict[str, Any]) -> Scenario:
    """Read one scenario as if it stood in a file."""
    return parse(json.dumps({"scenarios": [scenario]}), "the test")[0]
