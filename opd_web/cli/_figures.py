"""Figures of days side by side, as a table for the terminal."""

from collections.abc import Sequence

from opd_web.cli._options import table
from opd_web.simulation.figures import DEFINITIONS, FEWEST, Figures, Quantile, Waits

COUNTS = {
    "tokens": "tokens",
    "came": "came",
    "seen": "seen",
    "not seen": "not_seen",
    "cancelled": "cancelled",
    "no-shows": "no_shows",
    "displaced": "displaced",
    "overtakes": "overtakes",
    "most overtaken": "most_overtaken",
}
TOTALS = {"overrun, min in all": "overrun_total", "idle, min in all": "idle_total"}
EXPLAINED = {"wait": "wait", **COUNTS, "sessions": "sessions", **TOTALS, "utilisation": "utilisation"}


def figures_table(names: Sequence[str], days: Sequence[Figures]) -> str:
    """Lay the figures of these days out, one column a day."""
    classes = sorted({waits.class_ for day in days for waits in day.by_class})
    rows = [
        ["wait, min: n · p50 · p90", *names],
        ["everybody", *(_waits(day.everybody) for day in days)],
        *([class_, *(_waits(_of_class(day, class_)) for day in days)] for class_ in classes),
        *([title, *(str(getattr(day, name)) for day in days)] for title, name in COUNTS.items()),
        ["sessions", *(str(day.sessions) for day in days)],
        *([title, *(_minutes(getattr(day, name)) for day in days)] for title, name in TOTALS.items()),
        ["utilisation", *(_share(day.utilisation) for day in days)],
    ]
    legend = "\n".join(f"{title}: {DEFINITIONS[name]}" for title, name in EXPLAINED.items() if name in DEFINITIONS)
    return f"{table(rows)}\n\n{legend}\n≥: some of the waits never ended. Fewer than {FEWEST}: n only."


def _of_class(day: Figures, class_: str) -> Waits:
    return next((waits for waits in day.by_class if waits.class_ == class_), Waits(class_, 0, None, None))


def _waits(waits: Waits) -> str:
    if waits.p50 is None or waits.p90 is None:
        return f"{waits.n}"
    return f"{waits.n} · {_quantile(waits.p50)} · {_quantile(waits.p90)}"


def _quantile(quantile: Quantile) -> str:
    return f"{'≥' if quantile.at_least else ''}{quantile.minutes:.0f}"


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %"
