"""The sessions of the demo clinic: today's around the moment of the load, ordinary mornings after it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from opd_web.engine.roles import SYSTEM
from opd_web.services import clinic, schedule, views
from opd_web.services.clinic import NewSlot
from opd_web.simulation.demo import layout
from opd_web.simulation.demo.data import Doctor
from opd_web.simulation.demo.ground import Place
from opd_web.simulation.demo.layout import Window
from opd_web.simulation.demo.timeline import Timeline
from opd_web.store.read_models import DeskView, SlotView

LONG_BEFORE = timedelta(days=7)


def plan(place: Place, zone: ZoneInfo, timeline: Timeline) -> None:
    """Add the slots of today and of the next days that the department's doctors do not have yet."""
    now = timeline.end
    today, *later = layout.days(now, zone)
    windows_of = {today: layout.around(now, zone)} | {day: layout.later_day(day, zone) for day in later}
    new: list[NewSlot] = []
    for day, windows in windows_of.items():
        desk = views.desk(place.table.code, now=layout.noon(day, zone))
        new += _missing(place, desk, windows, now)
    new += _follow_ups(place, zone, now)
    if new:
        clinic.add_slots(new, actor=SYSTEM, now=timeline.at(now - LONG_BEFORE))


def _missing(place: Place, desk: DeskView, windows: Sequence[Window], now: datetime) -> Iterator[NewSlot]:
    taken = slots_by_doctor(desk)
    for doctor_id, doctor in place.doctors.items():
        for window in windows:
            if not _is_off(doctor, window, now) and not _overlaps(window, taken.get(doctor_id, ())):
                capacity = window.capacity(place.table.capacity)
                yield NewSlot(doctor_id, window.starts_at, window.ends_at, capacity)


def _follow_ups(place: Place, zone: ZoneInfo, now: datetime) -> Iterator[NewSlot]:
    """Give each doctor the first hour of those days of the next weeks that have no slot of theirs."""
    hours = {day: layout.later_day(day, zone)[0] for day in layout.follow_up_days(now, zone)}
    for doctor_id in place.doctors:
        planned = {day.day for day in schedule.calendar(doctor_id, now=now) if day.slots}
        for day, hour in hours.items():
            if day not in planned:
                yield NewSlot(doctor_id, hour.starts_at, hour.ends_at, hour.capacity(place.table.capacity))


def _is_off(doctor: Doctor, window: Window, now: datetime) -> bool:
    return doctor.afternoon and window.starts_at <= now


def _overlaps(window: Window, slots: Sequence[SlotView]) -> bool:
    return any(slot.starts_at < window.ends_at and slot.ends_at > window.starts_at for slot in slots)


def slots_by_doctor(desk: DeskView) -> Mapping[int, tuple[SlotView, ...]]:
    """Give the day's slots of each doctor, in the order of their start."""
    return {queue.doctor_id: queue.slots for queue in desk.doctors}
