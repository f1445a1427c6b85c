"""Figures in the words that people read."""

from datetime import date

from flask_babel import format_date

from opd_web.store.report_models import Quantile, Spread
from opd_web.web.language import gettext
from opd_web.web.reports.tables import Cell, Column, Kind, Names, Table
from opd_web.web.words import class_word

NOTHING = "–"


def short_date(day: date) -> str:
    """Give the day with its year."""
    return str(format_date(day, "d MMM y"))


def cell_text(cell: Cell, column: Column) -> str:
    """Write one cell; what cannot be told is a dash, never a nought."""
    if cell is None:
        return NOTHING
    if isinstance(cell, Quantile):
        return gettext("at least %(time)s", time=minutes(cell.minutes)) if cell.at_least else minutes(cell.minutes)
    if isinstance(cell, str):
        return cell
    return minutes(cell) if column.kind == Kind.MINUTES else share(cell) if column.kind == Kind.SHARE else str(cell)


def heat_level(cell: Cell, table: Table) -> int:
    """Give how full a cell of a heat map is: 0 for nothing, else 1 to 5, as fifths of the fullest."""
    counts = [one for row in table.rows for one in row[1:] if isinstance(one, int)]
    count = cell if isinstance(cell, int) else 0
    return -(-5 * count // max(counts, default=1)) if count else 0


def minutes(value: float) -> str:
    """Write a duration: short ones with a decimal, since there half a minute matters."""
    text = f"{value:.1f}" if value < 9.95 and round(value, 1) != round(value) else f"{value:.0f}"
    return gettext("%(count)s min", count=text)


def share(value: float) -> str:
    """Write a share of a whole."""
    return f"{value * 100:.1f} %"


def hour_word(hour: int) -> str:
    """Name an hour of the day."""
    return f"{hour:02d}:00–{(hour + 1) % 24:02d}:00"


def doctor_word(names: Names, doctor_id: object) -> str:
    """Name a doctor; a token that never got a place has none."""
    if doctor_id is None:
        return gettext("No doctor")
    return names.doctors.get(int(str(doctor_id)), f"#{doctor_id}")


def key_word(by: str, spread: Spread, names: Names) -> str:
    """Name what the members of a group share."""
    if by == "doctor":
        return doctor_word(names, spread.key)
    if by == "hour":
        return hour_word(int(spread.key or 0))
    return class_word(str(spread.key))
