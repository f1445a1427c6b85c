"""Figures of days side by side, in rows that people read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opd_web.simulation.figures import Figures, Quantile, Waits
from opd_web.web.lab.words import DEFINITIONS
from opd_web.web.language import gettext
from opd_web.web.reports.cells import share
from opd_web.web.words import class_word

COUNTS = ("came", "seen", "not_seen", "no_shows", "displaced", "overtakes", "most_overtaken", "sessions")
TOTALS = ("overrun_total", "idle_total")
"""Sums, since a lab's day has few sessions: of fewer than 10 no mean is told."""


@dataclass(frozen=True)
class Column:
    """One day under one policy; `pages` is the address of its report pages, None where none were kept."""

    title: str
    figures: Figures
    pages: str | None = None


@dataclass(frozen=True)
class Row:
    """One figure in every column."""

    title: str
    cells: tuple[str, ...]


def rows(columns: Sequence[Column]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Give every figure in two groups: waits by class, and the rest."""
    return ("wait", tuple(_waits(columns))), ("rest", tuple(_others(columns)))


def _waits(columns: Sequence[Column]) -> Iterator[Row]:
    yield Row(gettext("Everybody"), tuple(_wait(one.figures.everybody) for one in columns))
    for class_ in sorted({waits.class_ for one in columns for waits in one.figures.by_class}):
        yield Row(class_word(class_), tuple(_wait(_of_class(one.figures, class_)) for one in columns))


def _others(columns: Sequence[Column]) -> Iterator[Row]:
    for name in COUNTS:
        yield Row(str(DEFINITIONS[name][0]), tuple(str(getattr(one.figures, name)) for one in columns))
    for name in TOTALS:
        yield Row(str(DEFINITIONS[name][0]), tuple(_total(getattr(one.figures, name)) for one in columns))
    yield Row(str(DEFINITIONS["utilisation"][0]), tuple(_share(one.figures.utilisation) for one in columns))


def _of_class(figures: Figures, class_: str) -> Waits:
    return next((waits for waits in figures.by_class if waits.class_ == class_), Waits(class_, 0, None, None))


def _wait(waits: Waits) -> str:
    """Give p50 and p90 with n; of few cases n only."""
    if waits.p50 is None or waits.p90 is None:
        return gettext("n = %(n)d", n=waits.n)
    return gettext("%(p50)s / %(p90)s, n = %(n)d", p50=_minutes(waits.p50), p90=_minutes(waits.p90), n=waits.n)


def _minutes(quantile: Quantile) -> str:
    return f"{'≥' if quantile.at_least else ''}{quantile.minutes:.0f}"


def _total(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "–" if value is None else share(value)
