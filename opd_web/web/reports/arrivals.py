"""Arrivals as a heat map: a table whose numbers say what its colours show."""

from flask_babel import get_locale

from opd_web.store.report_models import ArrivalsReport, told
from opd_web.web.language import gettext
from opd_web.web.reports.cells import hour_word
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table, chart_of

DAYS = range(7)


def tables(report: ArrivalsReport, _names: Names) -> list[Table]:
    """Lay out the arrivals by hour (down) and weekday (across), then the sum of each weekday."""
    return [_heat(report), _weekdays(report)]


def weekday_names() -> list[str]:
    """Give the weekdays from Monday on, in the user's language."""
    names: dict[int, str] = get_locale().days["stand-alone"]["wide"]
    return [names[number] for number in DAYS]


def _heat(report: ArrivalsReport) -> Table:
    hours = sorted({hour for _, hour in report.counts})
    shown = range(hours[0], hours[-1] + 1) if hours else range(0)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (hour_word(hour), *(report.counts.get((day, hour), 0) for day in DAYS)) for hour in shown
    )
    columns = (Column(gettext("Hour"), Kind.WORD), *(Column(name, Kind.HEAT) for name in weekday_names()))
    definition = gettext("Arrival: the patient was marked as here. Walk-ins at the desk arrive when they ask.")
    return Table("heat", gettext("By weekday and hour"), definition, sum(report.counts.values()), columns, rows)


def _weekdays(report: ArrivalsReport) -> Table:
    sums = [sum(count for (day, _), count in report.counts.items() if day == on) for on in DAYS]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, report.days.get(day, 0), sums[day], _mean(sums[day], report.days.get(day, 0)))
        for day, name in enumerate(weekday_names())
    )
    columns = (
        Column(gettext("Weekday"), Kind.WORD),
        Column(gettext("Days")),
        Column(gettext("Arrivals")),
        Column(gettext("Arrivals a day")),
    )
    title = gettext("By weekday")
    definition = gettext("Days: those of these weekdays on which anybody came. Arrivals a day: the mean over them.")
    chart = chart_of("bar", title, gettext("arrivals a day"), columns, rows, range(3, 4))
    return Table("weekdays", title, definition, sum(sums), columns, rows, chart)


def _mean(total: int, days: int) -> float | None:
    mean = told(total, days)
    return None if mean is None else round(mean, 1)
