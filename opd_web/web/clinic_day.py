"""A doctor's day as a whole: late, on a break, back, over."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, clinic, closing, day_undo, views
from opd_web.services.refused import refuse
from opd_web.store.read_models import DoctorView
from opd_web.web import htmx
from opd_web.web.forms import DayUndoForm, LateForm
from opd_web.web.identity import current_actor
from opd_web.web.permissions import check_doctor, requires

bp = Blueprint("clinic_day", __name__, url_prefix="/doctors/<id:doctor_id>")


@bp.post("/late")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def late(doctor_id: int) -> Response:
    """Set how late the doctor is in all, 0 for on time again."""
    form = LateForm()
    minutes = form.minutes.data
    if not form.validate_on_submit() or minutes is None:
        raise refuse("invalid", "minutes", problem=form.problems[0][1])
    slot = own_day(doctor_id).queue.current_slot
    if slot is None:
        raise refuse("no_slot_ahead", "doctor")
    clinic.delay(slot.id, minutes, actor=current_actor(), now=clock.now())
    return htmx.changed()


@bp.post("/break")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def pause(doctor_id: int) -> Response:
    """Begin a break."""
    own_day(doctor_id)
    closing.pause_session(doctor_id, actor=current_actor(), now=clock.now())
    return htmx.changed()


@bp.post("/resume")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def resume(doctor_id: int) -> Response:
    """End a break."""
    own_day(doctor_id)
    closing.resume_session(doctor_id, actor=current_actor(), now=clock.now())
    return htmx.changed()


@bp.post("/undo")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def undo(doctor_id: int) -> Response:
    """Take back what was done last to the doctor's day."""
    own_day(doctor_id)
    form = DayUndoForm()
    if not form.validate_on_submit():
        abort(400)
    day_undo.undo(doctor_id, seen=form.seen.data, actor=current_actor(), now=clock.now())
    return htmx.changed()


@bp.get("/closing")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def ask_to_close(doctor_id: int) -> Response:
    """Say what the end of the session does to those who are left."""
    view = own_day(doctor_id)
    doctor = view.queue
    left = (*doctor.called, *doctor.queue, *doctor.on_hold)
    waiting = sum(slot.waiting_count for slot in doctor.slots if slot.is_open)
    routing = view.department.routing
    return htmx.fragment("clinic_day/_closing.html", doctor=doctor, left=left, waiting=waiting, routing=routing)


@bp.post("/closing")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def close(doctor_id: int) -> Response:
    """End the session, and name those who wait again or lost their place."""
    doctor = own_day(doctor_id).queue
    left = closing.close_session(doctor_id, actor=current_actor(), now=clock.now())
    if left.token_ids:
        accesses.note("token_panel", tokens=left.token_ids, detail="closing", actor=current_actor(), now=clock.now())
    zone = views.zone().key
    return htmx.fragment("clinic_day/_closed.html", trigger=htmx.QUEUE_CHANGED, doctor=doctor, left=left, zone=zone)


@bp.get("/opening")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def ask_to_open(doctor_id: int) -> Response:
    """Say what it does to open an ended session again, or how it begins anew where nothing of it is to come."""
    view = own_day(doctor_id)
    administers = current_actor().may(Permission.ADMINISTER)
    return htmx.fragment("clinic_day/_opening.html", view=view, doctor=view.queue, administers=administers)


@bp.post("/opening")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def reopen(doctor_id: int) -> Response:
    """Open the session again, with the slots of it that are still to come."""
    own_day(doctor_id)
    closing.reopen_session(doctor_id, actor=current_actor(), now=clock.now())
    return htmx.changed()


def own_day(doctor_id: int) -> DoctorView:
    """Give the doctor's day if the user may see it. Raise Refused, or answer 403."""
    view = views.doctor(doctor_id, now=clock.now())
    check_doctor(doctor_id, view.department.id)
    return view
