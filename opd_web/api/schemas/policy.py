"""A policy: a preset, and every option of it."""

from typing import Any

from marshmallow import Schema, fields, validate

from opd_web.api.fields import Flag, Number, Real, Text, word
from opd_web.engine.policy import CHOICES, NUMBERS
from opd_web.engine.presets import PRESETS


class TimeBonusSchema(Schema):
    """Waiting makes the shown score better."""

    per_hour = Real(0, 100, required=True, metadata={"examples": [0.1]})
    cap = Real(0, 100, required=True, metadata={"examples": [1.0]})


def _options() -> dict[str, fields.Field[Any]]:
    """Give a field for each option, from the engine's own tables."""
    found: dict[str, fields.Field[Any]] = {
        "preset": word(*PRESETS, metadata={"description": "Where the options that are left out come from."}),
        "classes": fields.List(
            Text(1, 40),
            validate=validate.Length(1, 20),
            metadata={"description": "The classes in use, highest first.", "uniqueItems": True},
        ),
        "time_bonus": fields.Nested(TimeBonusSchema, allow_none=True),
        "completed_holds_place": Flag(),
    }
    found |= {option: word(*choices) for option, choices in CHOICES.items()}
    return found | {option: Number(least, most, allow_none=off) for option, (least, most, off) in NUMBERS.items()}


_KNOWN = ", ".join(sorted(_options()))


class _PolicySchema(Schema):
    error_messages = {"unknown": f"This is no option of a policy; known are {_KNOWN}."}


PolicySchema = _PolicySchema.from_dict(_options(), name="PolicySchema")
"""Options that are left out are the preset's, `fair` where none is named."""
