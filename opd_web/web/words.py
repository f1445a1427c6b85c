"""Codes in the words that people read, and moments in the facility's time."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from opd_web import clock
from opd_web.engine.model import SlotStatus
from opd_web.services.finding import Visit
from opd_web.store.board_models import BoardDoctor
from opd_web.store.read_models import DeskView, SlotView, TokenView
from opd_web.web.language import gettext, ngettext

CLASSES = {
    "EMERGENCY": _l("Emergency"),
    "PAID": _l("Paid"),
    "FOLLOW_UP": _l("Follow-up"),
    "ONLINE": _l("Online"),
    "WALK_IN": _l("Walk-in"),
}

STATES = {
    "WAITING": _l("On the waiting list"),
    "BOOKED": _l("Not here yet"),
    "CALLED": _l("Called"),
    "IN_CONSULTATION": _l("Inside"),
    "ON_HOLD": _l("On hold"),
    "DISPLACED": _l("Displaced"),
    "COMPLETED": _l("Seen"),
    "CANCELLED": _l("Cancelled"),
    "NO_SHOW": _l("Did not come"),
}

SOURCES = {
    "WALK_IN": _l("Came to the desk"),
    "ONLINE": _l("Online"),
    "STAFF": _l("Booked by staff"),
    "APP": _l("App"),
}

NOTES = {
    "note": _l("Note"),
    "reason": _l("Why an emergency"),
    "cancel": _l("Why cancelled"),
    "transfer": _l("Why moved"),
    "no_show": _l("Why closed"),
}

SESSIONS = {
    "planned": _l("Not started"),
    "open": _l("Open"),
    "paused": _l("On a break"),
    "closed": _l("Closed"),
}


def register(app: Flask) -> None:
    """Let templates use these words."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function


def class_word(code: str) -> str:
    """Give a priority class in words; a policy may use others than ours."""
    return str(CLASSES.get(code) or code.replace("_", " ").capitalize())


def source_word(code: str) -> str:
    """Say how a request came in."""
    return str(SOURCES.get(code) or code)


def state_word(token: TokenView | Visit) -> str:
    """Give the state, where a booked patient who is in the building counts as here."""
    if token.status == "BOOKED" and token.arrived_at:
        return gettext("Here")
    return str(STATES[token.status])


def note_word(kind: str) -> str:
    """Say what a note is about."""
    return str(NOTES.get(kind) or gettext("Remark"))


def session_word(status: str) -> str:
    """Give the status of a doctor's clinic session, where there is one."""
    return str(SESSIONS.get(status) or gettext("No session today"))


def late(minutes: int) -> str:
    """Say how late somebody is."""
    return ngettext("%(num)d minute late", "%(num)d minutes late", minutes)


def clock_time(at: datetime, zone: str) -> str:
    """Give the time of day in the facility's zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def is_past(at: datetime) -> bool:
    """Tell whether a moment is over: what was expected then is promised no more."""
    return at < clock.now()


def day_in(at: datetime, zone: str) -> date:
    """Give the date of a moment in the facility's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def moment(at: datetime) -> str:
    """Give the moment for programs, in UTC."""
    return at.isoformat(timespec="milliseconds")


def long_day(day: date) -> str:
    """Give the day with its weekday."""
    return str(format_date(day, "full"))


def short_day(day: date) -> str:
    """Give the day in a few letters, with its weekday."""
    return str(format_date(day, "EEE d MMM"))


def slot_state(slot: SlotView) -> str:
    """Say why a slot takes nobody any more; nothing of one that is open."""
    if slot.status == SlotStatus.CANCELLED:
        return gettext("cancelled")
    if slot.is_over:
        return gettext("over")
    return "" if slot.is_open else gettext("closed")


def slot_label(slot: SlotView, zone: str) -> str:
    """Name a slot by its time and how full it is."""
    times = f"{clock_time(slot.starts_at, zone)}–{clock_time(slot.ends_at, zone)}"
    if not slot.is_open:
        return f"{times}, {slot_state(slot)}"
    if slot.free:
        return gettext("%(times)s, %(free)d free of %(capacity)d", times=times, free=slot.free, capacity=slot.capacity)
    return full_label(times, slot.waiting_count)


def full_label(times: str, waiting: int) -> str:
    """Say that a time is full, and how many wait for it where there are some."""
    if not waiting:
        return gettext("%(times)s, full", times=times)
    return gettext("%(times)s, full (%(waiting)d waiting)", times=times, waiting=waiting)


def place_label(slot: SlotView, zone: str) -> str:
    """Name a slot where several doctors have one at the same time: a closed list shows nothing but this."""
    return f"{slot.doctor_name}, {slot_label(slot, zone)}"


def slots_near(desk: DeskView, token: TokenView) -> list[SlotView]:
    """Give up to three slots of the day with room: the token's doctor's own first, then its time with others."""
    free = [slot for doctor in desk.doctors for slot in doctor.slots if slot.is_open and slot.free]
    free.sort(key=lambda slot: _distance(slot, token))
    return free[:3]


def _distance(slot: SlotView, token: TokenView) -> tuple[bool, bool, datetime, int]:
    return slot.doctor_id != token.doctor_id, slot.starts_at != token.slot_starts_at, slot.starts_at, slot.id


def day_and_time(at: datetime, desk: DeskView) -> str:
    """Give the time of day, with the date where it is not the desk's own day."""
    local = at.astimezone(ZoneInfo(desk.zone))
    time = clock_time(at, desk.zone)
    return time if local.date() == desk.day else f"{format_date(local.date(), 'E d MMM')}, {time}"


def day_time(at: datetime, zone: str) -> str:
    """Give date and time of day in the facility's zone."""
    return f"{short_day(at.astimezone(ZoneInfo(zone)).date())}, {clock_time(at, zone)}"


def room_word(room: str) -> str:
    """Name a room; one that is only a number needs the word."""
    return gettext("Room %(room)s", room=room) if room[:1].isdigit() else room


def board_word(doctor: BoardDoctor, zone: str) -> str:
    """Say on a board whether the doctor sees patients, and when if not yet."""
    if doctor.status == "closed":
        return gettext("finished for today")
    if doctor.status == "paused":
        return gettext("on a break")
    if doctor.status == "open":
        return late(doctor.delay_minutes) if doctor.delay_minutes else gettext("on time")
    if doctor.delay_minutes:
        return ngettext("starts %(num)d minute late", "starts %(num)d minutes late", doctor.delay_minutes)
    if doctor.starts_at:
        return gettext("planned from %(time)s", time=clock_time(doctor.starts_at, zone))
    return gettext("not started yet")


FILTERS: tuple[Callable[..., object], ...] = (
    class_word, state_word, note_word, session_word, room_word, board_word, slot_state, slot_label, place_label,
    late, clock_time, is_past, day_in, moment, long_day, short_day, day_and_time, day_time, slots_near,
)  # fmt: skip
