"""What calls about slots take."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from opd_web.api.cursors import Cursor
from opd_web.api.fields import Day, Id, Moment, Number, NumberInQuery, Text, word
from opd_web.api.schemas.requests import PageQuery
from opd_web.engine.model import SlotStatus
from opd_web.services.clinic import LONGEST_DELAY
from opd_web.services.slots import LARGEST_CAPACITY


class SlotsQuery(Schema):
    """Which slots."""

    doctor = Id()
    department = Id()
    date = Day()
    limit = NumberInQuery(1, 500, load_default=100)
    cursor = Cursor(datetime, int)


class SlotTokensQuery(PageQuery):
    """Which part of a slot's tokens."""


def _time(example: str, **options: Any) -> Moment:
    return Moment(whole_minutes=True, metadata={"examples": [example]}, **options)


class SlotIn(Schema):
    """A slot to add."""

    EXAMPLE = {
        "doctor": "1",
        "starts_at": "2030-03-04T10:00:00+05:30",
        "ends_at": "2030-03-04T11:00:00+05:30",
        "capacity": 10,
    }

    doctor_id = Id(data_key="doctor", required=True)
    starts_at = _time("2030-03-04T10:00:00+05:30", required=True)
    ends_at = _time("2030-03-04T11:00:00+05:30", required=True)
    capacity = Number(1, LARGEST_CAPACITY, required=True, metadata={"examples": [10]})


class SlotChange(Schema):
    """What is to become of a slot; what is left out stays.

    What a program cannot change may be sent back as it was read: the doctor must be the same, the rest changes nothing.
    """

    EXAMPLE = {"capacity": 12}

    id = Id()
    doctor_id = Id(data_key="doctor")
    starts_at = Moment()
    ends_at = Moment()
    capacity = Number(1, LARGEST_CAPACITY)
    taken = Number(0, 2 * LARGEST_CAPACITY)
    waiting_count = Number(0, 10_000_000)
    status = word(*SlotStatus)
    delay_minutes = Number(0, LONGEST_DELAY)
    active = fields.List(fields.Dict())
    waiting = fields.List(fields.Dict())


class Delay(Schema):
    """How late the doctor is in all; sending it again changes nothing."""

    EXAMPLE = {"minutes": 20}

    minutes = Number(0, LONGEST_DELAY, required=True, metadata={"examples": [20]})


class SlotCancel(Schema):
    """Why a slot is cancelled; noted at each token that it concerns."""

    EXAMPLE = {"reason": "The doctor is ill"}

    reason = Text(0, 500, load_default="")
