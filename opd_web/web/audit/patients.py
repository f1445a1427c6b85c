"""Patients in the audit: found by a POST, so that what was searched for stands in no address and no log."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from opd_web import clock, phones
from opd_web.engine.roles import Permission
from opd_web.services import accesses, auditing, views
from opd_web.services.accesses import WantedAccess
from opd_web.services.auditing import Asked
from opd_web.web.audit.drawing import Drawn, draw
from opd_web.web.forms import Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("patients", __name__, url_prefix="/patients")

SHOWN = Asked(20)
SHORTEST = _l("Enter at least 3 letters or digits.")


class PatientForm(Form):
    """Who is looked for."""

    text = StringField(
        _l("Phone, name or record number (MRN)"), [InputRequired(SHORTEST), Length(3, 120, SHORTEST)],
        description=_l("That you searched is written down, and whom you found; what you typed is not."),
    )  # fmt: skip


@bp.get("/")
@requires(Permission.READ_REPORTS)
def ask() -> Drawn:
    """Ask who is looked for."""
    return draw("audit/patients.html", form=PatientForm(formdata=None), found=None)


@bp.post("/")
@requires(Permission.READ_REPORTS)
def search() -> Drawn:
    """Show who was found, after it was written down."""
    form = PatientForm()
    if not form.validate_on_submit():
        return draw("audit/patients.html", form=form, found=None)
    text, actor = typed(form.text), current_actor()
    found = auditing.find_patients(SHOWN, phone=phones.parse(text), text=text, actor=actor)
    accesses.note("audit_patient_search", patients=[one.id for one in found.items], actor=actor, now=clock.now())
    return draw("audit/patients.html", form=form, found=found)


@bp.get("/<id:patient_id>")
@requires(Permission.READ_REPORTS)
def show(patient_id: int) -> Drawn:
    """Show a patient's tokens, and who looked at them before."""
    actor, now = current_actor(), clock.now()
    record = auditing.patient(patient_id, actor=actor, now=now)
    looks = accesses.listed(SHOWN, WantedAccess(patient_id=patient_id), actor=actor)
    accesses.note("audit_patient", patients=[patient_id], actor=actor, now=now)
    return draw("audit/patient.html", patient_id=patient_id, record=record, looks=looks, zone=views.zone().key)
