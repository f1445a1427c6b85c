"""No-shows as tables."""

from collections.abc import Callable, Iterable, Sequence

from opd_web.store.report_models import Due, told
from opd_web.web.language import gettext
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of
from opd_web.web.words import source_word


def tables(report: Sequence[Due], _names: Names) -> list[Table]:
    """Lay out who did not come, by source and by lead time."""
    by_source = _table(
        "no-shows-source", gettext("By source"), gettext("Source"), report, lambda due: source_word(due.source)
    )
    by_lead = _table(
        "no-shows-lead", gettext("By lead time"), gettext("Asked"), report, lambda due: _lead_word(due.lead)
    )
    return [by_source, by_lead]


def _lead_word(lead: int) -> str:
    return [gettext("The same day"), gettext("1 to 7 days before"), gettext("8 days before or more")][lead]


def _table(name: str, title: str, first: str, report: Sequence[Due], key: Callable[[Due], str]) -> Table:
    keys = sorted({key(due) for due in report}, key=lambda word: min(due.lead for due in report if key(due) == word))
    rows = tuple((word, *_cells(due for due in report if key(due) == word)) for word in keys)
    everybody: tuple[Cell, ...] = (gettext("Everybody"), *_cells(report))
    columns = (
        Column(first, Kind.WORD),
        Column(gettext("Due")),
        Column(gettext("Cancelled in time")),
        Column(gettext("Did not come")),
        Column(gettext("No-show rate"), Kind.SHARE),
    )
    definition = gettext(
        "No-show rate: no-shows ÷ (due − cancelled in time). Due: had a place, and came, did not come, or cancelled "
        "it. Cancelled in time: before the slot began. Who still waits for a place, or lost it, was not due."
    )
    chart = chart_of("bar", title, gettext("percent of those due"), columns, rows, range(4, 5))
    n = sum(due.due for due in report)
    return Table(name, title, definition, n, columns, (*rows, everybody), chart, total=True)


def _cells(some: Iterable[Due]) -> tuple[Cell, ...]:
    group = list(some)
    due, in_time = sum(one.due for one in group), sum(one.in_time for one in group)
    absent = sum(one.no_shows for one in group)
    return (due, in_time, absent, told(absent, due - in_time))
