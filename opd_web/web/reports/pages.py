"""Which reports there are, and how each one is computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from opd_web import clock
from opd_web.services import reports
from opd_web.store.report_models import Asked
from opd_web.web.identity import current_actor
from opd_web.web.reports import arrivals, fairness, no_shows, promises, summary, use, waits
from opd_web.web.reports.tables import Names, Table

Read = Callable[..., Any]
LayOut = Callable[[Any, Names], list[Table]]


@dataclass(frozen=True)
class Report:
    """One report over a range of days; `name` is the last part of its address."""

    name: str
    title: Any
    about: Any
    read: Read
    lay_out: LayOut

    @property
    def endpoint(self) -> str:
        """Give the name of its view."""
        return f"report.{self.name.replace('-', '_')}"

    def build(self, asked: Asked, names: Names) -> list[Table]:
        """Read the figures, and lay them out."""
        return self.lay_out(self.read(asked, actor=current_actor(), now=clock.now()), names)


class Link(NamedTuple):
    """One of the links above a report; `here` is the page that one is on."""

    endpoint: str
    values: Mapping[str, object]
    text: Any
    here: bool

    def address(self, query: Mapping[str, str]) -> str:
        """Give its address, with what the reports are narrowed to."""
        asked: dict[str, Any] = {**self.values, **query}
        return url_for(self.endpoint, **asked)


REPORTS = {
    report.name: report
    for report in (
        Report("summary", _l("Summary"), _l("Everything in one."), reports.figures, summary.tables),
        Report(
            "waits", _l("Waits"), _l("How long people waited, by class, hour and doctor."), reports.waits, waits.tables
        ),
        Report(
            "utilisation",
            _l("Utilisation"),
            _l("How much of the doctors’ capacity was used."),
            reports.utilisation,
            use.tables,
        ),
        Report(
            "no-shows",
            _l("No-shows"),
            _l("Who should have come and did not, by how and when they asked."),
            reports.no_shows,
            no_shows.tables,
        ),
        Report("fairness", _l("Fairness"), _l("What priority cost others."), reports.fairness, fairness.tables),
        Report("promises", _l("Promises"), _l("Promised against actual times."), reports.promises, promises.tables),
        Report("arrivals", _l("Arrivals"), _l("When people come."), reports.arrivals, arrivals.tables),
    )
}
"""By the last part of their address, in the order of the links."""
