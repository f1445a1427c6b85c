"""Figures of a day, the sealed events of a token, and a simulated day."""

from typing import Any

from marshmallow import Schema, fields

from opd_web.api.cursors import Cursor
from opd_web.api.fields import Day, Id, Moment, Number, NumberInQuery, Real
from opd_web.api.schemas.policy import PolicySchema
from opd_web.simulation.day_plan import LIMITS


class DayQuery(Schema):
    """Which service day; today where it is left out."""

    date = Day()


class AuditQuery(Schema):
    """Whose events."""

    token = Id(required=True)
    limit = NumberInQuery(1, 500, load_default=100)
    cursor = Cursor(int)


class QuantileSchema(Schema):
    """A quantile in minutes; `at_least` where waits that never ended lie below it."""

    minutes = fields.Float()
    at_least = fields.Boolean()


class WaitsSchema(Schema):
    """How long one class waited; of fewer than 10 only their number is told."""

    class_ = fields.String(data_key="class", attribute="class_")
    n = fields.Integer()
    p50 = fields.Nested(QuantileSchema, allow_none=True)
    p90 = fields.Nested(QuantileSchema, allow_none=True)


class FiguresSchema(Schema):
    """The figures of a day; `definitions` of the report say what each of them means."""

    tokens = fields.Integer()
    came = fields.Integer()
    seen = fields.Integer()
    not_seen = fields.Integer()
    cancelled = fields.Integer()
    no_shows = fields.Integer()
    displaced = fields.Integer()
    overtakes = fields.Integer()
    most_overtaken = fields.Integer()
    sessions = fields.Integer()
    capacity = fields.Integer()
    overrun_total = fields.Float(allow_none=True)
    idle_total = fields.Float(allow_none=True)
    overrun = fields.Float(allow_none=True)
    idle = fields.Float(allow_none=True)
    utilisation = fields.Float(allow_none=True)
    everybody = fields.Nested(WaitsSchema)
    by_class = fields.List(fields.Nested(WaitsSchema))


class DepartmentDaySchema(Schema):
    """One department's day."""

    department = Id()
    code = fields.String()
    policy = fields.String(metadata={"description": "The preset that decided the day."})
    events = fields.Integer()
    by_status = fields.Dict(keys=fields.String(), values=fields.Integer())
    figures = fields.Nested(FiguresSchema)


class DailyReportSchema(Schema):
    """A service day in figures, whole and by department."""

    date = Day()
    zone = fields.String()
    computed_at = Moment()
    figures = fields.Nested(FiguresSchema)
    departments = fields.List(fields.Nested(DepartmentDaySchema))
    definitions = fields.Dict(keys=fields.String(), values=fields.String())


class EventSchema(Schema):
    """One sealed event; `hash` covers it and the one before it."""

    id = Id()
    position = fields.Integer()
    at = Moment()
    actor = fields.String()
    who = fields.String()
    kind = fields.String()
    token = Id(attribute="token_id", allow_none=True)
    slot = Id(attribute="slot_id", allow_none=True)
    status_before = fields.String(allow_none=True)
    status_after = fields.String(allow_none=True)
    rule = fields.String()
    facts = fields.Dict()
    previous_hash = fields.String()
    hash = fields.String()


WHOLE = {"seed", "departments", "doctors", "windows", "window_minutes", "capacity", "walk_seconds", "pause_minutes",
         "tick_seconds", "check_every"}  # fmt: skip
"""Fields of a plan that are whole numbers."""


def _plan() -> dict[str, fields.Field[Any]]:
    """Give a field for each of the plan's, from its own table of bounds."""
    numbers: dict[str, fields.Field[Any]] = {
        name: Number(int(least), int(most)) if name in WHOLE else Real(least, most)
        for name, (least, most) in LIMITS.items()
    }
    numbers["seed"] = Number(0, 2**53, metadata={"description": "The same seed plays the same day."})
    return {"policy": fields.Nested(PolicySchema), "day": Day(), **numbers}


class _PlanSchema(Schema):
    EXAMPLE = {"seed": 7, "policy": {"preset": "fair"}, "departments": 1, "doctors": 2}


PlanSchema = _PlanSchema.from_dict(_plan(), name="SimulatedDayIn")
"""A day to play: whatever is left out is as usual. Rates are shares of the capacity, durations are minutes."""


class SimulatedDaySchema(Schema):
    """What came of a simulated day: `violations` is empty where every rule held."""

    policy = fields.String()
    overrides = fields.Dict()
    day = Day()
    zone = fields.String()
    departments = fields.List(fields.String())
    requests = fields.Integer()
    turned_away = fields.Integer()
    figures = fields.Nested(FiguresSchema)
    steps = fields.Integer()
    events = fields.Integer()
    checks = fields.Integer()
    refused = fields.Dict(keys=fields.String(), values=fields.Integer())
    violations = fields.List(fields.String())
    log_sha256 = fields.String(metadata={"description": "The same for the same seed."})
