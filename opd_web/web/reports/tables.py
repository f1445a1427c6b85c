"""A report as tables: what is drawn, what the chart above shows, and what is taken away are the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from opd_web.store.report_models import Frame, Quantile, Spread

Cell: TypeAlias = str | int | float | Quantile | None


class Kind(StrEnum):
    """How the cells of a column are written."""

    WORD = "word"
    COUNT = "count"
    MINUTES = "minutes"
    SHARE = "share"
    HEAT = "heat"


@dataclass(frozen=True)
class Column:
    """One column; its cells are all of one kind."""

    title: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True)
class Series:
    """One row of numbers in a chart, None where there is nothing to draw."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """The same as the table, to look at: `kind` is bar, line or lying (bars from the side, for long names)."""

    kind: str
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def drawn(self) -> bool:
        """Tell whether there is anything to draw: of few cases only their number is told, and bare axes say nothing."""
        return any(value is not None for one in self.series for value in one.values)


@dataclass(frozen=True)
class Table:
    """Figures with their definition and the number of cases; `name` is its id on the page.

    Where it has a `total`, that is the last row: everybody in one.
    """

    name: str
    title: str
    definition: str
    n: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    total: bool = False


@dataclass(frozen=True)
class Names:
    """What the ids in a report stand for."""

    doctors: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: Frame) -> "Names":
        """Take the names of everything that a report can be narrowed to."""
        return cls({doctor.id: doctor.name for doctor in frame.doctors})


def spread_cells(spread: Spread) -> tuple[Cell, ...]:
    """Give number, median and 90th percentile."""
    return (spread.n, spread.p50, spread.p90)


def drawn(cell: Cell, column: Column) -> float | None:
    """Give the number that a chart draws of a cell; shares are drawn as percentages."""
    if isinstance(cell, Quantile):
        return round(cell.minutes, 2)
    if cell is None or isinstance(cell, str):
        return None
    return round(cell * 100, 2) if column.kind == Kind.SHARE else round(cell, 4)


def chart_of(
    kind: str, title: str, unit: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], shown: range
) -> Chart:
    """Draw these columns of a table, its first column being the labels."""
    series = [Series(columns[place].title, tuple(drawn(row[place], columns[place]) for row in rows)) for place in shown]
    return Chart(kind, title, unit, tuple(str(row[0]) for row in rows), tuple(series))
