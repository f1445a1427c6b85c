"""`simulate day`: one day in virtual time, checked after every step."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from opd_web.cli._figures import figures_table
from opd_web.cli._options import fail, settings
from opd_web.cli._pages import pages_text
from opd_web.engine.policy import InvalidPolicy
from opd_web.engine.presets import DEFAULT_PRESET
from opd_web.simulation.day import DayReport, simulate_day
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.plain import plan_from, to_plain
from opd_web.store.errors import Unavailable


@click.command("day")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same event log, to the byte.")
@click.option("--policy", default=DEFAULT_PRESET, show_default=True, help="A preset.")
@click.option("--set", "overrides", multiple=True, metavar="OPTION=VALUE", help="Change one option of the policy.")
@click.option("--plan", multiple=True, metavar="FIELD=VALUE", help="Change one field of the plan, such as doctors=4.")
@click.option("--check-every", default=1, show_default=True, help="Check after so many steps; 0 is only at the end.")
@click.option("--events", type=click.Path(path_type=Path), metavar="FILE", help="Write the event log here.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def day(
    *,
    seed: int,
    policy: str,
    overrides: tuple[str, ...],
    plan: tuple[str, ...],
    check_every: int,
    events: Path | None,
    as_json: bool,
) -> None:
    """Play a day through the real services in a throw-away database, and report; exit 1 where a check failed."""
    chosen = {"seed": seed, "preset": policy, "overrides": settings(overrides), "check_every": check_every}
    try:
        planned = plan_from(settings(plan) | chosen)
        report = _play(planned, events, quiet=as_json)
    except (InvalidPlan, InvalidPolicy, Unavailable, OSError) as problem:
        fail(problem)
    print(json.dumps(to_plain(report)) if as_json else text(report))
    sys.exit(1 if report.violations else 0)


def _play(plan: DayPlan, events: Path | None, *, quiet: bool) -> DayReport:
    def write(lines: Sequence[str]) -> None:
        if events:
            events.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    with click.progressbar(length=plan.requests, label="requests", file=sys.stderr, hidden=quiet) as bar:
        return simulate_day(plan, progress=bar.update, log=write)


def text(report: DayReport) -> str:
    """Write the report for people."""
    refused = ", ".join(f"{count} {reason}" for reason, count in report.refused) or "nothing"
    lines = [
        f"{report.day}, {report.zone}, departments {', '.join(report.departments)}",
        f"{report.requests} requests, {report.turned_away} turned away",
        "",
        figures_table([report.policy], [report.figures]),
        "",
        *([pages_text(report.pages), ""] if report.pages else ()),
        *(f"{asked} is no class of {report.policy}: it counts as {used}" for asked, used in report.stand_ins),
        f"{report.steps} steps, {report.events} events; refused: {refused}",
        f"event log SHA-256 {report.log_sha256}",
        *report.violations,
        f"{report.checks} checks, {len(report.violations)} violations",
    ]
    return "\n".join(lines)
