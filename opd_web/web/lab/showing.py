"""A run of the lab: how far it is, and its figures side by side."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import runs, views
from opd_web.services.runs import Kind, RunView
from opd_web.simulation.day import DayReport
from opd_web.simulation.plain import figures_from, report_from
from opd_web.web import htmx
from opd_web.web.forms import Form
from opd_web.web.identity import current_actor
from opd_web.web.lab.comparison import Column, rows
from opd_web.web.lab.words import DEFINITIONS, policy_word
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("showing", __name__, url_prefix="/runs/<id:run_id>")


class StopForm(Form):
    """Nothing is asked: only the token of the form."""


@bp.get("/")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def show(run_id: int) -> str:
    """Show the run as it is now."""
    return render_template("lab/run.html", **around(run_id))


@bp.get("/progress")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def progress(run_id: int) -> Response:
    """Give the part of the page that changes."""
    return htmx.fragment("lab/_run.html", **around(run_id))


@bp.post("/stop")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def stop(run_id: int) -> Response:
    """Ask the run to stop."""
    if StopForm().validate_on_submit():
        runs.ask_to_stop(run_id, actor=current_actor(), now=clock.now())
    return redirect(url_for("lab.showing.show", run_id=run_id), 303)


def around(run_id: int) -> dict[str, Any]:
    """Give what is drawn of a run. Raise Refused where it is not the user's own."""
    run = runs.get(run_id, Kind.LAB, actor=current_actor(), now=clock.now())
    reports = [report_from(one) for one in run.result or ()]
    columns = [*_as_it_was(run), *(_column(run, place, one) for place, one in enumerate(reports, 1))]
    return {
        "run": run,
        "reports": reports,
        "columns": columns,
        "rows": rows(columns) if reports else (),
        "policy_word": policy_word,
        "definitions": DEFINITIONS.values(),
        "stop_form": StopForm(formdata=None),
        "zone": views.zone().key,
    }


def _column(run: RunView, place: int, report: DayReport) -> Column:
    address = url_for("lab.days.show", run_id=run.id, place=place, name="summary") if report.pages else None
    return Column(policy_word(report.policy), report.figures, address)


def _as_it_was(run: RunView) -> list[Column]:
    was = run.asked.get("was")
    if not was or run.result is None:
        return []
    title = gettext("As it was (%(policy)s)", policy=policy_word(was["preset"]))
    return [Column(title, figures_from(was["figures"]), _real_pages(run.asked["past"]))]


def _real_pages(past: Mapping[str, str]) -> str | None:
    """Give where the reports of the real day stand; None where its department went out of use."""
    ids = [one.id for one in views.departments() if one.code == past["department"]]
    asked: dict[str, Any] = {"from": past["day"], "to": past["day"]}
    return url_for("report.summary", **asked, department=ids[0]) if ids else None
