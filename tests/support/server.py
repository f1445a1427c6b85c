"""The real product as its users start it: gunicorn with gunicorn.conf.py, as a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.support.processes import NotStarted, end, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
OURS = ("OPD_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HOST", "PORT")


class LiveServer:
    """One gunicorn on a free loopback port, with the settings that a test gives."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="opd-server-"))
        self.port = 0
        self._settings = {"OPD_INSTANCE": str(self.folder / "instance"), "OPD_THREADS": "60", **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server was never started"
        return self._process.pid

    @property
    def log(self) -> str:
        return (self.folder / "gunicorn.log").read_text(encoding="utf-8", errors="replace")

    def command(self, *words: str) -> str:
        """Run one of the product's own commands with this server's settings, and give what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT, env=without_ours() | self._settings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Start on the port of the last start, at first on one that is free."""
        for attempt in range(3):
            port = self.port or free_port()
            try:
                self._start(port)
            except NotStarted as error:
                if attempt == 2 or "in use" not in str(error):
                    raise
            else:
                self.port = port
                return

    def _start(self, port: int) -> None:
        log = self.folder / "gunicorn.log"
        environment = without_ours() | self._settings | {"HOST": "127.0.0.1", "PORT": str(port)}
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn"],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), self._process, log, seconds=60)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it as a service manager would, and give its exit code."""
        assert self._process is not None, "the server was never started"
        return end(self._process, how)

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)


def without_ours() -> dict[str, str]:
    """Give this process's environment without the settings of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  a loopback address made above
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
