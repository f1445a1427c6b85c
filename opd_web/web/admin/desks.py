"""Shared PCs: enrolling the one that this page is open on, and ending an enrolment."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from opd_web.engine.roles import Permission
from opd_web.services import desks, views
from opd_web.services.desks import Enrolled
from opd_web.web import browser
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import Form, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("desks", __name__, url_prefix="/desks")


class EnrolForm(Form):
    """What this PC is called."""

    REFUSED_FIELDS = {"name": "name"}

    name = StringField(
        _l("Name of this PC"), [InputRequired(_l("Enter a name, such as Desk 2.")), Length(max=80)],
        description=_l("As people at the desk call it: Desk 2."),
    )  # fmt: skip


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the enrolled PCs."""
    return draw(EnrolForm())


@bp.post("/")
@requires(Permission.ADMINISTER)
def enrol() -> Answer:
    """Enrol the PC that this page is open on."""
    form, made = EnrolForm(), list[Enrolled]()
    if not carried_out(form, lambda: made.append(desks.enrol(typed(form.name), **who()))):
        return draw(form), 422
    response = saved(gettext("This PC is enrolled. Users set their PIN at their name."), ".show")
    # Sent again, nothing is made: the first answer brought the secret.
    if made:
        browser.enrol(response, made[0].secret)
    return response


@bp.post("/<id:desk_id>/revoke")
@requires(Permission.ADMINISTER)
def revoke(desk_id: int) -> Answer:
    """End the enrolment of a PC."""
    form = PlainForm()
    if not carried_out(form, lambda: desks.revoke(desk_id, **who())):
        return draw(EnrolForm(formdata=None).take_problems(form)), 422
    return saved(gettext("The PC is no longer enrolled: users sign in there with the password."), ".show")


def draw(form: Form) -> str:
    """Draw the page around the form."""
    here = desks.is_enrolled(browser.desk())
    return render_template("admin/desks.html", form=form, desks=desks.every(), here=here, zone=views.zone().key)
