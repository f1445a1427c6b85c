"""The heads of the record: printed, or sent away, so that nobody can cut off or rewrite what came before them."""

import json
from collections.abc import Iterator

from flask import Blueprint, Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, audit, auditing, views
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("head", __name__, url_prefix="/head")


@bp.get("/")
@requires(Permission.READ_REPORTS)
def show() -> Drawn:
    """Show the heads as short as they can be printed."""
    heads = auditing.heads(actor=current_actor())
    return draw("audit/head.html", heads=heads, now=clock.now(), zone=views.zone().key)


@bp.get("/file")
@requires(Permission.READ_REPORTS)
def file() -> Response:
    """Give every head as text, one JSON line a day: `audit verify --head FILE` reads it back."""
    actor, now = current_actor(), clock.now()
    auditing.heads(actor=actor)
    accesses.note("audit_export", detail="heads", actor=actor, now=now)
    name = f"heads-{now.astimezone(views.zone()):%Y-%m-%d-%H%M}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(lines()), headers=headers, mimetype="text/plain")


def lines() -> Iterator[str]:
    """Write each head as the command `audit head` does."""
    for head in audit.heads():
        yield json.dumps({**vars(head), "day": head.day.isoformat()}) + "\n"
