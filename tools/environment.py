"""Make or reuse .venv with the pinned packages; uses the standard library only, since nothing is installed yet."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOG = VENV / "install.log"
FILES = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
NO_NETWORK = ("NewConnectionError", "ConnectTimeout", "ReadTimeout", "NameResolutionError", "Network is unreachable")


def main(purpose: str) -> None:
    """Bring .venv to the state that the requirements files name; do nothing where it is there already."""
    with only_one():
        stamp = read_stamp()
        if stamp.get(purpose) == wanted(purpose):
            return
        if not stamp:
            make()
        # Without its stamp an interrupted install is seen by the next run, which begins anew.
        STAMP.unlink(missing_ok=True)
        install(purpose)
        write_stamp(purpose)


@contextmanager
def only_one() -> Iterator[None]:
    """Let one command at a time prepare .venv. The lock is on the folder itself, so it leaves no file behind."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is preparing .venv: waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def read_stamp() -> dict[str, str]:
    """Give what is installed, or nothing where .venv is absent, unfinished, moved, or its Python gone."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if stamp.get("place") == str(VENV) and stamp.get("python") == venv_python() else {}


def write_stamp(purpose: str) -> None:
    purposes = ("run", "dev") if purpose == "dev" else ("run",)
    stamp = {"place": str(VENV), "python": venv_python()} | {name: wanted(name) for name in purposes}
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(stamp), encoding="utf-8")
    unfinished.replace(STAMP)


def venv_python() -> str:
    """Give the version of the Python in .venv: an upgrade of the machine's own Python leaves it without packages."""
    ask = [str(PYTHON), "-ISc", "import sys; print(*sys.version_info[:2])"]
    try:
        return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def wanted(purpose: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in FILES[purpose])).hexdigest()


def make() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        fail(
            f"{sys.executable} has no venv module. Install it (Debian, Ubuntu: apt-get install "
            f"python{sys.version_info.major}.{sys.version_info.minor}-venv) and run the command again."
        )
    say("Making .venv")
    if VENV.is_symlink() or VENV.is_file():
        fail(f"{VENV} is not a folder. Move it away and run the command again.")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        fail(f"{error.filename} cannot be removed ({error.strerror}). Remove {VENV} and run the command again.")
    # From inside an active .venv, sys.executable is the one that was just removed.
    base: str = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        fail(f"{base} -m venv failed: {last_line(made.stdout + made.stderr)} Mend that and run the command again.")


def install(purpose: str) -> None:
    name = FILES[purpose][-1]
    say(f"Installing the packages of {name}")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "3", "--timeout", "20"]
    with LOG.open("w", encoding="utf-8") as log:
        # Python compiles what is used when it is first used; compiling all of it takes half of the install.
        install = [*pip, "install", "--no-compile", "-r", str(ROOT / name)]
        done = subprocess.run(install, stdout=log, stderr=log, check=False)
    if done.returncode:
        fail(why_not(LOG.read_text(encoding="utf-8", errors="replace")))


def why_not(log: str) -> str:
    if any(sign in log for sign in NO_NETWORK):
        return (
            "The packages cannot be fetched: the package index does not answer. Connect this machine to the network, "
            f"or point pip at a mirror, and run the command again. Details: {LOG}"
        )
    if "No space left on device" in log:
        return f"The disk is full: make room for about 500 MB under {ROOT} and run the command again."
    return f"The packages cannot be installed: {last_line(log)} Details: {LOG}"


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next(
        (line for line in reversed(lines) if line.startswith("ERROR")), lines[-1] if lines else "no reason given."
    )


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    say(sentence)
    raise SystemExit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
