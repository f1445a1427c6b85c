"""Keys of programs: made and shown once, listed with their last use, revoked."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from opd_web import clock
from opd_web.engine.roles import Permission, Role
from opd_web.services import api_keys, departments, doctors
from opd_web.services.api_keys import NewKey
from opd_web.web.admin.days import zone
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.leave_forms import DayField
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("api_keys", __name__, url_prefix="/api-keys")

ROLES = {
    "nurse": _l("Nurse: books tokens and runs the queue"),
    "doctor": _l("Doctor: runs one doctor’s queue"),
    "auditor": _l("Auditor: reads reports and the record, changes nothing"),
    "administrator": _l("Administrator: everything, the set-up included"),
}


class KeyForm(Form):
    """Which program, and what it may do."""

    REFUSED_FIELDS = {
        "name": "name",
        "expires_at": "expires_on",
        "doctor": "doctor_id",
        "department": "department_codes",
    }

    key = HiddenField()
    name = StringField(
        _l("Program"), [InputRequired(_l("Enter which program will use the key.")), Length(max=200)],
        description=_l("As in Kiosk in the hall. The record names it for everything that it does."),
    )  # fmt: skip
    role = SelectField(_l("What it may do"), choices=choices(ROLES.items()), default="nurse")
    department_codes = SelectMultipleField(
        _l("Departments"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("Where it may act. None ticked: in all of them, also those that come later."),
    )  # fmt: skip
    doctor_id = SelectField(
        _l("Doctor"), coerce=int, default=0, description=_l("Only for the role of a doctor: whose queue it runs.")
    )
    expires_on = DayField(
        _l("Last day"), [Optional()], description=_l("It stops working when this day is over. Empty: it never does.")
    )

    def offer(self) -> Self:
        """Offer what is in use, and name this filling-in of the form."""
        now = clock.now()
        in_use = [one for one in departments.every(now=now) if one.active]
        self.department_codes.choices = choices((one.code, f"{one.code} · {one.name}") for one in in_use)
        known = [(one.id, one.name) for one in doctors.every(now=now) if one.active]
        self.doctor_id.choices = choices([(0, gettext("None")), *known])
        self.key.data = self.key.data or str(uuid4())
        return self

    def validate_doctor_id(self, field: SelectField) -> None:
        """Ask for the doctor where the role is one, and only there."""
        if (self.role.data == Role.DOCTOR) != bool(field.data):
            field.errors = [
                *field.errors,
                gettext("Choose a doctor for the role of a doctor, and none for the others."),
            ]

    def asked(self) -> dict[str, Any]:
        """Say what was filled in as the service understands it."""
        last: date | None = self.expires_on.data
        return {
            "role": Role(self.role.data),
            "department_codes": self.department_codes.data or (),
            "doctor_id": self.doctor_id.data or None,
            "expires_at": end_of(last) if last else None,
            "once": typed(self.key),
        }


def end_of(day: date) -> datetime:
    """Give the moment (UTC) at which a day of the facility is over."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone())).astimezone(UTC)


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the keys."""
    return draw()


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask which program the key is for."""
    return render_template("admin/api_key_new.html", form=KeyForm().offer())


@bp.post("/new")
@requires(Permission.ADMINISTER)
def make() -> Answer:
    """Make the key and show it, this once: it stands in no address, no session and no table."""
    form, made = KeyForm().offer(), list[NewKey]()
    if not carried_out(form, lambda: made.append(api_keys.create(typed(form.name), **form.asked(), **who()))):
        return render_template("admin/api_key_new.html", form=form), 422
    return render_template("admin/api_key_made.html", made=made[0])


@bp.post("/<id:key_id>/revoke")
@requires(Permission.ADMINISTER)
def revoke(key_id: int) -> Answer:
    """End a key now."""
    form = PlainForm()
    if not carried_out(form, lambda: api_keys.revoke(key_id, **who())):
        return draw(form), 422
    return saved(gettext("The key was revoked: its next call is refused."), "admin.api_keys.show")


def draw(form: Form | None = None) -> str:
    """Draw the list, the keys that work first."""
    now = clock.now()
    keys = [(one, state(one.revoked_at, one.expires_at, now)) for one in api_keys.every()]
    return render_template(
        "admin/api_keys.html",
        keys=sorted(keys, key=lambda pair: (pair[1] != "works", -pair[0].id)),
        codes={one.id: one.code for one in departments.every(now=now)},
        doctors={one.id: one.name for one in doctors.every(now=now)},
        roles=ROLES,
        form=form or PlainForm(formdata=None),
        zone=zone(),
    )


def state(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> str:
    """Tell whether a key works, was revoked, or has expired."""
    if revoked_at:
        return "revoked"
    return "expired" if expires_at and expires_at <= now else "works"
