"""Files of doctors, weekly plans and patients: uploaded, shown with every bad row, taken in once confirmed."""

import csv
import io

from flask import Blueprint, Response, make_response, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from opd_web.engine.roles import Permission
from opd_web.services import imports
from opd_web.services.imports import Checked, Done
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import Form
from opd_web.web.language import gettext, ngettext
from opd_web.web.permissions import requires

bp = Blueprint("imports", __name__, url_prefix="/import")

SHOWN = 100
"""How many bad rows, and how many good ones, a page lists; the counts tell of the rest."""

TITLES = {
    "doctors": _l("Doctors from a file"),
    "weekly-plans": _l("Weekly plans from a file"),
    "patients": _l("Patients from a file"),
}

NEXT = {"doctors": "admin.doctors.show", "weekly-plans": "admin.schedule.show", "patients": "admin.imports.show"}
"""Where one looks at what was taken in."""


class UploadForm(Form):
    """The file."""

    REFUSED_FIELDS = {"file": "file"}

    file = FileField(
        _l("File"), [FileRequired(_l("Choose a file."))],
        description=_l("A CSV file in UTF-8, with commas or semicolons, of at most 1 MB and 5,000 rows."),
    )  # fmt: skip


class ConfirmForm(Form):
    """The file as it was looked at."""

    text = TextAreaField(validators=[InputRequired(_l("Upload the file again."))])


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List what can come from a file."""
    return render_template("admin/imports.html", titles=TITLES)


@bp.get("/<kind>")
@requires(Permission.ADMINISTER)
def ask(kind: str) -> str:
    """Ask for the file."""
    return draw(kind, UploadForm(formdata=None))


@bp.get("/<kind>/template")
@requires(Permission.ADMINISTER)
def template(kind: str) -> Response:
    """Give an empty file with the right first line; its mark tells Excel that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerow([name for name, _ in imports.columns(kind)])
    response: Response = make_response("\ufeff" + out.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


@bp.post("/<kind>")
@requires(Permission.ADMINISTER)
def check(kind: str) -> Answer:
    """Show what the file holds, and every bad row; nothing is taken in."""
    form = UploadForm()
    found, data = list[Checked](), b""
    if form.validate_on_submit():
        with form.file.data.stream as file:
            data = file.read(imports.LARGEST + 1)
    if not carried_out(form, lambda: found.append(imports.check(kind, data))):
        return draw(kind, form), 422
    return draw_checked(kind, found[0], data)


@bp.post("/<kind>/take-in")
@requires(Permission.ADMINISTER)
def take_in(kind: str) -> Answer:
    """Take the file in as it was shown, as a whole or not at all."""
    form, done = ConfirmForm(), list[Done]()
    data = (form.text.data or "").encode()
    if not carried_out(form, lambda: done.append(imports.take_in(kind, data, **who()))):
        return draw_checked(kind, imports.check(kind, data), data)
    return saved(done_words(done[0]), NEXT[kind])


def draw(kind: str, form: Form) -> str:
    """Draw the page that asks for the file."""
    columns, example = imports.columns(kind), imports.example(kind)
    return render_template(
        "admin/import.html", form=form, kind=kind, title=TITLES[kind], columns=columns, example=example
    )


def draw_checked(kind: str, found: Checked, data: bytes) -> Answer:
    """Draw what the file holds."""
    text = data.decode("utf-8-sig") if not found.problems else ""
    page = render_template(
        "admin/import_checked.html",
        form=ConfirmForm(formdata=None, text=text),
        kind=kind,
        title=TITLES[kind],
        columns=[name for name, _ in imports.columns(kind)],
        found=found,
        shown=SHOWN,
    )
    return (page, 422) if found.problems else page


def done_words(done: Done) -> str:
    """Say how many were added."""
    text = ngettext("%(num)d row was taken in.", "%(num)d rows were taken in.", done.added)
    if not done.known:
        return text
    there = ngettext("%(num)d was there already.", "%(num)d were there already.", done.known)
    return gettext("%(first)s %(second)s", first=text, second=there)
