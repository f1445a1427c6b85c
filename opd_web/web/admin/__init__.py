"""The administrator's pages: one module for each thing that a clinic is made of."""

from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from opd_web.web.admin import departments, doctors, overview

bp = Blueprint("admin", __name__, url_prefix="/admin")

PAGES = (
    ("admin.overview.show", _l("Overview")),
    ("admin.departments.show", _l("Departments")),
    ("admin.doctors.show", _l("Doctors")),
)
"""What stands in the row of links, in the order in which a clinic is set up."""

for part in (overview, departments, doctors):
    bp.register_blueprint(part.bp)


@bp.context_processor
def pages() -> dict[str, Any]:
    """Let the frame of these pages draw its links."""
    return {"admin_pages": PAGES}
