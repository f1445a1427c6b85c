"""The API's own description in OpenAPI."""

from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask
from flask_smorest.utils import prepare_response

from opd_web.api.fields import ID
from opd_web.api.problems import MEDIA_TYPE
from opd_web.api.schemas.resources import ProblemSchema


class Api(flask_smorest.Api):  # type: ignore[misc]  # Flask-Smorest brings no types
    """Collects what each call takes and gives; pages and errors are our own."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`: Flask-Smorest would take those of the pages too."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                response: dict[str, Any] = {"description": status.phrase, "schema": self.ERROR_SCHEMA}
                prepare_response(response, self.spec, MEDIA_TYPE)
                self.spec.components.response(status.name, response, lazy=True)


def describe(app: Flask) -> Api:
    """Begin the description; the blueprints add themselves."""
    app.config.update(API_TITLE="OPD tokens", API_VERSION="v1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    api = Api(app)
    api.register_converter(app.url_map.converters["id"], lambda _: {"type": "string", "pattern": ID})
    return api
