"""The seal: to which event the record was last verified, and verifying it now."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from opd_web import clock, running
from opd_web.engine.roles import Permission
from opd_web.services import runs, views
from opd_web.services.runs import Kind
from opd_web.web import htmx
from opd_web.web.forms import Form
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("seal", __name__, url_prefix="/seal")


class VerifyForm(Form):
    """Nothing is asked: only the token of the form."""


@bp.get("/")
@requires(Permission.READ_REPORTS)
def show() -> Response:
    """Give the seal as it is now."""
    return htmx.fragment("audit/_seal.html", **seal())


@bp.post("/")
@requires(Permission.READ_REPORTS)
def verify() -> Response:
    """Begin to verify the whole record, unless somebody does already."""
    if VerifyForm().validate_on_submit():
        begun = runs.begin(Kind.VERIFY, {}, actor=current_actor(), now=clock.now())
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # werkzeug's way
        if begun.new:
            running.launch(app, begun.run.id, running.verification(app))
        else:
            flash(gettext("The record is being verified already."))
    return redirect(url_for("audit.events.show"), 303)


def seal() -> dict[str, Any]:
    """Give what the seal is drawn from: the newest verification, and the last one that came to a result."""
    now = clock.now()
    newest = runs.latest(Kind.VERIFY, actor=current_actor(), now=now, limit=1)
    return {
        "newest": newest[0] if newest else None,
        "verified": runs.last_done(Kind.VERIFY, now=now),
        "verify_form": VerifyForm(formdata=None),
        "zone": views.zone().key,
    }
