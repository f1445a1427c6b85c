"""Doctors: a list, a new one, changing one, taking one out of use."""

from typing import Self

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import departments, doctors
from opd_web.services.doctors import DoctorFields
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("doctors", __name__, url_prefix="/doctors")


class DoctorForm(Form):
    """Who sees patients, and where."""

    REFUSED_FIELDS = {"name": "name", "room": "room", "code": "code", "department": "department_id"}

    name = StringField(
        _l("Name"), [InputRequired(_l("Enter the doctor's name.")), Length(max=200)],
        description=_l("As patients know it: Dr Asha Rao. It stands on boards and slips."),
    )  # fmt: skip
    department_id = SelectField(_l("Department"), [InputRequired(_l("Choose a department."))], coerce=int)
    room = StringField(
        _l("Room"), [InputRequired(_l("Enter the room: boards send patients there.")), Length(max=40)],
        description=_l("As on the door: Room 3."),
    )  # fmt: skip
    code = StringField(
        _l("Code"), [Length(max=20, message=_l("Use at most 20 characters."))],
        description=_l("Optional: the number of the staff register, as your other systems know the doctor."),
    )  # fmt: skip

    def offer(self) -> Self:
        """Offer the departments in use, and the one chosen."""
        known = departments.every(now=clock.now())
        self.department_id.choices = choices(
            (one.id, f"{one.code} · {one.name}") for one in known if one.active or one.id == self.department_id.data
        )
        return self

    def fields(self) -> DoctorFields:
        """Say what was filled in as the service understands it."""
        return DoctorFields(self.department_id.data, typed(self.name), typed(self.room), code=typed(self.code) or None)


class PlainForm(Form):
    """A button: nothing to fill in."""


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the doctors."""
    context = {"doctors": doctors.every(now=clock.now()), "departments": departments.every(now=clock.now())}
    return render_template("admin/doctors.html", **context)


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask who the new doctor is."""
    form = DoctorForm(department_id=request.args.get("department", type=int)).offer()
    return render_template("admin/doctor_new.html", form=form)


@bp.post("/new")
@requires(Permission.ADMINISTER)
def add() -> Answer:
    """Add a doctor."""
    form = DoctorForm().offer()
    if not carried_out(form, lambda: doctors.add(form.fields(), **who())):
        return render_template("admin/doctor_new.html", form=form), 422
    return saved(gettext("%(name)s was added. Next: the weekly plan.", name=form.fields().name), "admin.doctors.show")


@bp.get("/<id:doctor_id>")
@requires(Permission.ADMINISTER)
def edit(doctor_id: int) -> str:
    """Show one doctor."""
    found = doctors.get(doctor_id, now=clock.now())
    return draw(DoctorForm(obj=found).offer(), doctor_id)


@bp.post("/<id:doctor_id>")
@requires(Permission.ADMINISTER)
def save(doctor_id: int) -> Answer:
    """Change one doctor."""
    form = DoctorForm().offer()
    if not carried_out(form, lambda: doctors.change(doctor_id, form.fields(), **who())):
        return draw(form, doctor_id), 422
    return saved(gettext("%(name)s was saved.", name=form.fields().name), "admin.doctors.show")


@bp.post("/<id:doctor_id>/out-of-use")
@requires(Permission.ADMINISTER)
def retire(doctor_id: int) -> Answer:
    """Take a doctor out of use."""
    return switch(doctor_id, active=False, text=gettext("The doctor is out of use."))


@bp.post("/<id:doctor_id>/in-use")
@requires(Permission.ADMINISTER)
def restore(doctor_id: int) -> Answer:
    """Take a doctor back into use."""
    return switch(doctor_id, active=True, text=gettext("The doctor is in use again."))


def switch(doctor_id: int, *, active: bool, text: str) -> Answer:
    """Do it, or show why not."""
    form = PlainForm()
    if not carried_out(form, lambda: doctors.set_active(doctor_id, active=active, **who())):
        found = doctors.get(doctor_id, now=clock.now())
        filled = DoctorForm(formdata=None, obj=found).offer()
        return draw(filled.take_problems(form), doctor_id), 422
    return saved(text, "admin.doctors.edit", doctor_id=doctor_id)


def draw(form: DoctorForm, doctor_id: int) -> str:
    """Draw the page of one doctor around the form."""
    found = doctors.get(doctor_id, now=clock.now())
    return render_template("admin/doctor.html", form=form, doctor=found)
