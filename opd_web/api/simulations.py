"""Simulated days: played through the real services, in a database and a process of their own."""

import threading
from typing import Any

from flask import current_app

from opd_web.api.calls import Calls, Json
from opd_web.api.schemas.reports import PlanSchema, SimulatedDaySchema
from opd_web.engine.policy import InvalidPolicy
from opd_web.engine.presets import DEFAULT_PRESET
from opd_web.engine.roles import Permission
from opd_web.services.refused import Refused, refuse
from opd_web.simulation.apart import Failed, simulate_day_apart
from opd_web.simulation.day import DayReport
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.plain import plan_from
from opd_web.store.errors import Busy

USUAL = {"departments": 2, "doctors": 2, "check_every": 25}
"""A day that is over in some seconds: the caller waits for it."""

calls = Calls("simulations", __name__, description="Days to try things on.")

_playing = threading.Lock()


@calls.call("POST", "/simulations/opd-day", Permission.ADMINISTER, body=PlanSchema, gives=SimulatedDaySchema,
            aside=True)  # fmt: skip
def opd_day(body: Json) -> Json:
    """Play a day in a throw-away database and give its report; 409 `busy` while another one is played."""
    plan = _plan(body)
    if not _playing.acquire(blocking=False):
        raise Busy("another day is played")
    try:
        return _report(simulate_day_apart(plan))
    except Failed as failed:
        current_app.logger.error("simulated day: %s", failed)
        raise refuse(
            "invalid", "capacity", problem="The day could not be played to its end. Plan a smaller one."
        ) from failed
    finally:
        _playing.release()


def _plan(body: Json) -> DayPlan:
    """Read the plan. Raise Refused naming the field that cannot be used."""
    asked: dict[str, Any] = USUAL | dict(body)
    policy = dict(asked.pop("policy", {}))
    try:
        return plan_from(asked | {"preset": policy.pop("preset", DEFAULT_PRESET), "overrides": policy})
    except InvalidPlan as problem:
        raise _invalid(problem.option, problem) from problem
    except InvalidPolicy as problem:
        raise _invalid(f"policy.{problem.option}", problem) from problem


def _invalid(field: str, problem: Exception) -> Refused:
    return refuse("invalid", field, problem=str(problem))


def _report(report: DayReport) -> Json:
    return {**vars(report), "refused": dict(report.refused)}
