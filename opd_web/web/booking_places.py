"""Where the booking form can book: slots or times, as the routing asks, and the best of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from opd_web.store.read_models import DeskView, DoctorQueue, SlotView
from opd_web.web.language import gettext
from opd_web.web.words import clock_time, full_label, place_label, room_word, slot_state

Groups = dict[str, list[tuple[str, str]]]


def places(desk: DeskView) -> Groups | list[tuple[str, str]]:
    """Give the slots by doctor, or the times of all of them, as the routing asks; no choice at all under `earliest`."""
    if desk.department.routing == "slot":
        return {
            f"{doctor.name}, {room_word(doctor.room)}": [
                (str(slot.id), place_label(slot, desk.zone)) for slot in _open([doctor])
            ]
            for doctor in desk.doctors
            if _open([doctor])
        }
    if desk.department.routing == "least_loaded":
        return list(_windows(desk))
    return []


class Place(NamedTuple):
    """A place of an open form, in the words of now."""

    value: str
    label: str
    is_free: bool


def fresh(desk: DeskView) -> list[Place]:
    """Give every place that an open form may offer: one that takes nobody any more says so."""
    free = _free(desk)
    return [Place(value, label, value in free) for value, label in _every(desk)]


def _free(desk: DeskView) -> set[str]:
    return {_value(desk, slot) for slot in _open(desk.doctors) if slot.free}


def _value(desk: DeskView, slot: SlotView) -> str:
    return slot.starts_at.isoformat() if desk.department.routing == "least_loaded" else str(slot.id)


def _every(desk: DeskView) -> list[tuple[str, str]]:
    if desk.department.routing == "least_loaded":
        windows = dict(_windows(desk))
        over = {slot.starts_at.isoformat(): slot for doctor in desk.doctors for slot in doctor.slots}
        ended = {start: _ended(slot, desk) for start, slot in over.items() if start not in windows}
        return [*windows.items(), *ended.items()]
    return [(str(slot.id), place_label(slot, desk.zone)) for doctor in desk.doctors for slot in doctor.slots]


def _ended(slot: SlotView, desk: DeskView) -> str:
    return f"{clock_time(slot.starts_at, desk.zone)}, {slot_state(slot)}"


def doctors(desk: DeskView) -> list[tuple[str, str]]:
    return [(str(one.doctor_id), f"{one.name}, {room_word(one.room)}") for one in desk.doctors if _open([one])]


def offers(desk: DeskView, place: str | None) -> bool:
    """Tell whether this is one of the places that can be chosen."""
    return any(place == _value(desk, slot) for slot in _open(desk.doctors))


def best(desk: DeskView) -> str | None:
    """Propose the earliest slot, or its time, that has room; where none has, the one that the fewest wait for."""
    by_time = desk.department.routing == "least_loaded"
    found = _open(desk.doctors)
    if not found:
        return None
    waiting = desk.waiting_at if by_time else {}

    def order(slot: SlotView) -> tuple[bool, int, datetime]:
        wait = 0 if slot.free else waiting.get(slot.starts_at, slot.waiting_count)
        return not slot.free, wait, slot.starts_at

    return _value(desk, min(found, key=order))


def _open(doctors: Iterable[DoctorQueue]) -> list[SlotView]:
    slots = (slot for doctor in doctors for slot in doctor.slots)
    return [slot for slot in slots if slot.is_open]


def _windows(desk: DeskView) -> Iterator[tuple[str, str]]:
    slots = _open(desk.doctors)
    for start in sorted({slot.starts_at for slot in slots}):
        free = sum(slot.free for slot in slots if slot.starts_at == start)
        yield start.isoformat(), _window_label(clock_time(start, desk.zone), free, desk.waiting_at.get(start, 0))


def _window_label(time: str, free: int, waiting: int) -> str:
    if free:
        return gettext("%(time)s, %(free)d free", time=time, free=free)
    return full_label(time, waiting)
