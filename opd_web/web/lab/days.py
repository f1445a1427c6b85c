"""A simulated day on the report pages of a real one: the same tables, from what the run kept of it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import runs
from opd_web.services.runs import Kind
from opd_web.simulation.day import DayReport
from opd_web.simulation.day_pages import DayPages
from opd_web.simulation.plain import report_from
from opd_web.store.report_models import FEWEST
from opd_web.web.identity import current_actor
from opd_web.web.lab.words import policy_word
from opd_web.web.language import gettext
from opd_web.web.permissions import requires
from opd_web.web.reports import downloads
from opd_web.web.reports.pages import REPORTS, Link
from opd_web.web.reports.tables import Names

bp = Blueprint("days", __name__, url_prefix="/runs/<id:run_id>/days/<id:place>")

SHOW = "lab.days.show"


@bp.get("/<name>")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def show(run_id: int, place: int, name: str) -> str:
    """Show one report of the day under the policy that stands in this place of the comparison, from 1 on."""
    day, names = _day(run_id, place)
    return render_template(
        "lab/day.html",
        run_id=run_id,
        place=place,
        day=day,
        policy=policy_word(day.policy),
        report=REPORTS[name] if name in REPORTS else abort(404),
        tables=REPORTS[name].lay_out(_shown(day, name), names),
        fewest=FEWEST,
        report_pages=[
            Link(SHOW, {"run_id": run_id, "place": place, "name": one.name}, one.title, one.name == name)
            for one in REPORTS.values()
        ],
    )


@bp.post("/<name>/download")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def download(run_id: int, place: int, name: str) -> Response:
    """Give the tables as a file, noted in the reading log as that of a real day."""
    kind = request.form.get("format", "csv")
    if name not in REPORTS or kind not in downloads.FORMATS:
        abort(404)
    day, names = _day(run_id, place)
    facts = gettext(
        "Simulated day %(day)s under %(policy)s, %(zone)s",
        day=day.day.isoformat(), policy=policy_word(day.policy), zone=day.zone,
    )  # fmt: skip
    file_name = f"simulated-{run_id}-{day.policy}-{name}.{kind}"
    return downloads.tables_file(file_name, kind, REPORTS[name].lay_out(_shown(day, name), names), facts)


def _day(run_id: int, place: int) -> tuple[DayReport, Names]:
    """Give what the run kept of this day; 404 where it kept nothing. Raise Refused for the run of somebody else."""
    run = runs.get(run_id, Kind.LAB, actor=current_actor(), now=clock.now())
    kept = list(run.result or ())
    if not 1 <= place <= len(kept):
        abort(404)
    day = report_from(kept[place - 1])
    if day.pages is None:
        abort(404)
    return day, _names(day.pages, run.asked.get("doctors"))


def _names(pages: DayPages, real: Sequence[str] | None) -> Names:
    """Name the doctors: those of a real day by their own names, in the order in which the simulation made them."""
    made = sorted(pages.doctors, key=lambda doctor: doctor.id)
    return Names({doctor.id: name for doctor, name in zip(made, real or [one.name for one in made], strict=True)})


def _shown(day: DayReport, name: str) -> Any:
    """Give what the page of this name shows: the summary's figures stand in the report itself."""
    return day.figures if name == "summary" else getattr(day.pages, name.replace("-", "_"))
