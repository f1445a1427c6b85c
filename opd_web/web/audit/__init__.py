"""The auditor's pages: the record searched, one token's story, one patient's tokens, who looked, what is sealed."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l

from opd_web.web.audit import changes, events, head, looks, patients, seal, tokens, words

bp = Blueprint("audit", __name__, url_prefix="/audit")

PAGES = (
    ("audit.events.show", _l("Events")),
    ("audit.patients.ask", _l("Patients")),
    ("audit.looks.show", _l("Who looked")),
    ("audit.changes.show", _l("People and set-up")),
    ("audit.head.show", _l("Heads to keep")),
)

PLACE = {"audit.tokens": "audit.events.show", "audit.patients": "audit.patients.ask"}
"""Blueprints whose link is not their own first page."""

for part in (events, tokens, patients, looks, changes, head, seal):
    bp.register_blueprint(part.bp)

for word in (words.count, words.stamp):
    bp.add_app_template_filter(word)


@bp.context_processor
def pages() -> dict[str, Any]:
    """Let the frame of these pages draw its links."""
    blueprint = request.blueprint or ""
    return {"audit_pages": PAGES, "audit_page": PLACE.get(blueprint, f"{blueprint}.show")}
