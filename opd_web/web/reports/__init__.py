"""Reports: how long people waited and what it cost, for administrators and auditors."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import reports
from opd_web.store.report_models import FEWEST, Asked, Frame
from opd_web.web import htmx
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires
from opd_web.web.reports import cells, downloads, filters, today
from opd_web.web.reports.pages import REPORTS, Link
from opd_web.web.reports.tables import Names

bp = Blueprint("report", __name__, url_prefix="/reports")

TODAY = "reports/_today.html"


@bp.get("")
@requires(Permission.READ_REPORTS)
def now() -> str:
    """Show today, which updates by itself."""
    return render_template("reports/today.html", **_around_today())


@bp.get("/today")
@requires(Permission.READ_REPORTS)
def live() -> Response:
    """Give the live part, if it is not what the page already has."""
    return htmx.conditional(TODAY, **_around_today())


@bp.get("/summary")
@requires(Permission.READ_REPORTS)
def summary() -> tuple[str, int]:
    """Show everything in one."""
    return _page("summary")


@bp.get("/waits")
@requires(Permission.READ_REPORTS)
def waits() -> tuple[str, int]:
    """Show how long people waited."""
    return _page("waits")


@bp.get("/utilisation")
@requires(Permission.READ_REPORTS)
def utilisation() -> tuple[str, int]:
    """Show how the doctors' capacity was used."""
    return _page("utilisation")


@bp.get("/no-shows")
@requires(Permission.READ_REPORTS)
def no_shows() -> tuple[str, int]:
    """Show who did not come."""
    return _page("no-shows")


@bp.get("/fairness")
@requires(Permission.READ_REPORTS)
def fairness() -> tuple[str, int]:
    """Show what priority cost others."""
    return _page("fairness")


@bp.get("/promises")
@requires(Permission.READ_REPORTS)
def promises() -> tuple[str, int]:
    """Show promised against actual times."""
    return _page("promises")


@bp.get("/arrivals")
@requires(Permission.READ_REPORTS)
def arrivals() -> tuple[str, int]:
    """Show when people come."""
    return _page("arrivals")


@bp.post("/<name>/download")
@requires(Permission.READ_REPORTS)
def download(name: str) -> Response | tuple[str, int]:
    """Give a report as a file, and note who took it: a POST, since it leaves a line in the reading log."""
    kind, frame = request.form.get("format", "csv"), _frame()
    if name not in {*REPORTS, downloads.TOKENS} or kind not in downloads.FORMATS:
        abort(404)
    chosen = filters.read(frame)
    if chosen.asked is None:
        return _page(name if name in REPORTS else "waits")
    return downloads.file_of(name, kind, chosen.asked, frame)


def _page(name: str) -> tuple[str, int]:
    """Draw a report, or say what is wrong with the range that was asked for."""
    report, chosen = REPORTS[name], filters.read(_frame())
    tables = report.build(chosen.asked, Names.of(chosen.frame)) if chosen.asked else []
    page = render_template("reports/report.html", report=report, filters=chosen, frame=chosen.frame, tables=tables)
    return page, 200 if chosen.asked else 422


def _around_today() -> dict[str, Any]:
    """Give what is drawn of today; of the address only department and doctor count."""
    frame = _frame()
    chosen = filters.read(frame)
    asked = chosen.asked or Asked(frame.today, frame.today)
    view = reports.today(asked, actor=current_actor(), now=frame.now)
    return {"frame": frame, "filters": chosen, "today": view, "tables": today.tables(view, Names.of(frame))}


def _frame() -> Frame:
    return reports.frame(actor=current_actor(), now=clock.now())


@bp.context_processor
def _shared() -> dict[str, Any]:
    """Let the frame of these pages draw its links."""
    pages = [("report.now", _l("Today")), *((report.endpoint, report.title) for report in REPORTS.values())]
    return {
        "report_pages": [Link(endpoint, {}, title, endpoint == request.endpoint) for endpoint, title in pages],
        "fewest": FEWEST,
    }


for _name in ("cell_text", "heat_level", "short_date"):
    bp.add_app_template_filter(getattr(cells, _name))
bp.add_app_template_filter(cells.minutes, "minutes_text")
