"""What may stand in an address."""

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A row's id: a whole number that every database can look up."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug names it
        """Bound the number, so that a longer one is not found instead of an error in the database."""
        super().__init__(map, min=1, max=LARGEST_ID)


EARLIEST, LATEST = 2000, 2100
"""Years that a day of the hospital may lie in: the first and last that a calendar knows have no day beside them."""


class DayConverter(BaseConverter):
    """A date in an address, as 2025-03-03."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the date; what is none is not found."""
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError
        return day

    def to_url(self, value: date) -> str:
        """Write the date."""
        return value.isoformat()


def register(app: Flask) -> None:
    """Let routes say `<id:token_id>` and `<day:on>`."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["day"] = DayConverter
