"""Departments: a list, a new one, and changing one."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from opd_web import clock
from opd_web.engine.presets import DEFAULT_PRESET
from opd_web.engine.roles import Permission
from opd_web.services import departments
from opd_web.services.departments import DepartmentFields
from opd_web.store.admin_models import DepartmentRecord
from opd_web.web.admin.policy_words import PRESETS
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("departments", __name__, url_prefix="/departments")


class DepartmentForm(Form):
    """What a department is called."""

    REFUSED_FIELDS = {"code": "code", "name": "name", "public_label": "public_label", "preset": "preset"}

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Enter a code.")), Length(max=8, message=_l("Use at most 8 letters and digits."))],
        description=_l(
            "Begins every token number, as K in K-012, on boards and slips. 1 to 8 letters A to Z and digits. "
            "Choose one that does not tell an illness: everybody in the waiting room reads it."
        ),
    )
    name = StringField(
        _l("Name for staff"), [InputRequired(_l("Enter the name that staff use.")), Length(max=200)],
        description=_l("As in Cardiology. Only staff see it."),
    )  # fmt: skip
    public_label = StringField(
        _l("Label for patients"), [InputRequired(_l("Enter the label that patients read.")), Length(max=200)],
        description=_l(
            "As in Clinic K. It stands on boards, slips and tracking pages, so keep it neutral: a name such as "
            "Oncology or Psychiatry tells everybody why somebody is here."
        ),
    )  # fmt: skip

    def fields(self, *, active: bool = True) -> DepartmentFields:
        """Say what was filled in as the service understands it."""
        return DepartmentFields(typed(self.code).upper(), typed(self.name), typed(self.public_label), active)


class NewDepartmentForm(DepartmentForm):
    """A department that is about to be made."""

    preset = SelectField(
        _l("Policy to start from"), choices=choices((name, words.title) for name, words in PRESETS.items()),
        default=DEFAULT_PRESET,
        description=_l("Decides who gets a place when places are short. Every option can be changed afterwards."),
    )  # fmt: skip


class ChangeDepartmentForm(DepartmentForm):
    """A department that there is."""

    active = BooleanField(
        _l("In use"),
        description=_l("Out of use it books nobody. Tokens that are booked stay, and can still be called."),
    )


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the departments."""
    return render_template("admin/departments.html", departments=departments.every(now=clock.now()))


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask what the new department is called."""
    return render_template("admin/department_new.html", form=NewDepartmentForm())


@bp.post("/new")
@requires(Permission.ADMINISTER)
def add() -> Answer:
    """Add a department."""
    form = NewDepartmentForm()
    if not carried_out(form, lambda: departments.add(form.fields(), form.preset.data, **who())):
        return render_template("admin/department_new.html", form=form), 422
    text = gettext("Department %(code)s was added. Next: add its doctors.", code=form.fields().code)
    return saved(text, "admin.departments.show")


@bp.get("/<id:department_id>")
@requires(Permission.ADMINISTER)
def edit(department_id: int) -> str:
    """Show one department."""
    found = departments.get(department_id, now=clock.now())
    return draw(ChangeDepartmentForm(obj=found), found)


@bp.post("/<id:department_id>")
@requires(Permission.ADMINISTER)
def save(department_id: int) -> Answer:
    """Change one department."""
    form = ChangeDepartmentForm()
    fields = form.fields(active=form.active.data)
    if not carried_out(form, lambda: departments.change(department_id, fields, **who())):
        found = departments.get(department_id, now=clock.now())
        return draw(form, found), 422
    return saved(gettext("Department %(code)s was saved.", code=fields.code), "admin.departments.show")


def draw(form: Form, department: DepartmentRecord) -> str:
    """Draw the page of one department around the form."""
    words = PRESETS.get(department.preset)
    title = words.title if words else department.preset
    return render_template("admin/department.html", form=form, department=department, policy_title=title)
