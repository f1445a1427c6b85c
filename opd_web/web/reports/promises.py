"""Promised against actual times, as tables."""

from opd_web.store.report_models import Promise, PromisesReport, Spread, told
from opd_web.web.language import gettext
from opd_web.web.reports.cells import doctor_word, hour_word
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of


def tables(report: PromisesReport, names: Names) -> list[Table]:
    """Lay out how far the starts lay from their promises, by doctor and by hour."""
    late = {by: {spread.key: spread for spread in report.late[by]} for by in ("all", "doctor", "hour")}
    everybody: tuple[Cell, ...] = (gettext("Everybody"), *_cells(report.everybody, late["all"].get(None)))
    doctors = tuple((doctor_word(names, one.key), *_cells(one, late["doctor"].get(one.key))) for one in report.doctors)
    hours = tuple((hour_word(int(one.key or 0)), *_cells(one, late["hour"].get(one.key))) for one in report.hours)
    return [
        _table("promises-doctor", gettext("By doctor"), gettext("Doctor"), (*doctors, everybody), "lying"),
        _table("promises-hour", gettext("By hour of the slot"), gettext("Hour"), (*hours, everybody), "line"),
    ]


def _cells(promise: Promise, late: Spread | None) -> tuple[Cell, ...]:
    shares = (told(count, promise.n) for count in (promise.early, promise.on_time, promise.late))
    return (promise.n, *shares, late.p50 if late else None, late.p90 if late else None)


def _table(name: str, title: str, first: str, rows: tuple[tuple[Cell, ...], ...], kind: str) -> Table:
    columns = (
        Column(first, Kind.WORD),
        Column(gettext("n")),
        Column(gettext("Earlier"), Kind.SHARE),
        Column(gettext("On time"), Kind.SHARE),
        Column(gettext("Later"), Kind.SHARE),
        Column(gettext("Median late"), Kind.MINUTES),
        Column(gettext("90 % late at most"), Kind.MINUTES),
    )
    definition = gettext(
        "Promised: the start of the slot, and the minutes of a consultation for each place in it before, as it stood "
        "when the place was given. Actual: the start of the consultation. On time: within 15 minutes before or after. "
        "Late: from promised to actual, 0 for whoever went in earlier. Delays that were announced later are not "
        "taken off."
    )
    n = rows[-1][1]
    chart = chart_of(kind, title, gettext("minutes late"), columns, rows[:-1], range(5, 7))
    return Table(name, title, definition, n if isinstance(n, int) else 0, columns, rows, chart, total=True)
