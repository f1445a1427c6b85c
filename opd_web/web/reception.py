"""The desk: a department's whole day, where a nurse books and calls."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, boards, booking, escalation, finding, views, waiting
from opd_web.services.booked import BookedToken
from opd_web.services.refused import Refused, refuse
from opd_web.store.read_models import DepartmentView, DeskView
from opd_web.web import actions, booking_places, done, htmx, scanning, who
from opd_web.web.booking_form import BookingForm
from opd_web.web.forms import typed
from opd_web.web.identity import current_actor, own_desks
from opd_web.web.permissions import check_department, requires

bp = Blueprint("reception", __name__)

DESK = "reception/_desk.html"
FORM = "reception/_booking.html"
PAGE = "reception/desk.html"


@bp.get("/desk")
@requires(Permission.SEE_DESK)
def first() -> Response | str:
    """Go to the first department that the user works in."""
    mine = own_desks()
    if not mine:
        return render_template("reception/nowhere.html")
    return redirect(url_for(".desk", code=mine[0].code))


@bp.get("/desk/<code>")
@requires(Permission.SEE_DESK)
def desk(code: str) -> Response:
    """Show a department's day, with somebody in the form who was looked up before."""
    form, patient_id = blank_form(code), request.args.get("patient", type=int)
    if patient_id is not None:
        accesses.note("patient", patients=[patient_id], actor=current_actor(), now=clock.now())
        form.fill(finding.get(patient_id, actor=current_actor(), now=clock.now()).patient)
    return show(form)


@bp.get("/desk/<code>/queue")
@requires(Permission.SEE_DESK)
def queue(code: str) -> Response:
    """Give the live part, if it is not what the page already has."""
    return htmx.conditional(DESK, **around(own_desk(code)))


@bp.post("/desk/<code>/tokens")
@requires(Permission.SEE_DESK, Permission.BOOK)
def book(code: str) -> Response:
    """Book one token, or hand the form back with the reason, or with whom a scan found."""
    form = BookingForm().offer(own_desk(code))
    if scanning.fill(form):
        return show(form.propose_anew())
    if not form.validate_on_submit():
        return show(form.propose_anew(), 422)
    if who.must_be_asked(form):
        return show(note_sharing(form), 422)
    try:
        booked = waiting.with_offers(_book(form), now=clock.now())
    except Refused as refused:
        return show(note_sharing(form.reject(refused).propose_anew()), 422)
    return show(blank_form(code), booked=booked, trigger=htmx.QUEUE_CHANGED)


def _book(form: BookingForm) -> BookedToken:
    actor, now = current_actor(), clock.now()
    if not form.emergency.data:
        return booking.book(form.to_request(), key=typed(form.key), actor=actor, now=now)
    asked = form.to_emergency()
    try:
        return booking.emergency(asked, key=typed(form.key), actor=actor, now=now)
    except Refused as refused:
        # Who has a token already keeps its number: an emergency waits for no question.
        own = refused.refusal.facts.get("token_id")
        if not isinstance(own, int):
            raise
        return escalation.escalate(own, reason=asked.reason, actor=actor, now=now)


@bp.post("/desk/<code>/doctors/<id:doctor_id>/call-next")
@requires(Permission.SEE_DESK, Permission.CALL)
def call_next(code: str, doctor_id: int) -> Response:
    """Call whoever is next with a doctor of this department."""
    own_department(code)
    actions.call_next(doctor_id)
    return answer(code)


@bp.post("/desk/<code>/tokens/<id:token_id>/<action>")
@requires(Permission.SEE_DESK, Permission.CALL)
def act(code: str, token_id: int, action: str) -> Response:
    """Do one thing to one token."""
    own_department(code)
    actions.perform(action, token_id)
    return answer(code)


def own_department(code: str) -> DepartmentView:
    """Give the department if the user works there. Raise Refused, or answer 403."""
    for department in views.departments():
        if department.code == code:
            check_department(department.id)
            return department
    raise refuse("not_found", what="department")


def own_desk(code: str) -> DeskView:
    """Give the department's day if the user works there. Raise Refused, or answer 403."""
    desk = views.desk(code, now=clock.now())
    check_department(desk.department.id)
    return desk


def around(desk: DeskView) -> dict[str, Any]:
    """Give what is drawn of a department's day: the day, and what the user did last."""
    return {
        "desk": desk,
        "done": done.last(desk.department.id),
        "places": booking_places.fresh(desk),
        "best_place": booking_places.best(desk),
        "boards": boards.of_department(desk.department.id),
    }


def blank_form(code: str) -> BookingForm:
    """Give a form that nothing has been typed into yet, with a key of its own."""
    return BookingForm(formdata=None).offer(own_desk(code))


def note_sharing(form: BookingForm) -> BookingForm:
    """Note whose names are about to be shown, where several people share the phone."""
    if form.sharing:
        found = [patient.id for patient in form.sharing]
        accesses.note("patient_search", patients=found, detail="phone", actor=current_actor(), now=clock.now())
    return form


def show(form: BookingForm, status: int = 200, *, trigger: str | None = None, **context: Any) -> Response:
    """Draw the form for htmx, else the whole page around it."""
    template = FORM if htmx.is_request() else PAGE
    return htmx.fragment(template, status, trigger=trigger, form=form, **around(form.desk), **context)


def answer(code: str) -> Response:
    """Show the day after a change."""
    return htmx.after_post(url_for(".desk", code=code), DESK, **around(own_desk(code)))
