"""Patients: searched, put on file, looked at and changed.

What was searched for is sent in the body of a POST: names and phone numbers in an address would stay in the browser's
history and in the logs of every machine on the way. Pages are named by the patient's id alone.
"""

from hashlib import sha256
from typing import Self

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from opd_web import clock, phones
from opd_web.engine.roles import Permission
from opd_web.services import accesses, finding, identifying, patients, views
from opd_web.services.answers import Answer
from opd_web.services.finding import Found, PatientResource
from opd_web.services.patients import NewPatient, Registered
from opd_web.services.refused import Refused, refuse
from opd_web.store.read_models import PatientView
from opd_web.web import htmx, search_results, tracking
from opd_web.web.forms import Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext
from opd_web.web.once import once
from opd_web.web.permissions import requires

bp = Blueprint("people", __name__, url_prefix="/patients")

PAGE = "patients/patients.html"

KNOWN = {
    "y": _l("This patient was on file already: nobody was registered anew."),
    "completed": _l("This patient was on file already. The record number was added."),
    "other-number": _l(
        "This patient was on file already, with another record number. The one that was typed was not saved: "
        "press “Change” to replace it."
    ),
}
"""What is said of somebody who was to be registered, and was on file."""

TAKEN = {
    "external_id": _l("Another patient has this record number."),
    "name": _l("Another patient has this phone and name."),
}
"""What is said where a link leads to the other patient; programs read an id."""

HANDED_BACK = {"invalid": 422, "duplicate_booking": 422, "stale_version": 409}
"""Refusals that come with what was typed, so that it need not be typed again."""


class SearchForm(Form):
    """What is at hand of somebody."""

    text = StringField(
        _l("Phone, name, record number or number on the slip"),
        [
            InputRequired(_l("Enter a phone number, a name, a record number or the number on the slip.")),
            Length(max=120),
        ],
    )


class PatientForm(Form):
    """One person; `seen` is what the page showed of them, `another` that others share the phone."""

    REFUSED_FIELDS = {"name": "name", "phone": "phone", "external_id": "external_id"}

    phone = StringField(_l("Phone"), [InputRequired(_l("Enter the patient's phone number.")), Length(max=40)])
    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the name.")), Length(max=120, message=_l("Enter a name of at most 120 characters."))],
    )
    external_id = StringField(_l("Record number (MRN)"), [Length(max=64)])
    seen = HiddenField()
    another = HiddenField()

    def validate_phone(self, field: Field) -> None:
        """Take any way of writing a phone number."""
        if typed(field) and phones.parse(field.data) is None:
            raise ValidationError(gettext("%(typed)s is no phone number. Enter all its digits.", typed=field.data))

    other: PatientView | None = None
    is_unknown = False

    def about(self, patient: PatientResource) -> Self:
        """Ask of somebody unknown who it is, and nothing else; the record number is the file's."""
        self.is_unknown = not patient.phone
        if self.is_unknown:
            self.name.data = self.name.data if self.is_submitted() else ""
            del self.external_id
        return self

    @property
    def number(self) -> str:
        """Give the phone in E.164."""
        return phones.parse(typed(self.phone)) or ""

    def reject(self, refused: Refused) -> Self:
        """Show the refusal, and whose the number or the name is where it is somebody else's; that look is noted."""
        other, field = refused.refusal.facts.get("other"), refused.refusal.field
        if not isinstance(other, PatientView) or field not in TAKEN:
            return super().reject(refused)
        accesses.note("patient_search", patients=[other.id], detail="taken", actor=current_actor(), now=clock.now())
        self.other = other
        self[field].errors = [*self[field].errors, str(TAKEN[field])]
        return self


@bp.get("")
@requires(Permission.BOOK)
def search() -> Response:
    """Ask for somebody, and show once more who was found where the way leads back to that."""
    form, kept = SearchForm(formdata=None), search_results.kept(request.args.get("found"))
    if kept is None:
        return _found(form, None)
    return _found(form, _noted(finding.again(kept[0], more=kept[1], actor=current_actor(), now=clock.now())))


@bp.post("")
@requires(Permission.BOOK)
def find() -> Response:
    """Show who was found."""
    form = SearchForm()
    if not form.validate_on_submit() or not typed(form.text):
        return _found(form, None, 422)
    text, slip, who, now = typed(form.text), tracking.scanned(typed(form.text)), current_actor(), clock.now()
    found = finding.of_token(slip.token_id, actor=who, now=now) if slip else finding.find(text, actor=who, now=now)
    return htmx.at(search_results.keep(found), _found(form, _noted(found)))


def _noted(found: Found) -> Found:
    """Note who is about to be shown."""
    accesses.note("patient_search", patients=[one.id for one in found.patients], actor=current_actor(), now=clock.now())
    return found


@bp.get("/new")
@requires(Permission.BOOK)
def ask() -> str:
    """Ask for a new person."""
    return render_template("patients/new.html", form=PatientForm(formdata=None), sharing=())


@bp.post("/new")
@requires(Permission.BOOK)
def register() -> Response:
    """Put a person on file; where others have the phone, ask first. Who is on file already stays as they are."""
    form = PatientForm()
    if not form.validate_on_submit():
        return htmx.fragment("patients/new.html", 422, form=form, sharing=())
    sharing = [] if form.another.data else _others(form)
    if sharing:
        return htmx.fragment("patients/new.html", 422, form=form, sharing=sharing)
    try:
        done = once(lambda: _register(form))
    except Refused as refused:
        return htmx.fragment("patients/new.html", 422, form=form.reject(refused), sharing=())
    return redirect(done.location or url_for(".search"), 303)


def _register(form: PatientForm) -> Answer:
    """Put the person on file; the answer tells of them and goes with them when they are erased."""
    new = NewPatient(typed(form.name), form.number)
    number = typed(form.external_id) or None
    done = patients.register(new, number, complete=True, actor=current_actor(), now=clock.now())
    location = url_for(".show", patient_id=done.patient.id, known=_known(done, number))
    return Answer(303, "", location, about=f"patients/{done.patient.id}")


def _known(done: Registered, number: str | None) -> str | None:
    """Give the word for what became of a person who was on file already; None for somebody new."""
    if not done.known:
        return None
    if done.completed:
        return "completed"
    return "other-number" if number not in (None, done.patient.external_id) else "y"


@bp.get("/<id:patient_id>")
@requires(Permission.BOOK)
def show(patient_id: int) -> str:
    """Show one patient and their visits."""
    person = finding.get(patient_id, actor=current_actor(), now=clock.now())
    accesses.note("patient_history", patients=[patient_id], actor=current_actor(), now=clock.now())
    others = [one for one in finding.sharing(person.patient.phone) if one.id != patient_id]
    return _show(person, others)


@bp.get("/<id:patient_id>/edit")
@requires(Permission.BOOK)
def edit(patient_id: int) -> str:
    """Ask what to change."""
    patient = finding.get(patient_id, actor=current_actor(), now=clock.now()).patient
    accesses.note("patient", patients=[patient_id], actor=current_actor(), now=clock.now())
    form = PatientForm(formdata=None, data=_fields(patient))
    return render_template("patients/edit.html", form=form.about(patient), patient_id=patient_id)


@bp.post("/<id:patient_id>/edit")
@requires(Permission.BOOK)
def change(patient_id: int) -> Response:
    """Change the person, as the page showed them, or say who an unknown one is."""
    form = PatientForm().about(finding.get(patient_id, actor=current_actor(), now=clock.now()).patient)
    if not form.validate_on_submit():
        return htmx.fragment("patients/edit.html", 422, form=form, patient_id=patient_id)
    try:
        location = (_identify if form.is_unknown else _change)(patient_id, form)
    except Refused as refused:
        status = HANDED_BACK.get(refused.refusal.code)
        if status is None:
            raise
        return htmx.fragment("patients/edit.html", status, form=form.reject(refused), patient_id=patient_id)
    return redirect(location, 303)


def _change(patient_id: int, form: PatientForm) -> str:
    changes = {"name": typed(form.name), "phone": form.number, "external_id": typed(form.external_id) or None}

    def unchanged(patient: PatientResource) -> None:
        if form.seen.data and form.seen.data != _fields(patient)["seen"]:
            raise refuse("changed_meanwhile", "patient")

    patients.change(patient_id, changes, seen=unchanged, actor=current_actor(), now=clock.now())
    return url_for(".show", patient_id=patient_id)


def _identify(patient_id: int, form: PatientForm) -> str:
    known = identifying.identify(patient_id, form.number, typed(form.name), actor=current_actor(), now=clock.now())
    return url_for(".show", patient_id=known, known="y" if known != patient_id else None)


def _fields(patient: PatientResource) -> dict[str, str]:
    """Give what the form shows of a person, with its fingerprint."""
    shown = {"name": patient.name, "phone": patient.phone, "external_id": patient.external_id or ""}
    return {**shown, "seen": sha256(repr(sorted(shown.items())).encode()).hexdigest()[:16]}


def _others(form: PatientForm) -> list[PatientResource]:
    """Give who has the phone, unless the person is one of them."""
    found = finding.others(form.number, typed(form.name))
    if found:
        ids = [one.id for one in found]
        accesses.note("patient_search", patients=ids, detail="phone", actor=current_actor(), now=clock.now())
    return list(found)


def _found(form: SearchForm, found: Found | None, status: int = 200) -> Response:
    template = "patients/_found.html" if htmx.is_request() else PAGE
    return htmx.fragment(template, status, form=form, found=found, zone=views.zone().key)


def _show(person: finding.Person, others: list[PatientResource]) -> str:
    narrowed = current_actor().departments is not None
    known = KNOWN.get(request.args.get("known", ""))
    back, zone = search_results.address_with(person.patient.id), views.zone().key
    around = {"others": others, "narrowed": narrowed, "known": known, "back": back, "zone": zone}
    return render_template("patients/patient.html", person=person, **around)
