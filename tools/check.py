"""Run every check of the code, one line for each; `make check`."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent

CHECKS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo"],
    "templates: format": ["djlint", "--check", "templates"],
    "templates: lint": ["djlint", "--lint", "templates"],
    "no other host": ["python", "-m", "tools.other_hosts"],
    "packages agree": ["pip", "--disable-pip-version-check", "check"],
}


def main() -> int:
    """Run them all, whichever fail, and give the number that failed."""
    failed = sum(not passes(name, command) for name, command in CHECKS.items())
    print(f"{len(CHECKS)} checks, {failed} failed")
    return failed


def passes(name: str, command: list[str]) -> bool:
    """Run one check; show what it says only where it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip
    print(f"{name:<20} {'FAILED' if done.returncode else 'ok':<7} {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
