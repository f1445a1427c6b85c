"""Every import contract can fail: each forbidden import, written into a copy of the code, is reported."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

BREACHES = [
    ("engine/bad.py", "import opd_web.store", "Imports point one way"),
    ("store/bad.py", "import opd_web.services", "Imports point one way"),
    ("services/bad.py", "import opd_web.web", "Imports point one way"),
    ("web/bad.py", "import opd_web.cli", "Imports point one way"),
    ("stray.py", "", "Imports point one way"),
    ("engine/bad.py", "import sqlalchemy", "The engine is pure"),
    ("engine/bad.py", "from opd_web import clock", "The engine is pure"),
    ("store/bad.py", "from opd_web import clock", "The store knows no HTTP, no sockets and no clock"),
    ("services/bad.py", "from opd_web import clock", "Services know no HTTP, no sockets and no clock"),
    ("services/bad.py", "import flask", "Services know no HTTP, no sockets and no clock"),
    ("services/bad.py", "import opd_web.services.other", "Services do not call services"),
    ("web/bad.py", "import sqlalchemy", "Views do not touch the database"),
    ("web/bad.py", "import opd_web.store", "Views do not touch the database"),
]
ALLOWED = [
    ("services/bad.py", "import opd_web.services._shared"),
    ("web/bad.py", "import opd_web.store.read_models"),
    ("web/bad.py", "from opd_web import clock"),
]


def lint(folder: Path, place: str, line: str) -> str:
    """Give what import-linter says of a copy of the code with this line in that file."""
    shutil.copytree(ROOT / "opd_web", folder / "opd_web", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "opd_web/services/other.py").write_text("", encoding="utf-8")
    (folder / "opd_web/services/_shared.py").write_text("", encoding="utf-8")
    (folder / "opd_web" / place).write_text(f"{line}\n", encoding="utf-8")
    command = [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", ROOT / ".importlinter"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("place", "line", "contract"), BREACHES)
def test_a_breach_is_reported(tmp_path: Path, place: str, line: str, contract: str) -> None:
    assert f"{contract} BROKEN" in lint(tmp_path, place, line)


@pytest.mark.parametrize(("place", "line"), ALLOWED)
def test_what_is_allowed_is_not_reported(tmp_path: Path, place: str, line: str) -> None:
    assert "0 broken" in lint(tmp_path, place, line)
