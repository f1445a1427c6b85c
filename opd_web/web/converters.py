"""What may stand in an address."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A row's id: a whole number that every database can look up."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug names it
        """Bound the number, so that a longer one is not found instead of an error in the database."""
        super().__init__(map, min=1, max=LARGEST_ID)


def register(app: Flask) -> None:
    """Let routes say `<id:token_id>`."""
    app.url_map.converters["id"] = IdConverter
