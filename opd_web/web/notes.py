"""What is written about one token: notes, and why it was cancelled."""

from uuid import uuid4

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, Optional

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import notes, queue, views
from opd_web.web import htmx
from opd_web.web.forms import Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires
from opd_web.web.token import own_token

bp = Blueprint("notes", __name__, url_prefix="/tokens/<id:token_id>")

TOO_LONG = Length(max=notes.LONGEST, message=_l("Enter at most 500 characters."))

REASONS = (
    _l("The patient asked for it"),
    _l("The patient went home"),
    _l("Booked by mistake"),
    _l("Comes on another day"),
)


class NoteForm(Form):
    """A note, and the name of this filling-in of the form."""

    text = StringField(_l("Note"), [DataRequired(_l("Enter the note.")), TOO_LONG], id="note-text")
    key = HiddenField()


class CancelForm(Form):
    """Why a token is cancelled, and the token as the page saw it."""

    reason = StringField(
        _l("Another reason"), [DataRequired(_l("Choose a reason, or enter one.")), TOO_LONG], id="cancel-reason"
    )
    version = IntegerField(validators=[Optional()])


@bp.get("/note")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def ask(token_id: int) -> Response:
    """Show what was written about the token, and take more."""
    form = NoteForm(formdata=None)
    form.key.data = str(uuid4())
    return _note(token_id, form)


@bp.post("/note")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def write(token_id: int) -> Response:
    """Write a note."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _note(token_id, form, 422)
    notes.write(token_id, typed(form.text), key=typed(form.key), actor=current_actor(), now=clock.now())
    return htmx.changed()


@bp.get("/cancel")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def ask_why(token_id: int) -> Response:
    """Ask why the token is cancelled."""
    return _cancel(token_id, CancelForm(formdata=None))


@bp.post("/cancel")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def cancel(token_id: int) -> Response:
    """Cancel the token, and keep the reason."""
    form = CancelForm()
    if not form.validate_on_submit():
        return _cancel(token_id, form, 422)
    queue.cancel(token_id, version=form.version.data, reason=typed(form.reason), actor=current_actor(), now=clock.now())
    return htmx.changed()


def _note(token_id: int, form: NoteForm, status: int = 200) -> Response:
    token = own_token(token_id)
    written = notes.listed(token_id, actor=current_actor())
    return htmx.fragment("tokens/_note.html", status, token=token, notes=written, form=form, zone=views.zone().key)


def _cancel(token_id: int, form: CancelForm, status: int = 200) -> Response:
    return htmx.fragment("tokens/_cancel.html", status, token=own_token(token_id), form=form, reasons=REASONS)
