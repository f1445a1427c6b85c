"""Asking the lab: the forms, and the runs that come of them, one at a time for each user."""

from collections.abc import Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from opd_web import clock, running
from opd_web.engine.roles import Permission
from opd_web.services import reports, runs, views
from opd_web.services.answers import Answer as KeptAnswer
from opd_web.services.runs import Kind
from opd_web.simulation import lab
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.demand import Demand
from opd_web.simulation.lab import NoSuchDay
from opd_web.simulation.lab_apart import asked
from opd_web.simulation.plain import to_plain
from opd_web.web.forms import choices
from opd_web.web.identity import current_actor
from opd_web.web.lab.forms import LabForm, MadeUpForm, PastForm
from opd_web.web.language import gettext
from opd_web.web.once import once
from opd_web.web.permissions import requires

bp = Blueprint("asking", __name__)

Answer = Response | tuple[str, int]


@bp.get("/")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def show() -> Answer:
    """Ask which day to play, and list the user's latest runs."""
    return draw()


@bp.post("/days")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def play_day() -> Answer:
    """Play a made-up day."""
    form = MadeUpForm()
    plan = _plan(form) if form.validate_on_submit() else None
    if plan is None or not form.check_size(plan.requests):
        return draw(made_up=form)
    return begin(form, plan, {"plan": to_plain(plan)})


@bp.post("/past-days")
@requires(Permission.READ_REPORTS, Permission.ADMINISTER)
def play_past_day() -> Answer:
    """Play a day of the hospital's own again."""
    form = past_form()
    past = _past(form) if form.validate_on_submit() else None
    if past is None or not form.check_size(len(past.demand.visitors)):
        return draw(past=form)
    was = {"preset": past.preset, "figures": to_plain(past.figures)}
    named = {"department": form.department.data, "day": form.day.data.isoformat()}
    return begin(form, past.demand, {"past": named, "was": was, "doctors": _names(past)})


def draw(made_up: MadeUpForm | None = None, past: PastForm | None = None) -> Answer:
    """Draw the forms, one of them with what is wrong with it."""
    latest = runs.latest(Kind.LAB, actor=current_actor(), now=clock.now())
    page = render_template(
        "lab/lab.html",
        made_up=made_up or MadeUpForm(formdata=None),
        past=past or past_form(blank=True),
        runs=latest,
        zone=views.zone().key,
    )
    return page, 422 if made_up or past else 200


def past_form(*, blank: bool = False) -> PastForm:
    """Give the form of a past day, with the departments to choose from."""
    form = PastForm(formdata=None, prefix="past") if blank else PastForm(prefix="past")
    form.department.choices = choices((one.code, one.name) for one in views.departments())
    return form


class GoingOn(Exception):
    """Another run of the user is going on: nothing begins, and the form may be sent again."""

    def __init__(self, run_id: int) -> None:
        """Name the other run."""
        self.run_id = run_id


def begin(form: LabForm, day: DayPlan | Demand, told: Mapping[str, object]) -> Answer:
    """Start the run that the form asks for, once, or lead to the one that is going on."""
    wanted, made = form.wanted(), list[int]()
    known = {"policies": [choice.preset for choice in wanted], "changes": form.changes.data or "", **told}
    try:
        # Back to the form, one number changed, and played again: that is another run.
        answer = once(lambda: _begin(known, made), each_content=True)
    except GoingOn as other:
        flash(gettext("One day is played at a time. This one is still going on: wait for it, or stop it."))
        return redirect(url_for("lab.showing.show", run_id=other.run_id), 303)
    if made:
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # werkzeug's way
        running.launch(app, made[0], running.comparison(asked(day, wanted)))
    else:
        flash(gettext("This form had already been sent: this is the run that it began."))
    return redirect(answer.location or url_for(".show"), 303)


def _begin(known: Mapping[str, object], made: list[int]) -> KeptAnswer:
    begun = runs.begin(Kind.LAB, known, actor=current_actor(), now=clock.now())
    if not begun.new:
        raise GoingOn(begun.run.id)
    made.append(begun.run.id)
    return KeptAnswer(303, "", url_for("lab.showing.show", run_id=begun.run.id))


def _names(past: lab.PastDay) -> list[str]:
    """Name the doctors of a real day, whom its simulation knows by number."""
    names = {one.id: one.name for one in reports.frame(actor=current_actor(), now=clock.now()).doctors}
    return [names.get(doctor, f"#{doctor}") for doctor in past.doctors]


def _plan(form: MadeUpForm) -> DayPlan | None:
    try:
        return form.plan()
    except InvalidPlan as problem:
        form.form_errors.append(str(problem))
        return None


def _past(form: PastForm) -> lab.PastDay | None:
    try:
        return lab.past_day(form.department.data, form.day.data, form.seed.data, now=clock.now())
    except NoSuchDay:
        problem = gettext("Nobody asked for a token in this department on this day. Choose another one.")
        form.day.errors = [*form.day.errors, problem]
        return None
