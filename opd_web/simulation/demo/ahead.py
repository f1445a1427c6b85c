"""Who had booked before the day began."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from opd_web.services import booking, views
from opd_web.services.booking import BookingRequest
from opd_web.services.refused import Refused
from opd_web.simulation.demo import layout
from opd_web.simulation.demo.ground import Place
from opd_web.simulation.demo.requests import Requests, chance, new_key, who_books
from opd_web.simulation.demo.timeline import Timeline
from opd_web.store.read_models import SlotView

EARLIEST = timedelta(hours=40)
BETWEEN = timedelta(minutes=30)
OVER, ON, NEXT, LATER, OTHER_DAYS = 0.75, 1.0, 0.6, 0.25, 0.15
"""How full the slots of today and of the days after it are, by where the slot lies at the load."""


@dataclass(frozen=True)
class Booking:
    """A request, the department that it goes to, and when it is made."""

    moment: datetime
    place: Place
    request: BookingRequest


def plan(days: Sequence[Requests], zone: ZoneInfo, timeline: Timeline) -> list[Booking]:
    """Plan what fills the slots of these days, the first of which is today, each as far as it lies ahead."""
    rng = chance(days[0].day, "ahead")
    begin, end = layout.around(timeline.end, zone)[0].starts_at, timeline.begin
    bookings = []
    for place, request in (one for requests in days for one in _of_day(requests, zone, timeline.end)):
        moment = end - rng.random() * EARLIEST
        if place.routing == "earliest" and request.day == days[0].day and begin > end + BETWEEN:
            # Made any earlier, it would get a place in the session that was planned for this day before.
            moment = begin - rng.random() * BETWEEN
        bookings.append(Booking(moment, place, request))
    return sorted(bookings, key=lambda one: one.moment)


def book(one: Booking, timeline: Timeline) -> None:
    """Make one booking; a patient whom a load that was cut off had booked already keeps that token."""
    actor = who_books(one.request, one.place)
    with suppress(Refused):
        booking.book(one.request, key=new_key(), actor=actor, now=timeline.at(one.moment))


def _of_day(requests: Requests, zone: ZoneInfo, now: datetime) -> Iterator[tuple[Place, BookingRequest]]:
    is_today = requests.day == layout.day_of(now, zone)
    for place in requests.ground.places:
        slots = _slots(place, layout.noon(requests.day, zone))
        fills = _fills_today(slots, now, layout.around(now, zone)[0].starts_at) if is_today else {}
        for slot in slots:
            yield from _of_slot(requests, place, slot, fills.get(slot.id, OTHER_DAYS))


def _slots(place: Place, noon: datetime) -> list[SlotView]:
    desk = views.desk(place.table.code, now=noon)
    return [slot for queue in desk.doctors if queue.doctor_id in place.doctors for slot in queue.slots]


def _fills_today(slots: Sequence[SlotView], now: datetime, begin: datetime) -> Mapping[int, float]:
    """Give how full each slot is to be; those before the demo's morning, planned on another day, stay as they are."""
    following = min((slot.starts_at for slot in slots if slot.starts_at > now), default=None)
    return {slot.id: _fill_today(slot, now, following) if slot.starts_at >= begin else 0 for slot in slots}


def _fill_today(slot: SlotView, now: datetime, following: datetime | None) -> float:
    if slot.ends_at <= now:
        return OVER
    if slot.starts_at <= now:
        return ON
    return NEXT if slot.starts_at == following else LATER


def _of_slot(requests: Requests, place: Place, slot: SlotView, fill: float) -> Iterator[tuple[Place, BookingRequest]]:
    """Build the requests for one slot: as many as fill it so far, and one who waits where it is to be full."""
    count = int(slot.capacity * fill + requests.rng.random()) - slot.taken
    count += fill == ON and place.routing != "earliest"
    built = (requests.ahead(place, slot) for _ in range(count))
    yield from ((place, request) for request in built if request)
