"""Every package is pinned, those that others bring along too."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["requirements.txt", "requirements-dev.txt"]
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[0-9][0-9a-z.]*)(; [^#]+)?( +#.*)?")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", FILES)
def test_every_line_names_one_version(name: str) -> None:
    assert [line for line in lines(name) if not PINNED.fullmatch(line)] == []


def test_every_installed_package_is_pinned() -> None:
    pinned = {plain(found["name"]) for name in FILES for line in lines(name) if (found := PINNED.fullmatch(line))}
    installed = {plain(package.name) for package in distributions()}
    assert installed - pinned - {"pip"} == set()
