"""Medians and 90th percentiles by groups, computed by the database; both databases interpolate as PostgreSQL does."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, Subquery, case, cast, false, func, select, true, tuple_
from sqlalchemy.orm import Session

from opd_web.store.report_models import FEWEST, Quantile, Spread, Spreads

ALL = "all"
SHARES = (0.5, 0.9)


def spreads(session: Session, cases: Select[Any], groups: Sequence[str] = ()) -> Spreads:
    """Give the spread of everybody under `all`, and under each group's name those of its members.

    `cases` selects a `minutes`, whether it is `unfinished`, and a column of each group's name.
    """
    rows = cases.subquery()
    found = _postgresql(session, rows, groups) if _is_postgresql(session) else _sqlite(session, rows, groups)
    return {name: tuple(sorted(found.get(name, []), key=_order)) for name in (ALL, *groups)}


def side_by_side(session: Session, cases: Select[Any], names: Sequence[str]) -> list[Spread]:
    """Give the spread of each of these columns, which hold minutes, or NULL for who is none of its cases."""
    rows = cases.subquery()
    if not _is_postgresql(session):
        return [everybody(spreads(session, _those_with(rows.c[name]))) for name in names]
    # One look at the tokens for all of them.
    values = session.execute(select(*chain.from_iterable(_counted(rows.c[name]) for name in names))).one()
    width = 1 + len(SHARES)
    parts = [values[at : at + width] for at in range(0, len(values), width)]
    return [_spread(None, n, quantiles, None) for n, *quantiles in parts]


def _counted(minutes: ColumnElement[float]) -> Iterable[ColumnElement[Any]]:
    return (func.count(minutes), *_quantiles(minutes))


def _quantiles(minutes: ColumnElement[float]) -> Iterable[ColumnElement[float]]:
    return (func.percentile_cont(share).within_group(minutes) for share in SHARES)


def _those_with(minutes: ColumnElement[float]) -> Select[*tuple[Any, ...]]:
    return select(minutes.label("minutes"), false().label("unfinished")).where(minutes.is_not(None))


def everybody(found: Spreads) -> Spread:
    """Give the spread of all cases in one."""
    return found[ALL][0] if found[ALL] else Spread(None, 0)


def _order(spread: Spread) -> tuple[bool, Any]:
    return spread.key is None, spread.key


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _postgresql(session: Session, rows: Subquery, groups: Sequence[str]) -> Mapping[str, list[Spread]]:
    """Sort all groups in one look at the tokens."""
    columns = [rows.c[name] for name in groups]
    selected: list[ColumnElement[Any]] = [
        func.grouping(*columns) if columns else func.count() * 0,
        *columns,
        func.count(),
        *_quantiles(rows.c.minutes),
        func.min(rows.c.minutes).filter(rows.c.unfinished == true()),
    ]
    query = select(*selected)
    if columns:
        query = query.group_by(func.grouping_sets(tuple_(), *(tuple_(column) for column in columns)))
    found: dict[str, list[Spread]] = {}
    for row in session.execute(query):
        name = _grouped_by(row[0], groups)
        key = None if name == ALL else row[1 + groups.index(name)]
        found.setdefault(name, []).append(_spread(key, row[-4], row[-3:-1], row[-1]))
    return found


def _grouped_by(which: int, groups: Sequence[str]) -> str:
    """Read PostgreSQL's mask, in which the columns that a row is not grouped by are set, the last one being 1."""
    for place, name in enumerate(reversed(groups)):
        if not which >> place & 1:
            return name
    return ALL


def _sqlite(session: Session, rows: Subquery, groups: Sequence[str]) -> Mapping[str, list[Spread]]:
    return {name: list(_sqlite_groups(session, rows, name)) for name in (ALL, *groups)}


def _sqlite_groups(session: Session, rows: Subquery, name: str) -> Iterable[Spread]:
    key = rows.c[name] if name != ALL else cast(None, Integer)
    by: Mapping[str, Any] = {"partition_by": key} if name != ALL else {}
    ranked = select(
        key.label("key"),
        rows.c.minutes,
        rows.c.unfinished,
        (func.row_number().over(order_by=rows.c.minutes, **by) - 1).label("place"),
        func.count().over(**by).label("n"),
    ).subquery()
    nearest = [column for share in SHARES for column in _nearest(ranked, share)]
    least = func.min(case((ranked.c.unfinished == true(), ranked.c.minutes)))
    for row in session.execute(select(ranked.c.key, ranked.c.n, *nearest, least).group_by(ranked.c.key, ranked.c.n)):
        yield _interpolated(row)


def _nearest(ranked: Subquery, share: float) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Pick the two values between which the quantile lies."""
    below = cast((ranked.c.n - 1) * share, Integer)
    return (
        func.max(case((ranked.c.place == below, ranked.c.minutes))),
        func.max(case((ranked.c.place == below + 1, ranked.c.minutes))),
    )


def _interpolated(row: Row[*tuple[Any, ...]]) -> Spread:
    n: int = row[1]
    nearest: Sequence[float] = row[2:-1]
    values = []
    for share, below, above in zip(SHARES, nearest[::2], nearest[1::2], strict=True):
        place = share * (n - 1)
        # The highest value has none above it.
        values.append(below + ((above or below) - below) * (place - int(place)))
    return _spread(row[0], n, values, row[-1])


def _spread(key: str | int | None, n: int, values: Sequence[float], least: float | None) -> Spread:
    if n < FEWEST:
        return Spread(key, n)
    p50, p90 = (Quantile(value, least is not None and least <= value) for value in values)
    return Spread(key, n, p50, p90)
