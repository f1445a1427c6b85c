"""Load the demo clinic: once for each day, whatever an earlier load left behind."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial
from zoneinfo import ZoneInfo

from opd_web.engine.roles import SYSTEM
from opd_web.services import accounts, audit, facility, views
from opd_web.services.bulk import made_again_if_lost
from opd_web.simulation.demo import ahead, ground, layout, requests, scene, sessions
from opd_web.simulation.demo.ahead import Booking
from opd_web.simulation.demo.data import tables
from opd_web.simulation.demo.ground import Ground, Password, Place
from opd_web.simulation.demo.morning import Morning
from opd_web.simulation.demo.patients import Patients
from opd_web.simulation.demo.requests import Requests, chance
from opd_web.simulation.demo.rounds import Rounds
from opd_web.simulation.demo.timeline import Timeline
from opd_web.store.admin_models import Facility

BEFORE_THE_FIRST_SLOT = timedelta(minutes=30)

Tell = Callable[[tuple[Password, ...]], None]


class Outcome(Enum):
    """What a load did."""

    LOADED = auto()
    RENEWED = auto()
    ALREADY_THERE = auto()
    OTHER_CLINIC = auto()


def load(zone_name: str, *, now: datetime, tell: Tell) -> Outcome:
    """Load the demo clinic, or today's part of it; a load that was cut off is carried on with.

    `zone_name` is the zone of a clinic that is made now. `tell` gets the users' new passwords while the load still
    counts as unfinished: were they lost, the next load would make new ones.
    """
    there = facility.read()
    if _is_other_clinic(there):
        return Outcome.OTHER_CLINIC
    zone = ZoneInfo(there.timezone if there else zone_name)
    day, last = layout.day_of(now, zone), there.demo_day if there else None
    if last and last >= day:
        return Outcome.ALREADY_THERE
    with made_again_if_lost():
        passwords = ground.make(tables(), zone.key, now) if last is None else ()
        _play(ground.read(tables(), now), zone, now)
    if last is None:
        tell(passwords)
    facility.complete_demo_day(day, actor=SYSTEM, now=now)
    return Outcome.LOADED if last is None else Outcome.RENEWED


def _is_other_clinic(there: Facility | None) -> bool:
    return not there.is_demo if there else bool(views.departments() or accounts.every())


def _play(demo: Ground, zone: ZoneInfo, now: datetime) -> None:
    timeline = Timeline(begin=now, end=now, reached=audit.last_event_at() or datetime.min.replace(tzinfo=UTC))
    for place in demo.places:
        sessions.plan(place, zone, timeline)
    days = [requests.of_day(demo, day, layout.noon(day, zone)) for day in layout.days(now, zone)]
    timeline.begin = _begin(demo, zone, now)
    bookings = ahead.plan(days, zone, timeline)
    for one in bookings:
        if one.moment <= timeline.begin:
            ahead.book(one, timeline)
    timeline.at(timeline.begin)
    _play_today(demo, timeline, days[0], [one for one in bookings if one.moment > timeline.begin])


def _begin(demo: Ground, zone: ZoneInfo, now: datetime) -> datetime:
    """Begin half an hour before the first slot, within the day."""
    queues = (queue for place in demo.places for queue in views.desk(place.table.code, now=now).doctors)
    first = min((slot.starts_at for queue in queues for slot in queue.slots), default=now) - BEFORE_THE_FIRST_SLOT
    return min(now, max(first, layout.midnight(layout.day_of(now, zone), zone)))


def _play_today(demo: Ground, timeline: Timeline, today: Requests, bookings: Iterable[Booking]) -> None:
    morning = Morning(timeline, chance(today.day, "morning"))
    patients = {place.id: _plan(morning, place, today) for place in demo.places}
    for one in bookings:
        morning.plan(one.moment, partial(patients[one.place.id].book_ahead, one.request))
    morning.play()
    scene.play(timeline, demo.places, today)


def _plan(morning: Morning, place: Place, today: Requests) -> Patients:
    desk = views.desk(place.table.code, now=morning.timeline.end)
    rounds = Rounds(morning, place)
    for doctor in desk.doctors:
        if doctor.doctor_id in place.doctors:
            rounds.begin(doctor)
    slots = tuple(slot for doctor in desk.doctors for slot in doctor.slots)
    patients = Patients(morning, place, today, rounds, slots)
    patients.plan(desk)
    return patients
