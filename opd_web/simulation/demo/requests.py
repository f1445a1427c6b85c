"""Who asks for what in the demo clinic; the same day is always asked for in the same way."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from uuid import uuid4

from opd_web.engine.model import Source
from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services import views
from opd_web.services.booking import BookingRequest
from opd_web.simulation.demo.ground import Ground, Place
from opd_web.store.read_models import DeskView, SlotView, TokenView

AHEAD = (Source.ONLINE, Source.ONLINE, Source.APP, Source.STAFF)


def chance(*seeds: object) -> random.Random:
    """Give chance that falls the same way each time."""
    return random.Random(repr(seeds))  # noqa: S311  nothing here is secret


@dataclass
class Requests:
    """The requests of one day: each patient comes once, if there are enough; those in `busy` have a token already."""

    ground: Ground
    day: date
    busy: frozenset[int]
    rng: random.Random = field(init=False)
    _patients: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        """Shuffle the patients."""
        self.rng = chance(self.day, "requests")
        ids = [patient_id for patient_id in self.ground.patient_ids if patient_id not in self.busy]
        self.rng.shuffle(ids)
        # More requests than patients: then some need a second department.
        self._patients = chain(ids, ids)

    def ahead(self, place: Place, slot: SlotView) -> BookingRequest | None:
        """Build a request made before the day, None when everybody has asked already."""
        return self._build(place, place.table.ahead, self.rng.choice(AHEAD), slot)

    def walk_in(self, place: Place, slot: SlotView | None = None) -> BookingRequest | None:
        """Build a walk-in's request: for this slot or its window, else for the first free place."""
        return self._build(place, place.table.walk_in, Source.WALK_IN, slot)

    def _build(
        self, place: Place, classes: Mapping[str, int], source: Source, slot: SlotView | None
    ) -> BookingRequest | None:
        patient_id = next(self._patients, None)
        if patient_id is None:
            return None
        class_ = self.rng.choices(list(classes), list(classes.values()))[0]
        request = BookingRequest(source=source, class_=class_, patient_id=patient_id)
        return self._placed(request, place, slot)

    def _placed(self, request: BookingRequest, place: Place, slot: SlotView | None) -> BookingRequest:
        """Name the place in the way in which the department's policy wants it named."""
        if slot is None or place.routing == "earliest":
            return replace(request, department_id=place.id, day=self.day)
        if place.routing == "slot":
            return replace(request, slot_id=slot.id)
        return replace(request, department_id=place.id, window=slot.starts_at)


def of_day(ground: Ground, day: date, noon: datetime) -> Requests:
    """Build the requests of a day; `noon` lies in it."""
    desks = (views.desk(place.table.code, now=noon) for place in ground.places)
    return Requests(ground, day, frozenset(token.patient_id for desk in desks for token in _tokens(desk)))


def _tokens(desk: DeskView) -> Iterator[TokenView]:
    yield from desk.displaced
    for group in desk.waiting:
        yield from group.tokens
    for doctor in desk.doctors:
        yield from (*doctor.inside, *doctor.called, *doctor.queue, *doctor.on_hold)


def who_books(request: BookingRequest, place: Place) -> Actor:
    """Give who acts: the nurse, or the system where the patient booked without anybody's help."""
    return SYSTEM if request.source in {Source.ONLINE, Source.APP} else place.nurse


def new_key() -> str:
    """Give an idempotency key."""
    return f"demo-{uuid4()}"
