"""Today as tables."""

from opd_web.store.report_models import Line, Today
from opd_web.web.language import gettext
from opd_web.web.reports.cells import doctor_word
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of
from opd_web.web.words import class_word


def tables(today: Today, names: Names) -> list[Table]:
    """Lay out who waits, by doctor and by class."""
    doctors = tuple((doctor_word(names, line.key), *_cells(line)) for line in today.by_doctor)
    classes = tuple((class_word(str(line.key)), *_cells(line)) for line in today.by_class)
    everybody: tuple[Cell, ...] = (gettext("Everybody"), *_cells(today.everybody))
    return [
        _table("today-doctor", gettext("By doctor"), gettext("Doctor"), today, doctors, everybody),
        _table("today-class", gettext("By class"), gettext("Class"), today, classes, everybody),
    ]


def _cells(line: Line) -> tuple[Cell, ...]:
    return (line.waiting, line.longest, line.expected, line.inside, line.seen)


def _table(
    name: str, title: str, first: str, today: Today, rows: tuple[tuple[Cell, ...], ...], everybody: tuple[Cell, ...]
) -> Table:
    columns = (
        Column(first, Kind.WORD),
        Column(gettext("Waiting now")),
        Column(gettext("Longest wait"), Kind.MINUTES),
        Column(gettext("Expected")),
        Column(gettext("Called or inside")),
        Column(gettext("Seen")),
    )
    definition = gettext(
        "Waiting now: here, and not called yet. Longest wait: from arrival until now. Expected: booked or on the "
        "waiting list, and not here yet. Seen: the consultation ended."
    )
    n = sum(today.by_status.values())
    chart = chart_of("lying", title, gettext("patients"), columns, rows, range(1, 2))
    return Table(name, title, definition, n, columns, (*rows, everybody), chart, total=True)
