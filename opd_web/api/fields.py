"""The kinds of fields that the API knows: how each is written, and what is taken from a request."""

import re
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from opd_web import phones
from opd_web.api.zone import facility_zone

LARGEST_ID = 2**31 - 1
NO_SUCH_ID = 0
"""Stands for a number that no row can have, so that the service says what it says of any unknown one."""

ID = r"^[1-9][0-9]{0,9}$"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
YEAR_MONTH_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST, LATEST = 2000, 2100
"""Years that a moment may lie in; its day may be the first of the year after, where clocks go ahead of UTC."""

ANY_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]*$"
SOME_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\ud800-\udfff]")


def row_id(text: str) -> int:
    """Read an id; what is none, or too long for any row, is an id that there is not."""
    return int(text) if re.fullmatch(ID, text, re.ASCII) and int(text) <= LARGEST_ID else NO_SUCH_ID


class Id(fields.String):
    """The id of a resource: a string for programs, a number inside."""

    def __init__(self, **options: Any) -> None:
        """Describe the form of an id."""
        options["metadata"] = {"pattern": ID} | options.get("metadata", {})
        super().__init__(**options)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        text = super()._deserialize(value, *arguments, **options)
        if not re.fullmatch(ID, str(text), re.ASCII):
            raise ValidationError("This is no id: an id is a string of digits.")
        return row_id(str(text))


class Text(fields.String):
    """One line of text, without the spaces around it; `least` 0 allows an empty one."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        """Describe how long the text may be."""
        self.least, self.most = least, most
        pattern = SOME_TEXT if least else ANY_TEXT
        known = {"minLength": least, "maxLength": most, "pattern": pattern}
        options["metadata"] = known | options.get("metadata", {})
        super().__init__(**options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        text = str(super()._deserialize(value, *arguments, **options))
        if CONTROL.search(text):
            raise ValidationError("This has characters that cannot be written: send one line of plain text.")
        text = text.strip()
        if not self.least <= len(text) <= self.most:
            raise ValidationError(f"Send a text of {self.least} to {self.most} characters.")
        return text


class Phone(Text):
    """A phone number, in whatever way it is written; kept in E.164."""

    def __init__(self, **options: Any) -> None:
        """Bound the length of what can be a phone number."""
        super().__init__(3, 40, **options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        text = super()._deserialize(value, *arguments, **options)
        number = phones.parse(text)
        if number is None:
            raise ValidationError("This is no phone number. Send all its digits, with + and the country code.")
        return number


class Moment(fields.String):
    """A moment with its offset; inside in UTC, written in the facility's own zone."""

    def __init__(self, *, whole_minutes: bool = False, **options: Any) -> None:
        """Describe the form; what positions and pools hang on has whole minutes."""
        self.whole_minutes = whole_minutes
        known = {"format": "date-time", "examples": ["2030-03-04T10:00:00+05:30"]}
        options["metadata"] = known | options.get("metadata", {})
        super().__init__(**options)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.astimezone(facility_zone()).isoformat()

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        moment = _moment(str(super()._deserialize(value, *arguments, **options)))
        if self.whole_minutes and (moment.second or moment.microsecond):
            raise ValidationError("Send whole minutes.")
        return moment


def _moment(text: str) -> datetime:
    if not RFC_3339.fullmatch(text):
        raise ValidationError("Send a date and time with its offset, such as 2030-03-04T10:00:00+05:30.")
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise ValidationError("There is no such date or time.") from error
    if not EARLIEST <= moment.year < LATEST:
        raise ValidationError(f"Send a year from {EARLIEST} to {LATEST - 1}.")
    return moment.astimezone(UTC)


class Day(fields.String):
    """A date of the facility's own calendar."""

    def __init__(self, **options: Any) -> None:
        """Describe the form."""
        options["metadata"] = {"format": "date"} | options.get("metadata", {})
        super().__init__(**options)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        day = _day(str(super()._deserialize(value, *arguments, **options)))
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError(f"Send a year from {EARLIEST} to {LATEST}.")
        return day


def _day(text: str) -> date:
    if not YEAR_MONTH_DAY.fullmatch(text):
        raise ValidationError("Send a date such as 2030-03-04.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError("There is no such date.") from error


class Number(fields.Integer):
    """A whole number between two bounds, never a text or a fraction."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        """Describe the bounds."""
        super().__init__(strict=True, validate=validate.Range(least, most), **options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(value, (str, bool)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *arguments, **options)


class Real(fields.Float):
    """A number between two bounds, never a text."""

    def __init__(self, least: float, most: float, **options: Any) -> None:
        """Describe the bounds."""
        super().__init__(validate=validate.Range(least, most), **options)

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(value, (str, bool)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *arguments, **options)


class Flag(fields.Boolean):
    """True or false, and no number or word that stands for one."""

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *arguments, **options)


class NumberInQuery(Number):
    """A whole number of a query, where everything is text."""

    def _deserialize(self, value: Any, *arguments: Any, **options: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(int(value), *arguments, **options)


def word(*choices: str, **options: Any) -> fields.String:
    """Give a field that takes one of these words."""
    error = f"Send one of: {', '.join(choices)}."
    return fields.String(validate=validate.OneOf(choices, error=error), **options)
