"""The report pages of a simulated day as tables for the terminal."""

from collections.abc import Iterable, Iterator, Sequence

from opd_web.cli._options import table
from opd_web.simulation.day_pages import DayPages
from opd_web.store.report_models import Due, Promise, Quantile, Spread, Use, told

SPREAD = ("n", "median", "90 % within")
LEADS = ("same day", "1 to 7 days", "8 days or more")

Rows = Iterable[Sequence[str]]


def pages_text(pages: DayPages) -> str:
    """Write every page, each table under its title."""
    return "\n\n".join(table([(title, *columns), *rows]) for title, columns, rows in _tables(pages) if rows)


def _tables(pages: DayPages) -> Iterator[tuple[str, Sequence[str], list[Sequence[str]]]]:
    """Give title, columns and rows, page by page in the order of the links on the web."""
    doctors = {one.id: one.name for one in pages.doctors}
    waits = pages.waits
    for by in ("class", "hour", "doctor"):
        yield f"waits by {by}, min", SPREAD, [_spread(_key(by, one, doctors), one) for one in waits.waits[by]]
    visit = {"delay": waits.delay, "walk": waits.walk, "consultation": waits.consultation}
    yield "the rest of a visit, min", SPREAD, [_spread(name, one) for name, one in visit.items()]
    use = pages.utilisation
    rows = [(doctors[one.key], f"{one.capacity}", f"{one.seen}", _used(one)) for one in use.doctors]
    yield "utilisation", ("capacity", "seen", "share"), [*rows]
    ends = {"overrun": use.overrun, "idle": use.idle}
    yield "how sessions ended, min", SPREAD, [_spread(name, one) for name, one in ends.items()]
    yield "no-shows", ("due", "in time", "absent", "rate"), [_due(one) for one in pages.no_shows]
    fair = pages.fairness
    costs = [(f"{one.class_} to {one.by_class or 'nobody'}", f"{one.times}") for one in fair.costs]
    yield "places taken", ("times",), [*costs]
    yield "who lost one", ("now",), [(status, f"{count}") for status, count in sorted(fair.outcomes.items())]
    overtaken = [(one.class_, f"{one.overtakes}", f"{one.patients}", f"{one.most}") for one in fair.overtaken]
    yield "overtakes", ("calls", "patients", "most of one"), [*overtaken]
    promised = [_promise(doctors[int(one.key or 0)], one) for one in pages.promises.doctors]
    yield "promises", ("n", "early", "on time", "late"), promised
    arrivals = [(_hour(hour), f"{count}") for (_, hour), count in sorted(pages.arrivals.counts.items())]
    yield "arrivals by hour", ("n",), [*arrivals]


def _key(by: str, spread: Spread, doctors: dict[int, str]) -> str:
    if spread.key is None:
        return f"no {by}"
    return doctors[int(spread.key)] if by == "doctor" else _hour(int(spread.key)) if by == "hour" else str(spread.key)


def _spread(name: str, spread: Spread) -> Sequence[str]:
    return name, f"{spread.n}", _quantile(spread.p50), _quantile(spread.p90)


def _quantile(quantile: Quantile | None) -> str:
    return f"{'≥' if quantile.at_least else ''}{quantile.minutes:.1f}" if quantile else ""


def _due(due: Due) -> Sequence[str]:
    rate = told(due.no_shows, due.due - due.in_time)
    return f"{due.source}, {LEADS[due.lead]}", f"{due.due}", f"{due.in_time}", f"{due.no_shows}", _share(rate)


def _promise(name: str, promise: Promise) -> Sequence[str]:
    shares = [_share(told(count, promise.n)) for count in _counts(promise)]
    return name, f"{promise.n}", *shares


def _counts(promise: Promise) -> tuple[int, int, int]:
    return promise.early, promise.on_time, promise.late


def _used(use: Use) -> str:
    return _share(use.share)


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
