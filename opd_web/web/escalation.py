"""A patient who has a token becomes an emergency: the question why, and what came of it."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Length, Optional

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import escalation
from opd_web.web import htmx
from opd_web.web.forms import Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires
from opd_web.web.token import desk_of, own_token

bp = Blueprint("escalation", __name__, url_prefix="/tokens/<id:token_id>/escalate")


class EscalationForm(Form):
    """Why it is an emergency, and the token as the page saw it."""

    reason = StringField(
        _l("Reason"),
        [
            DataRequired(_l("Enter why this is an emergency.")),
            Length(max=500, message=_l("Enter at most 500 characters.")),
        ],
        id="escalate-reason",
    )
    version = IntegerField(validators=[Optional()])


@bp.get("")
@requires(Permission.SEE_QUEUE, Permission.BOOK)
def ask(token_id: int) -> Response:
    """Ask why it is an emergency."""
    return _ask(token_id, EscalationForm(formdata=None))


@bp.post("")
@requires(Permission.SEE_QUEUE, Permission.BOOK)
def escalate(token_id: int) -> Response:
    """Make it an emergency, and say who lost a place to it."""
    form = EscalationForm()
    if not form.validate_on_submit():
        return _ask(token_id, form, 422)
    done = escalation.escalate(
        token_id, version=form.version.data, reason=typed(form.reason), actor=current_actor(), now=clock.now()
    )
    if done.displaced is None:
        return htmx.changed()
    return htmx.fragment("tokens/_escalated.html", trigger=htmx.QUEUE_CHANGED, escalated=done, desk=desk_of(done.token))


def _ask(token_id: int, form: EscalationForm, status: int = 200) -> Response:
    return htmx.fragment("tokens/_escalate.html", status, token=own_token(token_id), form=form)
