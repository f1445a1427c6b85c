"""The description of the API for programs, and a page for people around it. Both need no key."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request

from opd_web import access
from opd_web.api.paths import PREFIX
from opd_web.api.problems import TITLES

DESCRIPTION = "opd_api_description"

bp = Blueprint("api_docs", __name__, url_prefix=PREFIX.rstrip("/"))


def keep(app: Flask, description: dict[str, Any]) -> None:
    """Keep the description as it is served: it is the same for as long as the process runs."""
    app.extensions[DESCRIPTION] = json.dumps(description)
    app.register_blueprint(bp)


def _public(view: Callable[[], Any]) -> Callable[[], Any]:
    setattr(view, access.NEEDS, access.PUBLIC)
    return view


@bp.get("/openapi.json")
@_public
def description() -> Response:
    """Give the description in OpenAPI 3.1."""
    response = Response(current_app.extensions[DESCRIPTION], mimetype="application/json")
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/docs")
@_public
def page() -> str:
    """Show the description, and let a person try it."""
    return render_template("api/docs.html", codes=TITLES)
