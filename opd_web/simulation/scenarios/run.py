"""Running a scenario: what stands, and how it differs from what should."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opd_web.engine.model import ACTIVE, TokenStatus
from opd_web.services.refused import Refused
from opd_web.simulation.scenarios.clinic import ScenarioClinic
from opd_web.simulation.scenarios.model import Scenario, State, clock
from opd_web.store.day_state import PoolState

LIVE = ACTIVE | {TokenStatus.WAITING}
LATER = 2 * 24 * 60


def run(scenario: Scenario) -> list[str]:
    """Play the scenario in the database in force and give every difference, in order; none where it holds."""
    try:
        return list(_play(scenario))
    except Refused as refused:
        return [f"the start (want possible, got refused: {refused})"]
    except Exception as error:  # noqa: BLE001  one scenario that breaks the product must not hide what the others show
        return [f"the run (want an end, got {type(error).__name__}: {error})"]


def _play(scenario: Scenario) -> Iterator[str]:
    clinic = ScenarioClinic(scenario)
    for event in scenario.events:
        clinic.reach(event.at)
        outcome = clinic.do(event)
        if event.expect not in {None, outcome}:
            yield f"{event} (want {event.expect}, got {outcome})"
        if event.state:
            yield from (f"{event}: {difference}" for difference in differences(event.state, observe(clinic)))
    yield from (f"final: {difference}" for difference in differences(scenario.final, observe(clinic)))
    # A grace that still ran would be worked off in the middle of the next scenario.
    clinic.reach(LATER)


def observe(clinic: ScenarioClinic) -> State:
    """Read what stands, in the scenario's own names."""
    slots = {key: name for name, key in clinic.slots.items()}
    names = {key: name for name, key in clinic.tokens.items()}
    days = clinic.states()
    tokens = [token for day in days.values() for token in day.tokens]
    closed = {names[token.id]: token.status for token in tokens if token.status not in LIVE}
    return State(
        active={slots[slot.id]: [names[one] for one in slot.queue] for day in days.values() for slot in day.slots},
        waiting={
            _pool(department, pool, clinic, slots): [names[one] for one in pool.token_ids]
            for department, day in days.items()
            for pool in day.waiting
        },
        status=closed | dict.fromkeys(clinic.rejected, "REJECTED"),
        delay={slots[slot.id]: slot.delay_minutes for day in days.values() for slot in day.slots},
        times={names[token.id]: clinic.minute(token.estimated_time) for token in tokens if token.estimated_time},
        scores={names[token.id]: token.score for token in tokens if token.status in LIVE},
        seq={names[token.id]: token.sequence for token in tokens if token.sequence},
    )


def _pool(department: str, pool: PoolState, clinic: ScenarioClinic, slots: Mapping[int, str]) -> str:
    if pool.slot_id is not None:
        return slots[pool.slot_id]
    return f"{department}@{clock(clinic.minute(pool.starts_at))}" if pool.starts_at else "*"


def differences(wanted: State, found: State) -> Iterator[str]:
    """Say what differs: whole parts in every name, listed ones where the wanted state names them."""
    for part in ("active", "waiting", "status"):
        want, got = getattr(wanted, part), getattr(found, part)
        if want is not None:
            yield from _differing(part, want, got, want | got)
    for part in ("delay", "times", "scores", "seq"):
        want, got = getattr(wanted, part), getattr(found, part)
        yield from _differing(part, want, got, want)


def _differing(part: str, wanted: dict[str, Any], found: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    left_out: list[str] | None = [] if part in {"active", "waiting"} else None
    for name in sorted(names):
        want, got = wanted.get(name, left_out), found.get(name, left_out)
        if want != got:
            yield f"{part} {name} (want {_shown(part, want)}, got {_shown(part, got)})"


def _shown(part: str, value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    if part == "times" and isinstance(value, int):
        return clock(value)
    return "nothing" if value is None else str(value)
