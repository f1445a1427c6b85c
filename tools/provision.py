"""Bring what tests need and no wheel brings: Chromium, a library, curl, and Redis where no wheel fits."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support import chromium, curl, redis
from tests.support.run import Missing

# Pages bring their own fonts; Chromium without any of the machine's shows error pages empty.
NEEDED: list[tuple[str, Callable[[], Path], list[str]]] = [
    ("Chromium", chromium.find, ["chromium", "fonts-dejavu-core"]),
    ("Playwright's library", chromium.find_driver, ["libatomic1"]),
    ("Redis", redis.find, ["redis-server"]),
    ("curl", curl.find, ["curl"]),
]
APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]


def main() -> None:
    """Install what is missing where this user can; what stays missing fails the tests that need it, by name."""
    for name, find, packages in NEEDED:
        try:
            find()
        except Missing as missing:
            say(install(name, packages) if can_install() else f"{missing} The tests that need it will fail.")


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(name: str, packages: list[str]) -> str:
    say(f"Installing {name} from this machine's packages")
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*APT, *command],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
        if done.returncode:
            return f"{name} cannot be installed, so the tests that need it will fail:\n{done.stderr.strip()}"
    return f"Installed {name}"


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
