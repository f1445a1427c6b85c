"""Which reports there are, and how each one is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from opd_web import clock
from opd_web.services import reports
from opd_web.store.report_models import Asked
from opd_web.web.identity import current_actor
from opd_web.web.reports import arrivals, fairness, no_shows, promises, summary, use, waits
from opd_web.web.reports.tables import Names, Table

Build = Callable[[Asked, Names], list[Table]]


@dataclass(frozen=True)
class Report:
    """One report over a range of days; `name` is the last part of its address."""

    name: str
    title: Any
    about: Any
    build: Build

    @property
    def endpoint(self) -> str:
        """Give the name of its view."""
        return f"report.{self.name.replace('-', '_')}"


def _built(
    read: Callable[..., Any], lay_out: Callable[[Any, Names], list[Table]], asked: Asked, names: Names
) -> list[Table]:
    return lay_out(read(asked, actor=current_actor(), now=clock.now()), names)


def _report(name: str, title: Any, about: Any, read: Callable[..., Any], lay_out: Callable[..., list[Table]]) -> Report:
    return Report(name, title, about, partial(_built, read, lay_out))


REPORTS = {
    report.name: report
    for report in (
        _report("summary", _l("Summary"), _l("Everything in one."), reports.figures, summary.tables),
        _report(
            "waits", _l("Waits"), _l("How long people waited, by class, hour and doctor."), reports.waits, waits.tables
        ),
        _report(
            "utilisation",
            _l("Utilisation"),
            _l("How much of the doctors’ capacity was used."),
            reports.utilisation,
            use.tables,
        ),
        _report(
            "no-shows",
            _l("No-shows"),
            _l("Who should have come and did not, by how and when they asked."),
            reports.no_shows,
            no_shows.tables,
        ),
        _report("fairness", _l("Fairness"), _l("What priority cost others."), reports.fairness, fairness.tables),
        _report("promises", _l("Promises"), _l("Promised against actual times."), reports.promises, promises.tables),
        _report("arrivals", _l("Arrivals"), _l("When people come."), reports.arrivals, arrivals.tables),
    )
}
"""By the last part of their address, in the order of the links."""
