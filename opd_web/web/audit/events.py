"""The record searched: by token, actor, kind, rule and time."""

from datetime import datetime

from flask import Blueprint

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import auditing
from opd_web.web.audit import filters, seal
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.audit.filters import EventFilter
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("events", __name__)


@bp.get("/")
@requires(Permission.READ_REPORTS)
def show() -> Drawn:
    """List the events that the address asks for, the latest first."""
    form, found = EventFilter.read(), None
    if not form.problems:
        asked = filters.asked(datetime, int)
        found = auditing.search(form.wanted(), asked, actor=current_actor(), now=clock.now())
    older = filters.older(found.page.next) if found else None
    context = {"found": found, "older": older, "kept": filters.kept(), **seal.seal()}
    return draw("audit/events.html", form=form, **context)
