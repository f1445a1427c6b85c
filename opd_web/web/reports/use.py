"""Utilisation as tables."""

from opd_web.store.report_models import Use, UseReport
from opd_web.web.language import gettext
from opd_web.web.reports.cells import doctor_word
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of, spread_cells
from opd_web.web.reports.waits import spread_columns


def tables(report: UseReport, names: Names) -> list[Table]:
    """Lay out seen and capacity by doctor, then how sessions ended."""
    return [_doctors(report, names), _sessions(report)]


def _doctors(report: UseReport, names: Names) -> Table:
    columns = (
        Column(gettext("Doctor"), Kind.WORD),
        Column(gettext("Sessions")),
        Column(gettext("Capacity")),
        Column(gettext("Seen")),
        Column(gettext("Utilisation"), Kind.SHARE),
    )
    rows = tuple((doctor_word(names, one.key), *_cells(one)) for one in report.doctors)
    everybody: tuple[Cell, ...] = (gettext("Everybody"), *_cells(report.everybody))
    title = gettext("By doctor")
    definition = gettext(
        "Utilisation: seen ÷ capacity. Seen: consultations that ended. Capacity: the places of all slots that were not "
        "cancelled. More than 100 % where emergencies were seen beyond the capacity, or places given on."
    )
    chart = chart_of("lying", title, gettext("percent of the capacity"), columns, rows, range(4, 5))
    return Table("use-doctor", title, definition, report.everybody.seen, columns, (*rows, everybody), chart, total=True)


def _cells(use: Use) -> tuple[Cell, ...]:
    return (use.sessions, use.capacity, use.seen, use.share)


def _sessions(report: UseReport) -> Table:
    definition = gettext(
        "One case is one doctor's session on one day. Overrun: from the planned end to the end of the last "
        "consultation. Idle: the doctor's time without a patient, from the planned start to the planned end or the end "
        "of the last consultation, whichever is later."
    )
    rows = (
        (gettext("Overrun"), *spread_cells(report.overrun)),
        (gettext("Idle"), *spread_cells(report.idle)),
    )
    title = gettext("How sessions ended")
    return Table("use-sessions", title, definition, report.overrun.n, spread_columns(gettext("Time")), rows)
