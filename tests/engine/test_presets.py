"""The shipped presets are the published ones."""

import json
from pathlib import Path

import pytest

from opd_web.engine.policy import build_policy
from opd_web.engine.presets import DEFAULT_PRESET, PRESETS

FILE = Path(__file__).parents[1] / "scenarios" / "presets.json"
PUBLISHED = {name: options for name, options in json.loads(FILE.read_text("utf-8")).items() if name != "_doc"}


def test_the_names() -> None:
    assert set(PRESETS) == set(PUBLISHED)
    assert DEFAULT_PRESET == "fair"


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_option(name: str) -> None:
    shipped = {option: list(value) if option == "classes" else value for option, value in PRESETS[name].items()}
    assert shipped == PUBLISHED[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_it_can_be_used(name: str) -> None:
    assert build_policy(PUBLISHED[name]) == build_policy(PRESETS[name])
