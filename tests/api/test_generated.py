"""Calls that are made up from the description, right and wrong ones, one by one and in chains: none breaks anything.

OPD_API_EXAMPLES makes it longer: so many examples for each call, on both databases, and simulated days too.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests

from opd_web import clock
from tests.support.server import LiveServer

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CONFIG = Path(__file__).with_name("schemathesis.toml")
FIGURES = Path("test-results")
EXAMPLES = int(os.environ.get("OPD_API_EXAMPLES", "0"))
DAY = "/api/v1/simulations/opd-day"

SHORT = ["--max-examples", "4", "--seed", "7", "--exclude-path", DAY]
LONG = ["--max-examples", str(EXAMPLES), "--exclude-path", DAY]
DAYS = ["--max-examples", "10", "--max-time", "300", "--phases", "examples,fuzzing", "--include-path", DAY]
"""Days take seconds each, so they have a bound in time."""


def fill(url: str, key: str) -> None:
    """Make a clinic that is open now: a department, a doctor, three slots, five patients with a token each."""

    def post(path: str, body: dict[str, Any]) -> str:
        answer = requests.post(f"{url}/api/v1{path}", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=30)
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    policy = {"preset": "fair", "duplicate_bookings": "allow"}
    department = post("/departments", {"code": "K", "name": "Cardiology", "public_label": "Clinic K", "policy": policy})
    doctor = post("/doctors", {"name": "Dr Rao", "department": department, "room": "3"})
    now = clock.now().astimezone(UTC).replace(second=0, microsecond=0)
    times = [(now + timedelta(minutes=20 * number)).isoformat() for number in range(4)]
    for starts_at, ends_at in pairwise(times):
        slot = {"doctor": doctor, "starts_at": starts_at, "ends_at": ends_at, "capacity": 50}
        post("/slots", slot)
    for number in range(5):
        patient = post("/patients", {"name": f"Patient {number}", "phone": f"+91980000000{number}"})
        post("/tokens", {"patient": patient, "slot": "1"})


def made_up(server: LiveServer, key: str, how: list[str], folder: Path) -> str:
    """Make calls up, and give the closing words; fail with all that was said where one was not answered well."""
    command = [SCHEMATHESIS, "--no-color", "--config-file", CONFIG, "run", f"{server.url}/api/openapi.json"]
    key_header = ["--header", f"Authorization: Bearer {key}", "--generation-database", "none"]
    done = subprocess.run(
        [*command, *key_header, "--continue-on-failure", *how],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout[done.stdout.index("Test cases:") :].splitlines()[1].strip()


@pytest.mark.parametrize("database", ["sqlite", "postgres"] if EXAMPLES else ["sqlite"])
def test_no_call_that_is_made_up_breaks_anything(
    live_server: Callable[..., LiveServer], request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    server = live_server(DATABASE_URL=request.getfixturevalue(f"{database}_url"), OPD_API_CALLS="1000000")
    key = server.command("api-keys", "create", "Made up", "--role", "administrator").splitlines()[-1]
    fill(server.url, key)
    said = [made_up(server, key, how, tmp_path) for how in ([LONG, DAYS] if EXAMPLES else [SHORT])]
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"api-{database}.txt").write_text(f"{database}: {'; days: '.join(said)}; 5xx: 0\n", encoding="utf-8")
    assert "Traceback" not in server.log
    assert server.command("audit", "verify").startswith("ok")
    assert server.command("audit", "replay") == "0 differences\n"
