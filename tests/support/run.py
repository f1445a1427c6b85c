"""What the processes of one test run share: a folder, locks, servers, and what each part ran against."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

PLACE = "OPD_TEST_RUN"
MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3


def begin() -> None:
    """Make the folder of this run; the workers that are started later find it in their environment."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="opd-test-", dir=in_memory())
    ran_against("SQLite", sqlite3.sqlite_version)


def end() -> None:
    shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


def in_memory() -> Path | None:
    """Give a folder that lies in memory where the machine has room there: databases are copied 10 times faster."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if roomy else None


def folder() -> Path:
    return Path(os.environ[PLACE])


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process of this run at a time do what has this name."""
    with FileLock(folder() / f"{name}.lock"):
        yield


def once(name: str, make: Callable[[], str]) -> str:
    """Give what the first process of this run that asked has made."""
    kept = folder() / f"{name}.once"
    with locked(name):
        if not kept.exists():
            kept.write_text(make(), encoding="utf-8")
        return kept.read_text(encoding="utf-8")


def ran_against(part: str, version: str) -> None:
    """Note for the end of the run that a test used this part."""
    notes = folder() / "ran-against"
    notes.mkdir(exist_ok=True)
    (notes / part).write_text(version, encoding="utf-8")


def all_ran_against() -> dict[str, str]:
    return {note.name: note.read_text(encoding="utf-8") for note in (folder() / "ran-against").iterdir()}


class Missing(Exception):
    """A part that tests need is not on this machine; the message says which and how it gets there."""
