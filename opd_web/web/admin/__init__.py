"""The administrator's pages: one module for each thing that a clinic is made of."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from opd_web.web.admin import (
    api_keys,
    boards,
    days,
    departments,
    desks,
    doctors,
    imports,
    leave,
    overview,
    pairings,
    policies,
    retention,
    schedule,
    users,
)
from opd_web.web.admin.leave_words import leave_when, leave_who, offer_label
from opd_web.web.admin.policy_words import effect_rows, effect_sentence, kept_days, past_day_label
from opd_web.web.admin.steps import next_step

bp = Blueprint("admin", __name__, url_prefix="/admin")

PAGES = (
    ("admin.overview.show", _l("Overview")),
    ("admin.departments.show", _l("Departments")),
    ("admin.doctors.show", _l("Doctors")),
    ("admin.schedule.show", _l("Schedule")),
    ("admin.leave.show", _l("Leave and holidays")),
    ("admin.boards.show", _l("Boards")),
    ("admin.users.show", _l("Users")),
    ("admin.imports.show", _l("From a file")),
    ("admin.desks.show", _l("Desk PCs")),
    ("admin.api_keys.show", _l("API keys")),
    ("admin.retention.show", _l("Personal data")),
)
"""What stands in the row of links, in the order in which a clinic is set up."""

for part in (
    overview,
    departments,
    doctors,
    schedule,
    days,
    leave,
    users,
    desks,
    policies,
    imports,
    api_keys,
    retention,
    boards,
    pairings,
):
    bp.register_blueprint(part.bp)


BELONGS = {
    "admin.days": "admin.schedule.show",
    "admin.pairings": "admin.boards.show",
    "admin.policies": "admin.departments.show",
}
"""Pages that stand in no link of their own, to the one that they belong to."""


for function in (leave_who, leave_when, offer_label, effect_rows, effect_sentence, past_day_label, kept_days):
    bp.add_app_template_filter(function)


@bp.context_processor
def pages() -> dict[str, Any]:
    """Let the frame of these pages draw its links."""
    blueprint = request.blueprint or ""
    return {"admin_pages": PAGES, "admin_page": BELONGS.get(blueprint, f"{blueprint}.show"), "next_step": next_step}
