"""`simulate lab`: the same arrivals under several policies."""

import sys
from datetime import datetime

import click
from flask.cli import ScriptInfo

from opd_web import clock
from opd_web.cli._figures import figures_table
from opd_web.cli._options import fail, settings
from opd_web.engine.policy import InvalidPolicy
from opd_web.engine.presets import PRESETS
from opd_web.simulation import random_demand
from opd_web.simulation.day import DayReport, Manner
from opd_web.simulation.day_plan import InvalidPlan
from opd_web.simulation.demand import Demand
from opd_web.simulation.lab import Choice, NoSuchDay, PastDay, check, compare, past_day
from opd_web.simulation.plain import plan_from
from opd_web.store.errors import Unavailable


@click.command("lab")
@click.option("--seed", default=7, show_default=True, help="Decides who comes; the same for every policy.")
@click.option("--policies", default=",".join(PRESETS), show_default=True, metavar="NAME,NAME,…", help="Presets.")
@click.option("--set", "overrides", multiple=True, metavar="OPTION=VALUE", help="Change an option of each policy.")
@click.option("--plan", multiple=True, metavar="FIELD=VALUE", help="Change one field of the plan, such as doctors=4.")
@click.option("--past-day", type=click.DateTime(["%Y-%m-%d"]), help="Play a real day of the hospital's own again.")
@click.option("--department", metavar="CODE", help="Whose past day it is.")
@click.option("--check-every", default=0, show_default=True, help="Check after so many steps; 0 is only at the end.")
@click.pass_context
def lab(
    context: click.Context,
    /,
    *,
    seed: int,
    policies: str,
    overrides: tuple[str, ...],
    plan: tuple[str, ...],
    past_day: datetime | None,
    department: str | None,
    check_every: int,
) -> None:
    """Play the same arrivals under several policies, and show them side by side; exit 1 where a check failed."""
    choices = [Choice(name.strip(), settings(overrides)) for name in policies.split(",")]
    if (past_day is None) != (department is None):
        fail("--past-day and --department go together.")
    try:
        check(choices)
        past = _past_day(context, department, past_day, seed) if department and past_day else None
        demand = past.demand if past else random_demand.draw(plan_from(settings(plan) | {"seed": seed}))
        reports = _play(demand, choices, Manner(check_every=check_every))
    except (InvalidPlan, InvalidPolicy, NoSuchDay, Unavailable) as problem:
        fail(problem)
    print(text(reports, past))
    sys.exit(1 if any(report.violations for report in reports) else 0)


def _past_day(context: click.Context, department: str, day: datetime, seed: int) -> PastDay:
    app = context.ensure_object(ScriptInfo).load_app()
    with app.app_context():
        return past_day(department, day.date(), seed, now=clock.now())


def _play(demand: Demand, choices: list[Choice], manner: Manner) -> tuple[DayReport, ...]:
    length = len(choices) * len(demand.visitors)
    with click.progressbar(length=length, label=f"{len(choices)} policies", file=sys.stderr) as bar:
        return compare(demand, choices, manner, progress=bar.update)


def text(reports: tuple[DayReport, ...], past: PastDay | None) -> str:
    """Write the comparison for people."""
    first = reports[0]
    was = {f"as it was ({past.preset})": past.figures} if past else {}
    days = was | {report.policy: report.figures for report in reports}
    lines = [
        f"{first.day}, {first.zone}, departments {', '.join(first.departments)}: {first.requests} requests",
        "",
        figures_table([*days], [*days.values()]),
        "",
        *(_stand_ins(report) for report in reports if report.stand_ins),
        *(f"{report.policy}: {sentence}" for report in reports for sentence in report.violations),
        f"{sum(one.events for one in reports)} events, {sum(len(one.violations) for one in reports)} violations",
    ]
    return "\n".join(lines)


def _stand_ins(report: DayReport) -> str:
    return f"{report.policy}: " + ", ".join(f"{asked} counts as {used}" for asked, used in report.stand_ins)
