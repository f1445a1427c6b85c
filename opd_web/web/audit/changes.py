"""Who changed what of the set-up, and what was done with whose account."""

from flask import Blueprint

from opd_web.engine.roles import Permission
from opd_web.services import auditing, views
from opd_web.web.audit import change_words, filters
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.audit.filters import ChangeFilter
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("changes", __name__, url_prefix="/changes")


@bp.get("/")
@requires(Permission.READ_REPORTS)
def show() -> Drawn:
    """List changes, the newest first."""
    form, found = ChangeFilter.read(), None
    if not form.problems:
        found = auditing.search_changes(form.wanted(), filters.asked_changes(), actor=current_actor())
    older = filters.older(found.next) if found else None
    context = {"found": found, "older": older, "kept": filters.kept(), "zone": views.zone().key}
    return draw("audit/changes.html", form=form, said=change_words.said, details=change_words.details, **context)
