"""A patient who came as unknown is named from the row of the token: by phone and name."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from opd_web import clock, phones
from opd_web.engine.roles import Permission
from opd_web.services import identifying
from opd_web.services.refused import Refused
from opd_web.web import htmx
from opd_web.web.forms import Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext
from opd_web.web.permissions import requires
from opd_web.web.token import own_token

bp = Blueprint("identifying", __name__, url_prefix="/tokens/<id:token_id>/identify")


class IdentifyForm(Form):
    """Who it is."""

    REFUSED_FIELDS = {"phone": "phone", "name": "name"}

    phone = StringField(
        _l("Phone"), [DataRequired(_l("Enter the patient's phone number.")), Length(max=40)], id="who-phone"
    )
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Enter the name.")), Length(max=120, message=_l("Enter a name of at most 120 characters."))],
        id="who-name",
    )

    def validate_phone(self, field: Field) -> None:
        """Take any way of writing a phone number."""
        if typed(field) and phones.parse(field.data) is None:
            raise ValidationError(gettext("%(typed)s is no phone number. Enter all its digits.", typed=field.data))


@bp.get("")
@requires(Permission.SEE_QUEUE, Permission.BOOK)
def ask(token_id: int) -> Response:
    """Ask who it is."""
    return _ask(token_id, IdentifyForm(formdata=None))


@bp.post("")
@requires(Permission.SEE_QUEUE, Permission.BOOK)
def identify(token_id: int) -> Response:
    """Give the patient the name, or the token to whom it turns out to be."""
    form = IdentifyForm()
    if not form.validate_on_submit():
        return _ask(token_id, form, 422)
    patient_id, phone = own_token(token_id).patient_id, phones.parse(typed(form.phone)) or ""
    try:
        identifying.identify(patient_id, phone, typed(form.name), actor=current_actor(), now=clock.now())
    except Refused as refused:
        if refused.refusal.field not in form.REFUSED_FIELDS:
            raise
        return _ask(token_id, form.reject(refused), 422)
    return htmx.changed()


def _ask(token_id: int, form: IdentifyForm, status: int = 200) -> Response:
    return htmx.fragment("tokens/_identify.html", status, token=own_token(token_id), form=form)
