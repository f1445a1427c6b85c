"""Weekly plans: the hours of each doctor, and how full the next days are."""

from flask import Blueprint, render_template

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import doctors, schedule
from opd_web.services.schedule import Made
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.admin.schedule_forms import HoursForm, PlanForm, weekday_names
from opd_web.web.admin.schedule_words import made_words
from opd_web.web.forms import Form
from opd_web.web.permissions import requires

bp = Blueprint("schedule", __name__, url_prefix="/schedule")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the doctors with their plans."""
    return render_template("admin/schedule.html", plans=plans())


@bp.get("/<id:doctor_id>")
@requires(Permission.ADMINISTER)
def doctor(doctor_id: int) -> str:
    """Show one doctor's plan and the next days."""
    return draw(doctor_id)


@bp.get("/<id:doctor_id>/new")
@requires(Permission.ADMINISTER)
def ask(doctor_id: int) -> str:
    """Ask for weekdays and hours."""
    found = doctors.get(doctor_id, now=clock.now())
    return render_template("admin/plan_new.html", form=PlanForm(), doctor=found)


@bp.post("/<id:doctor_id>/new")
@requires(Permission.ADMINISTER)
def add(doctor_id: int) -> Answer:
    """Plan the hours, and make the slots of the next days."""
    form, made = PlanForm(), Made()
    if not carried_out(
        form, lambda: made.add(schedule.plan(doctor_id, form.weekdays.data or (), form.hours(), **who()))
    ):
        found = doctors.get(doctor_id, now=clock.now())
        return render_template("admin/plan_new.html", form=form, doctor=found), 422
    return saved(made_words(made), "admin.schedule.doctor", doctor_id=doctor_id)


@bp.get("/lines/<id:template_id>")
@requires(Permission.ADMINISTER)
def edit(template_id: int) -> str:
    """Show one line of a plan."""
    return draw_line(HoursForm(obj=schedule.get(template_id)), template_id)


@bp.post("/lines/<id:template_id>")
@requires(Permission.ADMINISTER)
def save(template_id: int) -> Answer:
    """Change one line; slots with tokens stay as they are."""
    form, made = HoursForm(), Made()
    doctor_id = schedule.get(template_id).doctor_id
    if not carried_out(form, lambda: made.add(schedule.replan(template_id, form.hours(), **who()))):
        return draw_line(form, template_id), 422
    return saved(made_words(made), "admin.schedule.doctor", doctor_id=doctor_id)


@bp.post("/lines/<id:template_id>/stop")
@requires(Permission.ADMINISTER)
def stop(template_id: int) -> Answer:
    """Stop one line; slots with tokens stay as they are."""
    form, made = PlainForm(), Made()
    doctor_id = schedule.get(template_id).doctor_id
    if not carried_out(form, lambda: made.add(schedule.stop(template_id, **who()))):
        return draw(doctor_id, form), 422
    return saved(made_words(made), "admin.schedule.doctor", doctor_id=doctor_id)


def plans() -> list[dict[str, object]]:
    """Give each doctor in use with the lines of the plan."""
    known = [one for one in doctors.every(now=clock.now()) if one.active]
    return [{"doctor": one, "lines": schedule.of_doctor(one.id)} for one in known]


def draw(doctor_id: int, form: Form | None = None) -> str:
    """Draw one doctor's plan and calendar."""
    now = clock.now()
    return render_template(
        "admin/schedule_doctor.html",
        form=form,
        doctor=doctors.get(doctor_id, now=now),
        lines=schedule.of_doctor(doctor_id),
        calendar=schedule.calendar(doctor_id, now=now),
        weekdays=weekday_names(),
    )


def draw_line(form: HoursForm, template_id: int) -> str:
    """Draw the form of one line."""
    line = schedule.get(template_id)
    found = doctors.get(line.doctor_id, now=clock.now())
    return render_template("admin/plan_line.html", form=form, line=line, doctor=found, weekdays=weekday_names())
