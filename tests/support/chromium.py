"""The Chromium that the machine has, driven through Playwright."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright
from playwright.sync_api import Browser, sync_playwright

from tests.support import run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that asks nothing of the network beside the page under test.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> Path:
    """Give the browser that CHROMIUM names, else the first that the machine has."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise run.Missing(
            f"Chromium is missing: {named or ', '.join(NAMES)} not found. Install it "
            "(Debian: apt-get install chromium), or name one with CHROMIUM."
        )
    return Path(found)


def find_driver() -> Path:
    """Give the Node.js that Playwright brings, if it starts: it needs a library that not every machine has."""
    node = Path(playwright.__file__).parent / "driver" / "node"
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise run.Missing(
            f"Playwright's driver does not start: {done.stderr.strip()}. Install what it misses (Debian, Ubuntu: "
            "apt-get install libatomic1)."
        )
    return node


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a browser; it ends with the block."""
    program = find()
    find_driver()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        run.ran_against("Chromium", browser.version)
        try:
            yield browser
        finally:
            browser.close()
