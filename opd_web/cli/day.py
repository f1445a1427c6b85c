"""`flask --app wsgi day`: make the slots of the next days from the weekly plans."""

import click
from flask.cli import AppGroup

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import schedule

group = AppGroup("day", help="Make the slots of the next days from the weekly plans.")


@group.command("open")
@click.option(
    "--days", default=schedule.AHEAD, show_default=True, type=click.IntRange(1, 90), help="Today is the first."
)
def open_days(days: int) -> None:
    """Make what is missing, each slot with the window and the capacity of its plan; a second time changes nothing."""
    made = schedule.top_up(days, actor=SYSTEM, now=clock.now())
    print(f"{made.made} slots made, {made.left_out} left out beside slots that are there")
