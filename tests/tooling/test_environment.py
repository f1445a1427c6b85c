"""What prepares .venv says in one sentence what is missing, and finishes what was interrupted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def copy_to(folder: Path) -> Path:
    """Copy the project without its packages, so that its .venv is made quickly."""
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n", encoding="utf-8")
    return folder


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


@pytest.fixture(scope="module")
def made_by_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A project whose .venv two commands made at the same time, and what they said."""
    clone = copy_to(tmp_path_factory.mktemp("clone"))
    command = [clone / "tools/environment", "dev"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    return clone, said


def prepare(clone: Path, purpose: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "tools/environment", purpose],
        env=os.environ | {"PYTHON": sys.executable} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def fake_python(clone: Path, body: str) -> str:
    """Give a program that stands for a Python."""
    program = clone / "python"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_two_at_once_take_turns(made_by_two: tuple[Path, list[str]]) -> None:
    assert sum("Making .venv" in said for said in made_by_two[1]) == 1


def test_a_later_run_does_nothing(made_by_two: tuple[Path, list[str]]) -> None:
    again = prepare(made_by_two[0])
    assert (again.returncode, again.stderr) == (0, "")


def test_an_interrupted_one_is_made_anew(clone: Path) -> None:
    (clone / ".venv/lib/half-installed").mkdir(parents=True)
    assert prepare(clone).returncode == 0
    assert (clone / ".venv/bin/python").exists()
    assert not (clone / ".venv/lib/half-installed").exists()


def test_python_is_too_old(clone: Path) -> None:
    refused = prepare(clone, PYTHON=fake_python(clone, "exit 1"))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"PYTHON: {clone}/python is no Python 3.11 or newer.")


def test_python_has_no_venv(clone: Path) -> None:
    without = clone / "without.py"
    without.write_text(
        "import runpy, sys\nsys.modules['ensurepip'] = None\nsys.argv = sys.argv[2:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n",
        encoding="utf-8",
    )
    refused = prepare(clone, PYTHON=fake_python(clone, f'[ "$1" != -B ] || exec {sys.executable} {without} "$@"'))
    assert refused.returncode == 1
    assert "has no venv module. Install it (Debian, Ubuntu: apt-get install python3." in refused.stderr


def test_no_network(clone: Path) -> None:
    (clone / "requirements.txt").write_text(
        "--index-url http://127.0.0.1:9/\nnothing-of-this-name==1\n", encoding="utf-8"
    )
    refused = prepare(clone, PIP_CONFIG_FILE=os.devnull)
    assert refused.returncode == 1
    assert "The packages cannot be fetched: the package index does not answer. Connect this machine" in refused.stderr
