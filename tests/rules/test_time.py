"""Only opd_web/clock.py reads wall time; the linter says so everywhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

RUFF = Path(sys.executable).parent / "ruff"
READERS = [
    "import datetime\n\nnow = datetime.datetime.now(datetime.UTC)\n",
    "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n",
    "from datetime import datetime\n\nnow = datetime.utcnow()\n",
    "from datetime import date\n\nday = date.today()\n",
    "import time\n\nnow = time.time()\n",
    "from time import time\n\nnow = time()\n",
]


def lint(code: str, place: str) -> str:
    """Give what the linter says of this code, were it in that file."""
    command = [RUFF, "check", "--select", "TID251", "--stdin-filename", place, "-"]
    return subprocess.run(command, input=code, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("code", READERS)
def test_time_is_read_nowhere_else(code: str) -> None:
    assert "TID251" in lint(code, "opd_web/services/booking.py")


def test_the_clock_may_read_it() -> None:
    assert "TID251" not in lint(READERS[1], "opd_web/clock.py")
