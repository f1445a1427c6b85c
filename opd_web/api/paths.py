"""Where the API lies, and how its addresses name a resource."""

from flask import Flask
from werkzeug.routing import BaseConverter

from opd_web.api.fields import row_id

PREFIX = "/api/"
V1 = "/api/v1"


class KeyConverter(BaseConverter):
    """The id of a resource: whatever is none is one that there is not, so that every call says so alike.

    A word such as `emergency` is no id, but a call of its own.
    """

    regex = "[^a-z/][^/]*"
    part_isolating = True

    def to_python(self, value: str) -> int:
        """Read the id."""
        return row_id(value)


def register(app: Flask) -> None:
    """Let addresses say `<key:token_id>`."""
    app.url_map.converters["key"] = KeyConverter
