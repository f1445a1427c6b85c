"""The first page of an administrator: what is set up, what is missing, and the hospital's own name."""

from zoneinfo import available_timezones

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from opd_web.engine.roles import Permission
from opd_web.services import facility
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.admin.steps import steps
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("overview", __name__)

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))


class FacilityForm(Form):
    """The hospital."""

    REFUSED_FIELDS = {"name": "name", "timezone": "timezone"}

    name = StringField(
        _l("Name of the hospital"),
        [InputRequired(_l("Enter the name of the hospital.")), Length(max=200, message=_l("At most 200 characters."))],
        description=_l("Stands at the top of every page and on slips."),
    )
    timezone = SelectField(
        _l("Time zone"),
        choices=choices((zone, zone) for zone in (*ZONES, "UTC")),
        description=_l("Decides when a day begins, and every time that is shown. It is fixed once slots are planned."),
    )


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """Show what is set up and what is missing."""
    return render_template("admin/overview.html", steps=steps())


@bp.get("/facility")
@requires(Permission.ADMINISTER)
def edit_facility() -> str:
    """Ask for name and time zone."""
    found = facility.read()
    form = FacilityForm(obj=found)
    if found is None:
        form.timezone.data = current_app.config["OPD_SETTINGS"].timezone
    return render_template("admin/facility.html", form=form)


@bp.post("/facility")
@requires(Permission.ADMINISTER)
def save_facility() -> Answer:
    """Write name and time zone."""
    form = FacilityForm()
    if not carried_out(form, lambda: facility.change(typed(form.name), form.timezone.data, **who())):
        return render_template("admin/facility.html", form=form), 422
    return saved(gettext("The hospital was saved."), "admin.overview.show")
