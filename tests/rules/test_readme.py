"""The README says everything that can be set, and every command there is."""

import dataclasses
from pathlib import Path

import click
import pytest
from flask import Flask

from opd_web.config import ROOT, Settings, from_environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_OURS = {"run", "shell", "routes", "db", "openapi"}
"""What Flask, Flask-Migrate and flask-smorest bring."""


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **known: str) -> None:
        super().__init__(known)
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)


def test_every_setting_stands_in_the_readme(tmp_path: Path) -> None:
    environment = Asked(OPD_INSTANCE=str(tmp_path))
    from_environment(environment)
    assert len(environment.names) == len(dataclasses.fields(Settings))
    assert {name for name in environment.names if f"| `{name}` |" not in README} == set()


def test_every_command_stands_in_the_readme(app: Flask) -> None:
    commands = {
        f"{name} {inner}"
        for name, group in app.cli.commands.items()
        if name not in NOT_OURS
        for inner in (group.commands if isinstance(group, click.Group) else [""])
    }
    assert {command for command in commands if f" {command}".rstrip() not in README} == set()


@pytest.mark.parametrize("picture", ["desk.png", "board.png"])
def test_the_pictures_of_the_readme_are_there(picture: str) -> None:
    assert f"docs/screenshots/{picture}" in README
    assert (ROOT / "docs/screenshots" / picture).stat().st_size > 10_000
