"""What comes from others is listed with its licence, and is exactly what was published."""

import hashlib
import re
import tomllib

import pytest

from opd_web.config import ROOT

FOLDER = ROOT / "static" / "vendor"
LISTED = tomllib.loads((FOLDER / "VENDORED.toml").read_text(encoding="utf-8"))["file"]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: str(entry["path"]))
def test_it_is_what_was_published(entry: dict[str, str]) -> None:
    assert hashlib.sha256((FOLDER / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: str(entry["path"]))
def test_it_says_where_it_comes_from(entry: dict[str, str]) -> None:
    assert all(entry[name] for name in ("package", "version", "licence"))


def test_nothing_is_there_that_is_not_listed() -> None:
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert there - {"VENDORED.toml"} == {entry["path"] for entry in LISTED}


def test_every_package_brings_its_licence() -> None:
    licensed = {entry["package"] for entry in LISTED if "LICENSE" in entry["path"]}
    assert {entry["package"] for entry in LISTED} == licensed


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
