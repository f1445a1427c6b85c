"""`flask --app wsgi audit`: verify the record, replay it, give its head away."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import audit

group = AppGroup("audit", help="Verify the record of events, replay it, give its head away.")

SHOWN = 50


@group.command("verify")
@click.option(
    "--head", type=click.Path(path_type=Path), help="A file made by `audit head`: finds a tail cut off since."
)
@click.option("--json", "as_json", is_flag=True, help="Print progress and result as lines of JSON, for programs.")
def verify(head: Path | None, *, as_json: bool) -> None:
    """Name the first event that was changed, removed, added or moved; exit 1 where there is one."""
    exported = _read_heads(head) if head else ()
    if as_json:
        result = audit.verify_in_parts(lambda done, total: _say({"done": done, "total": total}), exported)
        _say({"result": asdict(result)})
        return
    result = audit.verify(exported)
    if result.problem:
        print(f"FAIL {result.problem}")
        sys.exit(1)
    print(f"ok: {result.events} events of {result.days} days stand as they were written")


@group.command("head")
def head() -> None:
    """Print where each day's chain ends, one JSON line a day: keep it where nobody can change it."""
    for line in audit.heads():
        print(json.dumps(asdict(line) | {"day": line.day.isoformat()}))


@group.command("replay")
def replay() -> None:
    """Rebuild every token and slot from the events, and print how many differ; exit 1 where any does."""
    differences = audit.replay()
    for line in differences[:SHOWN]:
        print(line)
    print(f"{len(differences)} differences")
    sys.exit(1 if differences else 0)


@group.command("seal")
def seal() -> None:
    """Chain the heads of the days that are over."""
    print(f"{audit.seal_days(actor=SYSTEM, now=clock.now())} days sealed")


def _say(message: Mapping[str, object]) -> None:
    print(json.dumps(message), flush=True)


def _read_heads(path: Path) -> tuple[audit.Head, ...]:
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return tuple(
            audit.Head(line["department"], date.fromisoformat(line["day"]), int(line["count"]), line["head"])
            for line in lines
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(
            f"{path} cannot be read as a head: {error}. Make one with `flask --app wsgi audit head`.", file=sys.stderr
        )
        sys.exit(2)
