"""Records: a day as it was, and the log of all events; reads only."""

from datetime import date

from opd_web.store import day_record, event_log
from opd_web.store.day_record import DayRecord
from opd_web.store.reading import reading


def find_day(code: str, on: date) -> DayRecord | None:
    """Give the record of one department's day, None where nobody ever wrote to it."""
    with reading() as session:
        return day_record.read(session, code, on)


def log() -> tuple[str, ...]:
    """Give every event as one line of JSON, in the order of writing, each with the hash that seals it."""
    with reading() as session:
        return tuple(event_log.lines(session))
