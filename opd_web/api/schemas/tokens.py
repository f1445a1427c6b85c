"""What calls about tokens take, and how a token is explained."""

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validates_schema

from opd_web.api.cursors import Cursor
from opd_web.api.fields import Day, Id, Moment, Number, NumberInQuery, Text, word
from opd_web.api.schemas.requests import PageQuery
from opd_web.engine.model import EMERGENCY, Source, TokenStatus

REASON = {"description": "Noted at the token, apart from the sealed events.", "examples": ["Called by phone"]}
LARGEST_VERSION = 2**31 - 1


class TokensQuery(PageQuery):
    """Which tokens."""

    status = word(*TokenStatus)
    doctor = Id()
    department = Id()
    patient = Id()
    slot = Id()
    date = Day(metadata={"description": "The service day, by the facility's own calendar."})


class WaitingQuery(Schema):
    """Whose waiting list: a slot's pool, or a department's day, today where it is left out."""

    slot = Id()
    department = Id()
    date = Day()
    limit = NumberInQuery(1, 500, load_default=100)
    cursor = Cursor(int, str, int, int, int)


class _Request(Schema):
    """Who, and where: a slot, a department with a window (the slots' `starts_at`), or a department."""

    patient_id = Id(data_key="patient", required=True)
    source = word(*Source, load_default=Source.WALK_IN.value)
    booked_at = Moment(metadata={"description": "When it was asked for, if before now."})
    slot_id = Id(data_key="slot")
    department_id = Id(data_key="department")
    window = Moment(whole_minutes=True)

    @validates_schema(skip_on_field_errors=False)
    def _check_where(self, data: dict[str, Any], **_: Any) -> None:
        """Take one place, and nothing that would be overlooked beside it."""
        if "slot_id" in data and {"department_id", "window"} & set(data):
            raise ValidationError("Name a slot, or a department with or without a window.", "slot")
        if "slot_id" not in data and "department_id" not in data:
            field = "department" if "window" in data else "slot"
            raise ValidationError("Name a slot, or a department with or without a window.", field)


class TokenIn(_Request):
    """A request. Without a class it is tagged from the patient's history (`follow_up_days`)."""

    EXAMPLE = {"patient": "1", "slot": "1"}

    class_ = Text(1, 40, data_key="class", metadata={"examples": ["WALK_IN"]})
    reason = Text(0, 500, metadata=REASON)


class EmergencyIn(_Request):
    """An emergency: class EMERGENCY, whatever the patient's history says."""

    EXAMPLE = {"patient": "1", "slot": "1", "reason": "Chest pain"}

    class_ = word(EMERGENCY, data_key="class")
    reason = Text(0, 500, metadata=REASON)


class Step(Schema):
    """One step of a token, as the program saw it: a `version` that is not current is refused."""

    EXAMPLE: ClassVar[dict[str, object]] = {}

    version = Number(1, LARGEST_VERSION)
    reason = Text(0, 500, load_default="", metadata=REASON)


class Transfer(Step):
    """Another slot of the same department and day."""

    EXAMPLE = {"slot": "2"}

    slot_id = Id(data_key="slot", required=True)


class CallNext(Schema):
    """Nothing: the order decides."""

    EXAMPLE: ClassVar[dict[str, object]] = {}


class AheadSchema(Schema):
    """Somebody who goes first, and why."""

    token = Id(attribute="token_id")
    number = fields.String()
    reason = fields.String(metadata={"description": "A stable word for the reason."})
    text = fields.String(attribute="sentence")


class ToldSchema(Schema):
    """One thing that happened."""

    at = Moment()
    who = fields.String()
    text = fields.String(attribute="sentence")


class ExplanationSchema(Schema):
    """Why a token is where it is, who is ahead and why, and what moved it: read from the sealed events."""

    token = Id(attribute="token_id")
    number = fields.String()
    summary = fields.String(metadata={"examples": ["1 ahead: K-012 (emergency, 10:42)."]})
    ahead = fields.List(fields.Nested(AheadSchema))
    story = fields.List(fields.Nested(ToldSchema))
