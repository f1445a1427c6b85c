"""The doctor's own queue: who is inside, who is next."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import views
from opd_web.store.read_models import DoctorView
from opd_web.web import actions, done, htmx
from opd_web.web.identity import current_actor
from opd_web.web.permissions import check_doctor, requires

bp = Blueprint("doctor", __name__)

QUEUE = "doctor/_doctor.html"


@bp.get("/doctor")
@requires(Permission.SEE_QUEUE)
def own() -> Response:
    """Go to one's own queue; who has none chooses a doctor at the desk."""
    doctor_id = current_actor().doctor or request.args.get("doctor", type=int)
    if doctor_id is None:
        return redirect(url_for("reception.first"))
    return redirect(url_for(".day", doctor_id=doctor_id))


@bp.get("/doctor/<id:doctor_id>")
@requires(Permission.SEE_QUEUE)
def day(doctor_id: int) -> str:
    """Show one doctor's day."""
    return render_template("doctor/doctor.html", **around(own_queue(doctor_id)))


@bp.get("/doctor/<id:doctor_id>/queue")
@requires(Permission.SEE_QUEUE)
def queue(doctor_id: int) -> Response:
    """Give the live part, if it is not what the page already has."""
    return htmx.conditional(QUEUE, **around(own_queue(doctor_id)))


@bp.post("/doctor/<id:doctor_id>/call-next")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def call_next(doctor_id: int) -> Response:
    """Call whoever is next."""
    own_queue(doctor_id)
    actions.call_next(doctor_id)
    return answer(doctor_id)


@bp.post("/doctor/<id:doctor_id>/tokens/<id:token_id>/<action>")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def act(doctor_id: int, token_id: int, action: str) -> Response:
    """Do one thing to one token."""
    own_queue(doctor_id)
    actions.perform(action, token_id)
    return answer(doctor_id)


def own_queue(doctor_id: int) -> DoctorView:
    """Give the doctor's day if the user may see it. Raise Refused, or answer 403."""
    view = views.doctor(doctor_id, now=clock.now())
    check_doctor(doctor_id, view.department.id)
    return view


def around(view: DoctorView) -> dict[str, Any]:
    """Give what is drawn of a doctor's day: the day, and what the user did last."""
    return {"view": view, "done": done.last(view.department.id)}


def answer(doctor_id: int) -> Response:
    """Show the day after a change."""
    return htmx.after_post(url_for(".day", doctor_id=doctor_id), QUEUE, **around(own_queue(doctor_id)))
