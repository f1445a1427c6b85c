"""The first page: sends each user to their screen."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from opd_web.engine.roles import Permission
from opd_web.web import identity
from opd_web.web.permissions import requires

bp = Blueprint("home", __name__)

SCREENS = (
    (Permission.SEE_DESK, "reception.first"),
    (Permission.SEE_QUEUE, "doctor.own"),
    (Permission.READ_REPORTS, "audit.events.show"),
)
"""The first that a user may see is theirs."""


@bp.get("/")
@requires()
def home() -> Response | str:
    """Send the user to their screen, or say that there is none yet."""
    actor = identity.current_actor()
    for permission, endpoint in SCREENS:
        if actor.may(permission):
            return redirect(url_for(endpoint))
    return render_template("home.html")
