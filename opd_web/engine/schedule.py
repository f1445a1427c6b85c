"""A week's plan as windows: wall times of one day, cut into slots of one length."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MONDAY_FIRST = range(7)


@dataclass(frozen=True)
class Hours:
    """Hours of one weekday in wall time; `slot_minutes` is the length of each slot, `capacity` its places."""

    starts: time
    ends: time
    slot_minutes: int
    capacity: int

    @property
    def minutes(self) -> int:
        """Give the length from start to end."""
        return _minute(self.ends) - _minute(self.starts)

    @property
    def slots(self) -> int:
        """Count the slots that fit."""
        return max(0, self.minutes) // self.slot_minutes if self.slot_minutes > 0 else 0

    def overlap(self, other: "Hours") -> bool:
        """Tell whether the two share a minute."""
        return self.starts < other.ends and other.starts < self.ends

    def windows(self, day: date, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """Give each slot's start and end (UTC) on this day; a window that the change of the clocks swallows is none."""
        first = _minute(self.starts)
        for number in range(self.slots):
            start = _moment(day, first + number * self.slot_minutes, zone)
            end = _moment(day, first + (number + 1) * self.slot_minutes, zone)
            if end > start:
                yield start, end


def horizon(today: date, days: int) -> list[date]:
    """Give so many days from today on."""
    return [today + timedelta(days=number) for number in range(days)]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)
