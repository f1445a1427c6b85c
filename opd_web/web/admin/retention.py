"""Personal data: after how long persons are erased, and erasing one who asks for it."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, people, retention
from opd_web.services.retention import Preview
from opd_web.store.admin_models import PersonRecord
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.admin.schedule_forms import WholeNumberField
from opd_web.web.forms import Form, typed
from opd_web.web.language import gettext, ngettext
from opd_web.web.permissions import requires

bp = Blueprint("retention", __name__, url_prefix="/personal-data")


class RetentionForm(Form):
    """After how many days."""

    REFUSED_FIELDS = {"days": "days"}

    days = WholeNumberField(
        _l("Erase a person after so many days without a token"), [Optional()],
        description=_l("Empty: nobody is erased by itself. 30 or more; 1095 are three years."),
    )  # fmt: skip


class SearchForm(Form):
    """Who is looked for. Sent as a form, so that no name stands in an address."""

    REFUSED_FIELDS = {"text": "text"}

    text = StringField(
        _l("Phone, name, or record number (MRN)"),
        [InputRequired(_l("Enter a phone number, a part of the name, or the record number.")), Length(max=200)],
    )


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """Show the setting, and ask whom to look for."""
    return draw(RetentionForm(formdata=None, days=retention.days()), SearchForm(formdata=None))


@bp.post("/check")
@requires(Permission.ADMINISTER)
def check() -> Answer:
    """Say what the setting would do today; nothing is saved."""
    form, found = RetentionForm(), list[Preview]()
    if not carried_out(form, lambda: found.append(retention.preview(form.days.data, now=clock.now()))):
        return draw(form, SearchForm(formdata=None)), 422
    return draw(form, SearchForm(formdata=None), preview=found[0])


@bp.post("/save")
@requires(Permission.ADMINISTER)
def save() -> Answer:
    """Set after how many days persons are erased."""
    form = RetentionForm()
    if not carried_out(form, lambda: retention.change(form.days.data, **who())):
        return draw(form, SearchForm(formdata=None)), 422
    if form.days.data is None:
        return saved(gettext("Saved. Nobody is erased by itself."), "admin.retention.show")
    text = ngettext(
        "Saved. A person is erased after %(num)d day without a token.",
        "Saved. A person is erased after %(num)d days without a token.",
        form.days.data,
    )
    return saved(text, "admin.retention.show")


@bp.post("/persons")
@requires(Permission.ADMINISTER)
def search() -> Answer:
    """List who may be meant."""
    form, found = SearchForm(), list[PersonRecord]()
    if not carried_out(form, lambda: found.extend(people.find(typed(form.text)))):
        return draw(RetentionForm(formdata=None, days=retention.days()), form), 422
    look("patient_search", found)
    return draw(RetentionForm(formdata=None, days=retention.days()), form, people=found)


@bp.get("/persons/<id:patient_id>")
@requires(Permission.ADMINISTER)
def person(patient_id: int) -> str:
    """Show one person, and what erasing takes away."""
    return draw_person(patient_id, PlainForm(formdata=None))


@bp.post("/persons/<id:patient_id>/erase")
@requires(Permission.ADMINISTER)
def erase(patient_id: int) -> Answer:
    """Erase one person."""
    form = PlainForm()
    if not carried_out(form, lambda: people.erase(patient_id, **who())):
        return draw_person(patient_id, form), 422
    return saved(gettext("The person was erased. Numbers and statistics stay."), "admin.retention.show")


def look(what: str, found: list[PersonRecord]) -> None:
    """Note who was looked at, before it is shown."""
    accesses.note(what, patients=[one.id for one in found], detail="erasure", **who())


def draw(form: Form, search_form: Form, **context: Any) -> str:
    """Draw the page."""
    shown = {"preview": None, "people": None, **context}
    return render_template("admin/retention.html", form=form, search=search_form, now_days=retention.days(), **shown)


def draw_person(patient_id: int, form: Form) -> str:
    """Draw one person."""
    found = people.get(patient_id)
    look("patient", [found])
    return render_template("admin/person.html", person=found, form=form, last=last_seen(found))


def last_seen(person: PersonRecord) -> str:
    """Say how often somebody was here, and when last."""
    if person.last_day is None:
        return gettext("No token yet")
    count = ngettext("%(num)d token", "%(num)d tokens", person.tokens)
    return gettext("%(count)s, the last one on %(day)s", count=count, day=format_date(person.last_day, "d MMM y"))
