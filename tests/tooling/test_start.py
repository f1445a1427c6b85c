"""A start that cannot succeed says why in one sentence, and what to do, and writes nothing."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import ROOT, without_ours


def start(tmp_path: Path, **settings: str) -> tuple[int, str]:
    """Give the exit code of a start with these settings and what it said."""
    environment = without_ours() | {"OPD_INSTANCE": str(tmp_path / "instance"), **settings}
    done = subprocess.run(
        [sys.executable, "-m", "tools.serve"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.strip()


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield str(listener.getsockname()[1])


def test_port_in_use(tmp_path: Path, taken_port: str) -> None:
    code, said = start(tmp_path, PORT=taken_port)
    assert code == 1
    assert said.startswith(f"Port {taken_port} on 127.0.0.1 cannot be used (Address already in use). Stop the program")
    assert said.count("\n") == 0


def test_database_file_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance/opd.sqlite3").write_text("no database " * 100, encoding="utf-8")
    code, said = start(tmp_path)
    assert code == 1
    assert "opd.sqlite3 cannot be used (file is not a database)." in said
    assert said.count("\n") == 0


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "cannot be used (unable to open database file)"),
        ({"DATABASE_URL": "postgresql://opd:secret@127.0.0.1:9/opd"}, "opd:***@127.0.0.1:9/opd does not answer"),
        ({"DATABASE_URL": "mango://x"}, "DATABASE_URL is no address of a database that is supported"),
        ({"PORT": "many"}, "PORT: 'many' is not a whole number"),
        ({"OPD_DEMO": "maybe"}, "OPD_DEMO: 'maybe' is neither 0 nor 1"),
        ({"HOST": "no.such.host.invalid"}, "HOST: 'no.such.host.invalid' is no address of this machine"),
        ({"OPD_TIMEZONE": "Mars/Olympus"}, "OPD_TIMEZONE: 'Mars/Olympus' is no time zone"),
        ({"OPD_INSTANCE": "/proc/opd"}, "OPD_INSTANCE: the folder /proc/opd cannot be made"),
    ],
)
def test_setting_that_cannot_be_used(tmp_path: Path, settings: dict[str, str], expected: str) -> None:
    code, said = start(tmp_path, **settings)
    assert (code, said.count("\n")) == (1, 0)
    assert expected in said
