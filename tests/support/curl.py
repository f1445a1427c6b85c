"""The machine's curl, which the walk in the docs is made with."""

import shutil
from pathlib import Path

from tests.support.run import Missing


def find() -> Path:
    """Give the program."""
    found = shutil.which("curl")
    if found is None:
        raise Missing("curl is missing: `make test` installs it.")
    return Path(found)
