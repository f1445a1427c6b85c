"""Where the windows of the demo's day lie: around the moment of the load, and within the facility's day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
STEP = timedelta(minutes=5)
AHEAD = 3
DAYS_AHEAD = 2
OPENING, CLOSING = 9, 13
FOLLOW_UP_WEEKDAYS = frozenset({1, 4})
FOLLOW_UP_DAYS = 35


@dataclass(frozen=True)
class Window:
    """One window of slots, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def capacity(self, of_an_hour: int) -> int:
        """Give a slot's capacity: that of an hour, less in a shorter window."""
        return max(1, round(of_an_hour * ((self.ends_at - self.starts_at) / HOUR)))


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Give the facility's own date."""
    return moment.astimezone(zone).date()


def days(now: datetime, zone: ZoneInfo) -> list[date]:
    """Give today and the next days that have sessions."""
    return [day_of(now, zone) + timedelta(ahead) for ahead in range(DAYS_AHEAD + 1)]


def follow_up_days(now: datetime, zone: ZoneInfo) -> list[date]:
    """Give the days of the next weeks on which there is an hour for follow-ups: few, since each slot takes time."""
    ahead = [day_of(now, zone) + timedelta(number) for number in range(DAYS_AHEAD + 1, FOLLOW_UP_DAYS + 1)]
    return [day for day in ahead if day.weekday() in FOLLOW_UP_WEEKDAYS]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which the facility's day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Give a moment that lies in the facility's day whatever its clocks do."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def around(now: datetime, zone: ZoneInfo) -> tuple[Window, ...]:
    """Give today's windows: two over, one on, three ahead, of an hour each; near midnight fewer and shorter ones."""
    day = day_of(now, zone)
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    on = _begin_of_the_one_that_is_on(now, begin)
    edges = [*_before(on, begin), on, *_after(on, now, begin, end)]
    return tuple(Window(*edge) for edge in pairwise(edges))


def later_day(day: date, zone: ZoneInfo) -> tuple[Window, ...]:
    """Give the windows of a day that is still to come: an ordinary morning."""
    starts = [datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in range(OPENING, CLOSING)]
    return tuple(Window(start, start + HOUR) for start in starts)


def _begin_of_the_one_that_is_on(now: datetime, begin: datetime) -> datetime:
    elapsed = now - begin
    if elapsed >= HOUR:
        return begin + elapsed // HOUR * HOUR
    return begin + _down(elapsed * 2 / 3)


def _before(on: datetime, begin: datetime) -> list[datetime]:
    """Give the edges of the two windows that are over, shorter where the day is young, none where it has just begun."""
    step = min(HOUR, _down((on - begin) / 2))
    return [on - 2 * step, on - step] if step else []


def _after(on: datetime, now: datetime, begin: datetime, end: datetime) -> list[datetime]:
    """Give the end of the window that is on, and the edges of those ahead; in the last hour both share what is left."""
    first = begin + ((on - begin) // HOUR + 1) * HOUR
    if first < end:
        return [edge for edge in (first + hours * HOUR for hours in range(AHEAD + 1)) if edge <= end]
    middle = begin + _down(now + (end - now) / 2 - begin)
    return [middle, end] if middle > now else [end]


def _down(length: timedelta) -> timedelta:
    return length // STEP * STEP
