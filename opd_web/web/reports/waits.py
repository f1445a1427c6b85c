"""Waits as tables."""

from opd_web.store.report_models import Spread, Spreads, WaitsReport
from opd_web.web.language import gettext
from opd_web.web.reports.cells import key_word
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of, spread_cells


def tables(report: WaitsReport, names: Names) -> list[Table]:
    """Lay out waits by class, hour of arrival and doctor, then the other stretches of a visit."""
    return [
        by_group("class", gettext("By class"), gettext("Class"), report.waits, names, "bar"),
        by_group("hour", gettext("By hour of arrival"), gettext("Hour"), report.waits, names, "line"),
        by_group("doctor", gettext("By doctor"), gettext("Doctor"), report.waits, names, "lying"),
        _visit(report),
    ]


def spread_columns(first: str) -> tuple[Column, ...]:
    """Give the columns of a table of spreads."""
    return (
        Column(first, Kind.WORD),
        Column(gettext("n")),
        Column(gettext("Median"), Kind.MINUTES),
        Column(gettext("90 % within"), Kind.MINUTES),
    )


def by_group(by: str, title: str, first: str, spreads: Spreads, names: Names, kind: str) -> Table:
    """Lay out the waits of everybody and of each group."""
    groups = spreads[by]
    rows: tuple[tuple[Cell, ...], ...] = tuple((key_word(by, one, names), *spread_cells(one)) for one in groups)
    everybody = tuple((gettext("Everybody"), *spread_cells(one)) for one in spreads["all"])
    columns = spread_columns(first)
    chart = chart_of(kind, title, gettext("minutes"), columns, rows, range(2, 4))
    return Table(
        f"waits-{by}", title, wait_definition(), _n(spreads["all"]), columns, (*rows, *everybody), chart, total=True
    )


def wait_definition() -> str:
    """Say what a wait is."""
    return gettext(
        "Wait: from arrival to the first call. A wait that never ended counts as at least what it had reached when the "
        "token was closed, when its day ended, or now."
    )


def _visit(report: WaitsReport) -> Table:
    stretches = [
        (gettext("Delay"), report.delay),
        (gettext("Walk"), report.walk),
        (gettext("Consultation"), report.consultation),
    ]
    definition = gettext(
        "Delay: from the start of the booked slot to the start of the consultation, 0 for whoever went in earlier. "
        "Walk: from the last call to the start. Consultation: from start to end."
    )
    rows = tuple((title, *spread_cells(spread)) for title, spread in stretches)
    title = gettext("The rest of a visit")
    return Table("visit", title, definition, report.delay.n, spread_columns(gettext("Stretch")), rows)


def _n(spreads: tuple[Spread, ...]) -> int:
    return sum(spread.n for spread in spreads)
