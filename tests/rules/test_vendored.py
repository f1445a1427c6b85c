"""What comes from others is listed with its licence, and is exactly what was published."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from opd_web.config import ROOT

FOLDER = ROOT / "static" / "vendor"
FOLDERS = {"browsers": FOLDER, "tests": ROOT / "tests" / "support" / "vendor"}


def listed(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((folder / "VENDORED.toml").read_text(encoding="utf-8"))["file"]
    return found


LISTED = listed(FOLDER)
EVERY = [pytest.param(folder, entry, id=entry["path"]) for folder in FOLDERS.values() for entry in listed(folder)]


@pytest.mark.parametrize(("folder", "entry"), EVERY)
def test_it_is_what_was_published(folder: Path, entry: dict[str, str]) -> None:
    assert hashlib.sha256((folder / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize(("_folder", "entry"), EVERY)
def test_it_says_where_it_comes_from(_folder: Path, entry: dict[str, str]) -> None:
    assert all(entry[name] for name in ("package", "version", "licence"))


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_nothing_is_there_that_is_not_listed(folder: Path) -> None:
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there - {"VENDORED.toml"} == {entry["path"] for entry in listed(folder)}


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_every_package_brings_its_licence(folder: Path) -> None:
    licensed = {entry["package"] for entry in listed(folder) if "LICENSE" in entry["path"]}
    assert {entry["package"] for entry in listed(folder)} == licensed


def test_no_file_points_to_a_source_map() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.*s") if path.suffix in {".js", ".css"}]
    assert not [text[-80:] for text in texts if "sourceMappingURL" in text]


def test_every_font_that_is_named_is_there() -> None:
    sheet = (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8")
    named = set(re.findall(r"vendor/(fonts/[^\"]+)", sheet))
    assert named == {entry["path"] for entry in LISTED if entry["path"].endswith(".woff2")}


def test_every_icon_that_is_named_is_there() -> None:
    sprite = (FOLDER / "tabler-icons" / "icons.svg").read_text(encoding="utf-8")
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    assert set(re.findall(r"icon\(\"([a-z-]+)\"\)", templates)) == set(re.findall(r"symbol id=\"([a-z-]+)\"", sprite))
