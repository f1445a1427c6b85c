"""A call of the API in one decorator: who may make it, what it takes, what it gives, how it fails."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
from flask import Response
from marshmallow import Schema

from opd_web import access
from opd_web.api.once import kept_after, once
from opd_web.api.reading import Parser
from opd_web.api.writing import writes
from opd_web.engine.roles import PERMISSIONS, Permission

View = TypeVar("View", bound=Callable[..., Any])
Json = Mapping[str, Any]

FAILURES = {400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED",
            409: "CONFLICT", 412: "PRECONDITION_FAILED", 413: "REQUEST_ENTITY_TOO_LARGE",
            415: "UNSUPPORTED_MEDIA_TYPE", 422: "UNPROCESSABLE_ENTITY", 429: "TOO_MANY_REQUESTS"}  # fmt: skip
ALWAYS = (401, 403, 404, 409, 422, 429)
WITH_BODY = (400, 413, 415)


class Calls(flask_smorest.Blueprint):  # type: ignore[misc]  # Flask-Smorest brings no types
    """The calls about one kind of resource."""

    ARGUMENTS_PARSER = Parser()

    def call(
        self,
        method: str,
        rule: str,
        *needed: Permission,
        gives: type[Schema] | None,
        status: int = 200,
        also: tuple[int, ...] = (),
        body: type[Schema] | None = None,
        query: type[Schema] | None = None,
        aside: bool = False,
        **described: Any,
    ) -> Callable[[View], View]:
        """Open a view to keys whose role has all of these permissions.

        The view is given the body or the query as a mapping, then the ids of the path by name; it gives what the
        schema writes. A view `aside` takes long and changes nothing here.
        """

        def open_(view: View) -> View:
            schema = gives() if gives else None
            made = writes(view, schema, status)
            if method == "POST":
                made = (kept_after if aside else once)(made, schema)
            made = self._reading(made, method, body, query)
            for good in (status, *also):
                made = self.response(good, None if good == HTTPStatus.NO_CONTENT else gives)(made)
            for failure in ALWAYS + (WITH_BODY if body else ()):
                made = self.alt_response(failure, FAILURES[failure])(made)
            about = {"operationId": f"{self.name}_{view.__name__}", "x-roles": roles(needed), **described}
            made = self.doc(**about)(made)
            setattr(made, access.NEEDS, access.BY_KEY)
            setattr(made, access.KEY_NEEDS, frozenset(needed))
            self.route(rule, methods=[method])(made)
            return view

        return open_

    def _reading(
        self, view: Callable[..., Response], method: str, body: type[Schema] | None, query: type[Schema] | None
    ) -> Callable[..., Response]:
        if body:
            required = method == "PUT" or any(field.required for field in body().fields.values())
            example: dict[str, object] = getattr(body, "EXAMPLE", {})
            return self.arguments(body, example=example, required=required)(view)  # type: ignore[no-any-return]  # as above
        if query:
            return self.arguments(query, location="query")(view)  # type: ignore[no-any-return]  # as above
        return view


def roles(needed: Iterable[Permission]) -> list[str]:
    """List the roles that have all of these permissions."""
    return [role.value for role, permissions in PERMISSIONS.items() if permissions.issuperset(needed)]
