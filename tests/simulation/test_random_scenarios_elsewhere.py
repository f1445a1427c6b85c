"""After a random scenario everything else that the product says agrees with what the rules gave."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, current_app

from opd_web.services import audit, explanation, views
from opd_web.simulation.scenarios.clinic import ScenarioClinic
from opd_web.store.day_state import DayState
from opd_web.store.read_models import DeskView
from opd_web.store.scratch import scratch
from tests.reference import draw
from tests.support import invariants
from tests.support.scenarios import parsed

SEEDS = range(700, 710)


@dataclass(frozen=True)
class Played:
    """A scenario's clinic after its last event, in a database of its own; its days, and the desks that show them."""

    clinic: ScenarioClinic
    app: Flask
    days: tuple[DayState, ...]
    desks: tuple[DeskView, ...]

    @property
    def waiting_lists(self) -> list[tuple[int, ...]]:
        return [pool.token_ids for day in self.days for pool in day.waiting]


@pytest.fixture(scope="module", params=SEEDS)
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    scenario = parsed(draw.scenario(request.param))
    with scratch():
        clinic = ScenarioClinic(scenario)
        for event in scenario.events:
            clinic.reach(event.at)
            clinic.do(event)
        desks = tuple(views.desk(department.code, now=clinic.now) for department in views.departments())
        yield Played(clinic, current_app._get_current_object(), tuple(clinic.states().values()), desks)


def test_what_must_always_hold_does(played: Played) -> None:
    assert invariants.violations(played.app, played.clinic.now) == []


def test_the_events_alone_rebuild_it(played: Played) -> None:
    assert audit.replay() == ()


def test_the_desk_shows_the_same_places_and_times(played: Played) -> None:
    times = {token.id: token.estimated_time for day in played.days for token in day.tokens}
    queues = [(slot.id, slot.queue) for day in played.days for slot in day.slots]
    queued = [(id_, slot, position, times[id_]) for slot, queue in queues for position, id_ in enumerate(queue, 1)]
    shown = [token for desk in played.desks for doctor in desk.doctors for token in doctor.queue]
    assert sorted((one.id, one.slot_id, one.position, one.estimated_time) for one in shown) == sorted(queued)


def test_the_desk_shows_the_same_waiting_lists(played: Played) -> None:
    shown = [tuple(token.id for token in group.tokens) for desk in played.desks for group in desk.waiting]
    assert sorted(shown) == sorted(played.waiting_lists)


def test_who_waits_is_told_of_everybody_ahead(played: Played) -> None:
    ahead = {id_: waiting[:position] for waiting in played.waiting_lists for position, id_ in enumerate(waiting)}
    told = {id_: tuple(one.token_id for one in explanation.explain(id_).ahead) for id_ in ahead}
    assert told == ahead
