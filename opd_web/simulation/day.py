"""A whole day in virtual time, through the real services, in a throw-away database."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import inf

import simpy

from opd_web.engine.model import LIVE
from opd_web.engine.policy import preset
from opd_web.engine.roles import SYSTEM
from opd_web.services import audit, records, reports
from opd_web.simulation import day_pages, doctors, nurses, patients, random_demand
from opd_web.simulation.day_pages import DayPages
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.demand import Demand, stand_ins
from opd_web.simulation.figures import Figures, differences, figures
from opd_web.simulation.inspection import Inspection
from opd_web.simulation.stopping import stop_if_asked
from opd_web.simulation.virtual_clinic import Process, VirtualClinic
from opd_web.store.day_record import DayRecord
from opd_web.store.report_models import Asked
from opd_web.store.scratch import scratch

Progress = Callable[[int], None]
"""Takes how many more visitors have asked."""

Log = Callable[[Sequence[str]], None]
"""Takes the lines of the event log, in order."""


@dataclass(frozen=True)
class Manner:
    """How a day is played: the patient's way to the room, how often the clock ticks, how often all is checked."""

    walk_seconds: int = 40
    tick_seconds: int = 120
    check_every: int = 1


@dataclass(frozen=True)
class DayReport:
    """What came of a simulated day.

    `requests` were asked, `turned_away` of them got no token at all. `stand_ins` are the classes that the policy does
    not use, each with the one that stood for it. `steps` were done, `refused` not, by reason; `log_sha256` is that of
    the event log, which is the same for the same seed. `violations` is empty where everything held. `pages` is None
    in a report that was kept before there were any.
    """

    policy: str
    overrides: Mapping[str, object]
    day: date
    zone: str
    departments: tuple[str, ...]
    requests: int
    turned_away: int
    figures: Figures
    stand_ins: tuple[tuple[str, str], ...]
    steps: int
    events: int
    checks: int
    refused: tuple[tuple[str, int], ...]
    violations: tuple[str, ...]
    log_sha256: str
    pages: DayPages | None = None


def simulate_day(plan: DayPlan, *, progress: Progress | None = None, log: Log | None = None) -> DayReport:
    """Play the day that the plan and its seed describe. Raise Unavailable where no database can be made."""
    manner = Manner(plan.walk_seconds, plan.tick_seconds, plan.check_every)
    return play(random_demand.draw(plan), plan.preset, plan.overrides, manner, progress=progress, log=log)


def play(
    demand: Demand,
    preset_name: str,
    overrides: Mapping[str, object],
    manner: Manner,
    *,
    progress: Progress | None = None,
    log: Log | None = None,
) -> DayReport:
    """Play this demand under one policy. Raise InvalidPolicy, or Unavailable where no database can be made."""
    policy = preset(preset_name, **overrides)
    begins = min(0, *(visitor.asks for visitor in demand.visitors))
    env = simpy.Environment(initial_time=begins)
    clinic = VirtualClinic(env, demand, policy, Inspection(manner.check_every), manner.walk_seconds)
    with scratch():
        clinic.open(preset_name, overrides)
        _start(clinic, manner, progress)
        _run(env)
        lines = records.log()
        if log:
            log(lines)
        return _report(clinic, preset_name, overrides, lines)


def _run(env: simpy.Environment) -> None:
    while env.peek() != inf:
        stop_if_asked()
        env.step()


def _start(clinic: VirtualClinic, manner: Manner, progress: Progress | None) -> None:
    """Let everybody begin, in an order that never changes."""
    env, demand = clinic.env, clinic.demand
    for number in range(len(demand.visitors)):
        env.process(patients.visit(clinic, number))
    for index in range(len(demand.slots)):
        env.process(nurses.end_slot(clinic, index))
    over = env.all_of([_start_doctor(clinic, number) for number in range(len(demand.doctors))])
    opens = min(demand.begins(number) for number in range(len(demand.doctors)))
    env.process(nurses.tick(clinic, manner.tick_seconds, opens, over))
    if progress:
        env.process(_tell(clinic, progress))


def _start_doctor(clinic: VirtualClinic, number: int) -> simpy.Process:
    plan, env = clinic.demand.doctors[number], clinic.env
    env.process(nurses.announce_lateness(clinic, number))
    if plan.called_away is not None:
        env.process(nurses.cancel_slot(clinic, plan.called_away))
    if plan.stays_on is not None:
        env.process(nurses.add_slot(clinic, number, plan.stays_on))
    return env.process(doctors.practise(clinic, number))


def _tell(clinic: VirtualClinic, progress: Progress) -> Process:
    for visitor in clinic.demand.visitors:
        yield clinic.until(visitor.asks)
        progress(1)


def _report(
    clinic: VirtualClinic, preset_name: str, overrides: Mapping[str, object], lines: Sequence[str]
) -> DayReport:
    demand, inspection = clinic.demand, clinic.inspection
    days = [day for day in (records.find_day(code, demand.day) for code in demand.departments) if day]
    _inspect_the_end(clinic, days)
    asked, until = Asked(demand.day, demand.day), _until(clinic)
    found = _figures(clinic, days, asked, until)
    return DayReport(
        policy=preset_name,
        overrides=dict(overrides),
        day=demand.day,
        zone=demand.zone.key,
        departments=demand.departments,
        requests=len(demand.visitors),
        turned_away=len(demand.visitors) - len(set(clinic.visitor_of.values())),
        figures=found,
        stand_ins=stand_ins(demand, clinic.policy),
        steps=inspection.steps,
        events=len(lines),
        checks=inspection.checks,
        refused=tuple(sorted(inspection.refused.items())),
        violations=tuple(inspection.violations),
        log_sha256=sha256(lines),
        pages=day_pages.read(asked, actor=SYSTEM, now=until),
    )


def _until(clinic: VirtualClinic) -> datetime:
    """Give the moment that ends the waits of those who were never called."""
    midnight = datetime.combine(clinic.demand.day + timedelta(days=1), time(), clinic.demand.zone)
    return min(clinic.now, midnight)


def _figures(clinic: VirtualClinic, days: Sequence[DayRecord], asked: Asked, until: datetime) -> Figures:
    """Let the database compute the day's report, as that of a real day, and compare it with the day's record.

    The classes are those that were asked for, also where another one stands for them in this policy.
    """
    computed = reports.figures(asked, actor=SYSTEM, now=until)
    for sentence in differences(computed, figures(days, now=until)):
        clinic.inspection.note(f"in the day's report {sentence}")
    asked_for = figures(days, lambda token: clinic.visitor(token.id).class_, until)
    return replace(computed, by_class=asked_for.by_class)


def sha256(lines: Sequence[str]) -> str:
    """Hash the event log as a file of these lines would be hashed."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _inspect_the_end(clinic: VirtualClinic, days: Sequence[DayRecord]) -> None:
    """Check everything once more: all days, the whole chains, the events against the tables, and every token's end."""
    inspection = clinic.inspection
    inspection.check("the day's end", clinic.now, everything=True)
    problem = audit.verify().problem
    for sentence in ([problem] if problem else []) + list(audit.replay()):
        inspection.note(f"after the day's end: {sentence}")
    tokens = {token.id: token for day in days for token in day.tokens}
    for token_id in sorted(tokens.keys() ^ clinic.visitor_of.keys()):
        inspection.note(f"token {token_id} was lost, or nobody asked for it")
    for token in tokens.values():
        # Whoever asks after the last session waits for slots that somebody might add.
        if token.status in LIVE and clinic.last_close and token.booked_at < clinic.last_close:
            inspection.note(f"token {token.id} is still {token.status} after the last session")
