"""The walk in docs/api.md runs as it stands, and shows what it says that it shows."""

import os
import re
import subprocess
from collections.abc import Callable

from opd_web.config import ROOT
from tests.support import curl
from tests.support.server import LiveServer

WALK = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
END = "END-OF-BLOCK"


def expected(block: str) -> list[str]:
    return re.findall(r"^# → (.*)$", block, re.MULTILINE)


def walk(url: str, key: str) -> list[str]:
    """Run all blocks in one shell, and give what each of them printed."""
    curl.find()
    script = "set -eu\n" + "".join(f"{block}\necho {END}\n" for block in WALK)
    done = subprocess.run(
        ["bash", "-c", script],  # noqa: S607  whichever bash the machine has
        env=os.environ | {"URL": f"{url}/api/v1", "KEY": key}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(f"{END}\n")


def test_the_walk_shows_what_it_says(live_server: Callable[..., LiveServer], sqlite_url: str) -> None:
    server = live_server(DATABASE_URL=sqlite_url)
    key = server.command("api-keys", "create", "Morning walk", "--role", "administrator").splitlines()[-1]
    printed = walk(server.url, key)
    missing = [
        (line, said) for block, said in zip(WALK, printed, strict=False) for line in expected(block) if line not in said
    ]
    assert missing == []
    assert sum(len(expected(block)) for block in WALK) > 15
    assert server.command("audit", "replay") == "0 differences\n"
