"""Processes of this product's own: what they are told of their surroundings, and how they are ended."""

import os
import subprocess

SECONDS_TO_CLEAR = 10

TOLD = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")
"""What every process may know: no address of a database, and no secret."""


def bare_environment() -> dict[str, str]:
    """Give the environment of a process that must not reach the hospital's database."""
    return {name: os.environ[name] for name in TOLD if name in os.environ}


def end(process: "subprocess.Popen[str]") -> None:
    """Ask the process to end, so that it clears up behind itself; make it where it does not."""
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_CLEAR)
    except subprocess.TimeoutExpired:
        process.kill()
