"""What watches the program may ask."""

from flask import Blueprint, Response

from opd_web.services import views
from opd_web.web.permissions import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers, without a look at the database."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def ready() -> Response:
    """Say that the database answers too."""
    views.ready()
    return Response("ok\n", mimetype="text/plain")
