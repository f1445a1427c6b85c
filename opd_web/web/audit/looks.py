"""Who looked at which patient's data."""

from flask import Blueprint, request

from opd_web.engine.roles import Permission
from opd_web.services import accesses, views
from opd_web.services.accesses import WantedAccess
from opd_web.web.audit import filters
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.audit.filters import LookFilter
from opd_web.web.booking_form import row_id
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("looks", __name__, url_prefix="/looks")


@bp.get("/")
@requires(Permission.READ_REPORTS)
def show() -> Drawn:
    """List looks, the newest first; of one patient or token where the address names one."""
    form, found = LookFilter.read(), None
    if not form.problems:
        found = accesses.listed(filters.asked(int), wanted(form), actor=current_actor())
    older = filters.older(found.next) if found else None
    context = {"found": found, "older": older, "kept": filters.kept(), "zone": views.zone().key}
    return draw("audit/looks.html", form=form, **context)


def wanted(form: LookFilter) -> WantedAccess:
    """Say what is looked for as the service understands it."""
    since, until = form.times
    return WantedAccess(
        patient_id=row_id(request.args.get("patient")),
        token_id=row_id(request.args.get("of")),
        actor=form.who.data or None,
        what=form.what.data or None,
        since=since,
        until=until,
    )
