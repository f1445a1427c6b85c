"""Leave and holidays: a list, a new one that first says whom it touches, and what is left to do afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import absences, accesses, displaced, leave, rebooking
from opd_web.services.absences import Made, Outcome
from opd_web.services.leave import PREFERENCES, Preview
from opd_web.services.refused import Refused
from opd_web.store.leave_models import Offer, WithoutPlace
from opd_web.store.read_models import TokenView
from opd_web.web.admin.days import zone
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.leave_forms import LeaveForm, chosen
from opd_web.web.admin.leave_words import put_words, rebooked_words, taken_back_words
from opd_web.web.admin.saving import Answer, carried_out, saved, tried, who
from opd_web.web.booking_form import row_id
from opd_web.web.forms import Form
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("leave", __name__, url_prefix="/leave")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List leave and holidays."""
    return render_template("admin/leave.html", absences=leave.listed(now=clock.now()))


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask who is away, and when."""
    return draw_form(LeaveForm(who=f"doctor-{request.args.get('doctor', type=int)}").offer())


@bp.post("/new")
@requires(Permission.ADMINISTER)
def ask_again() -> str:
    """Go back to the form with what was typed; nothing is saved."""
    return draw_form(LeaveForm().offer())


@bp.post("/check")
@requires(Permission.ADMINISTER)
def check() -> Answer:
    """Say whom it would touch, with a proposal where one was asked for; nothing is saved."""
    return draw_check(LeaveForm().offer())


@bp.post("/save")
@requires(Permission.ADMINISTER)
def save() -> Answer:
    """Take the days out, and move those who were chosen another slot."""
    form, outcome = LeaveForm().offer(), list[Outcome]()
    choices = chosen(request.form)
    if not carried_out(form, lambda: outcome.append(absences.put(form.span(), form.why(), choices, **who()))):
        return draw_check(form)
    if not outcome:
        return saved(gettext("This form had already been sent: nothing was saved twice."), "admin.leave.show")
    return saved(put_words(outcome[0]), "admin.leave.one", absence_id=outcome[0].absence_id)


@bp.get("/<id:absence_id>")
@requires(Permission.ADMINISTER)
def one(absence_id: int) -> str:
    """Show one leave: what it did, and who has no place yet."""
    return draw_one(absence_id)


@bp.post("/<id:absence_id>/take-back")
@requires(Permission.ADMINISTER)
def take_back(absence_id: int) -> Answer:
    """Take it back: the slots are made anew."""
    form, made = PlainForm(), Made()
    if not carried_out(form, lambda: made.add(absences.take_back(absence_id, **who()))):
        return draw_one(absence_id, form), 422
    return saved(taken_back_words(made), "admin.leave.show")


@bp.post("/<id:absence_id>/tokens/<id:token_id>/rebook")
@requires(Permission.ADMINISTER)
def rebook(absence_id: int, token_id: int) -> Answer:
    """Give a patient who lost the place another one."""
    form, new = PlainForm(), list[TokenView]()
    slot_id = row_id(request.form.get("slot")) or 0
    if not carried_out(form, lambda: new.append(rebooking.rebook(token_id, slot_id, **who()))):
        return draw_one(absence_id, form), 422
    return saved(rebooked_words(new[0], zone()), "admin.leave.one", absence_id=absence_id)


@bp.post("/<id:absence_id>/tokens/<id:token_id>/settle")
@requires(Permission.ADMINISTER)
def settle(absence_id: int, token_id: int) -> Answer:
    """Take a patient off the list who needs no other place."""
    form = PlainForm()
    if not carried_out(form, lambda: rebooking.settle(token_id, **who())):
        return draw_one(absence_id, form), 422
    return saved(gettext("The patient is off the list."), "admin.leave.one", absence_id=absence_id)


def draw_form(form: LeaveForm) -> str:
    """Draw the form."""
    return render_template("admin/leave_new.html", form=form)


def draw_check(form: LeaveForm) -> Answer:
    """Draw whom it would touch, or the form where that cannot be said."""
    failed, found = bool(form.problems), list[Preview]()
    if not failed and not tried(form, lambda: found.append(leave.preview(form.span(), now=clock.now()))):
        return draw_form(form), 422
    if not found:
        found = _look_again(form)
    if not found:
        return draw_form(form), 422
    look(token.id for token in found[0].tokens)
    page = render_template(
        "admin/leave_check.html", form=form, preview=found[0], chosen=_choices(found[0]), zone=zone()
    )
    return (page, 422) if failed else page


def _look_again(form: LeaveForm) -> list[Preview]:
    """Look once more after a refusal: it may be about one patient's slot only."""
    if any(field.errors for field in form):
        return []
    try:
        return [leave.preview(form.span(), now=clock.now())]
    except Refused:
        return []


def _choices(preview: Preview) -> Mapping[int, int]:
    """Give the slot that each token would get: by the proposal that was asked for, else as chosen one by one."""
    for prefer in PREFERENCES:
        if request.form.get("prefer") == prefer:
            return preview.propose(prefer)
    return {} if request.form.get("prefer") else chosen(request.form)


@dataclass(frozen=True)
class Case:
    """A patient without a place, and what could be offered."""

    token: WithoutPlace
    offers: Sequence[Offer]


def look(token_ids: Iterable[int]) -> None:
    """Note whose names and phones are about to be shown."""
    shown = sorted(token_ids)
    if shown:
        accesses.note("token_panel", tokens=shown, detail="leave", **who())


def draw_one(absence_id: int, form: Form | None = None) -> str:
    """Draw one leave."""
    now, done = clock.now(), leave.done(absence_id)
    cases = [Case(token, displaced.offers(token.department_id, now=now)) for token in displaced.by_leave(absence_id)]
    look({one.token_id for one in done} | {case.token.token_id for case in cases})
    return render_template(
        "admin/leave_one.html",
        absence=leave.get(absence_id),
        done=done,
        cases=cases,
        form=form or PlainForm(formdata=None),
        zone=zone(),
    )
