"""Start servers for tests, wait until they answer, and end them by their own process id."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    """Give a loopback port that nobody has now; whoever starts a server on it tries again where it lost the race."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    """Wait until a server answers; raise with its log where it ended or took too long."""
    limit = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise NotStarted(f"ended with {process.returncode}", log)
        if time.monotonic() > limit:
            end(process)
            raise NotStarted(f"did not answer within {seconds} s", log)
        time.sleep(0.02)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, seconds: float = 15) -> int:
    """End a process that a test started, at last by force, and give its exit code."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def end_by_id(pid: int, seconds: float = 15) -> None:
    """End a process that another process of this run started."""
    for how in (signal.SIGINT, signal.SIGKILL):
        limit = time.monotonic() + seconds
        if _runs(pid):
            os.kill(pid, how)
        while _runs(pid) and time.monotonic() < limit:
            time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Tell whether it still runs; one that has ended stays listed until its parent looks, in a container for ever."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in {"Z", "X"}


class NotStarted(Exception):
    """A server did not start; the message carries its log."""

    def __init__(self, why: str, log: Path) -> None:
        super().__init__(f"{log.stem} {why}:\n{log.read_text(encoding='utf-8', errors='replace')}")
