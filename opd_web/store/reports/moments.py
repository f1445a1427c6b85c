"""Moments in SQL, the same on both databases: how far apart they are, and the facility's hour and date of each.

SQLite knows no time zones, so the offsets of the range are written into the statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Float, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

DAY = 86_400
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""

LOOK_BACK = timedelta(days=10)
"""How far before the range an offset still matters: a request that is older than this is old by any clock."""


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
"""Outside of these nobody has a token, and near the ends of the calendar there is no day before or after."""


class Seconds(FunctionElement[int]):
    """The whole seconds since 1970 of a moment or a date, in UTC."""

    name = "seconds"
    type = BigInteger()
    inherit_cache = True


class Epoch(FunctionElement[float]):
    """The seconds since 1970 of a moment, to the microsecond."""

    name = "epoch"
    type = Float()
    inherit_cache = True


@compiles(Seconds, "postgresql")
def _seconds_postgresql(element: Seconds, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST(FLOOR(DATE_PART('epoch', {compiler.process(element.clauses, **more)})) AS BIGINT)"


@compiles(Seconds, "sqlite")
def _seconds_sqlite(element: Seconds, compiler: SQLCompiler, **more: Any) -> str:
    # Without the fraction, which SQLite would round up into the next second.
    return f"CAST(strftime('%s', substr({compiler.process(element.clauses, **more)}, 1, 19)) AS INTEGER)"


@compiles(Epoch, "postgresql")
def _epoch_postgresql(element: Epoch, compiler: SQLCompiler, **more: Any) -> str:
    # Not EXTRACT, which goes through exact decimals, and so takes longer than to sort what comes of it.
    return f"DATE_PART('epoch', {compiler.process(element.clauses, **more)})"


@compiles(Epoch, "sqlite")
def _epoch_sqlite(element: Epoch, compiler: SQLCompiler, **more: Any) -> str:
    moment = compiler.process(element.clauses, **more)
    fraction = f"CAST(substr({moment}, 21, 6) AS INTEGER) / 1000000.0"
    return f"(CAST(strftime('%s', substr({moment}, 1, 19)) AS INTEGER) + {fraction})"


def minutes_between(earlier: Any, later: Any) -> ColumnElement[float]:
    """Give the minutes from one moment to another, 0 where they stand the other way round."""
    minutes = (Epoch(later) - Epoch(earlier)) / 60.0
    return not_negative(minutes)


def not_negative(value: ColumnElement[Any]) -> ColumnElement[float]:
    """Give the value, 0 in place of a negative one."""
    return case((value < 0, literal(0.0)), else_=value)


@dataclass(frozen=True)
class Offset:
    """So many seconds ahead of UTC the clocks of the facility go until this moment (seconds since 1970)."""

    until: int
    seconds: int


@dataclass(frozen=True)
class LocalTime:
    """The facility's clock over a range of its dates."""

    offsets: tuple[Offset, ...]

    @classmethod
    def over(cls, zone: ZoneInfo, first: date, last: date) -> "LocalTime":
        """Find every change of the clocks in these dates, and some days before."""
        begin, end = _noon(_within(first)) - LOOK_BACK, _noon(_within(last)) + timedelta(days=2)
        return cls(tuple(_offsets(zone, begin, end)))

    def hour(self, moment: Any) -> ColumnElement[int]:
        """Give the hour of the day, 0 to 23."""
        return (self._local(moment) // 3600) % 24

    def day_number(self, moment: Any) -> ColumnElement[int]:
        """Give the facility's date of a moment, as a number of days since 1970."""
        return self._local(moment) // DAY

    def midnight_after(self, day: Any) -> ColumnElement[int]:
        """Give the moment at which a service day ends, in seconds since 1970."""
        there = Seconds(day) + DAY
        # In UTC the facility's midnight lies by the offset earlier, and that decides which offset it is.
        ends = [(there - offset.seconds <= offset.until, there - offset.seconds) for offset in self.offsets[:-1]]
        last = there - self.offsets[-1].seconds
        return case(*ends, else_=last) if ends else last

    def _local(self, moment: Any) -> ColumnElement[int]:
        at = Seconds(moment)
        shifts = [(at < offset.until, at + offset.seconds) for offset in self.offsets[:-1]]
        last = at + self.offsets[-1].seconds
        return case(*shifts, else_=last) if shifts else last


def weekday(day: Any) -> ColumnElement[int]:
    """Give the weekday of a service day, Monday being 0."""
    return (Seconds(day) // DAY + EPOCH_WEEKDAY) % 7


def number_of(day: Any) -> ColumnElement[int]:
    """Give a service day as a number of days since 1970."""
    return Seconds(day) // DAY


def _within(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _offsets(zone: ZoneInfo, begin: datetime, end: datetime) -> Sequence[Offset]:
    """Find the changes, a day at a time; the last offset holds for ever."""
    found, at = [], begin
    while at < end:
        later = at + timedelta(days=1)
        before, after = _offset(zone, at), _offset(zone, later)
        if before != after:
            found.append(Offset(_change(zone, at, later), before))
        at = later
    return [*found, Offset(int(end.timestamp()), _offset(zone, end))]


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> int:
    """Find the second at which the clocks change between these two."""
    low, high = int(before.timestamp()), int(after.timestamp())
    old = _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == old:
            low = middle
        else:
            high = middle
    return high
