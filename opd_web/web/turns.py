"""Shared PCs: the next user takes over with a PIN, in seconds."""

from flask import Blueprint, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.validators import InputRequired, Length

from opd_web import clock
from opd_web.services import desks
from opd_web.services.refused import Refused
from opd_web.web import browser, identity, language
from opd_web.web.auth import own_path
from opd_web.web.forms import Form, choices
from opd_web.web.permissions import public

bp = Blueprint("turns", __name__)


class TurnForm(Form):
    """Who takes over."""

    REFUSED_FIELDS = {"pin": "pin"}

    user = RadioField(_l("Who takes over?"), [InputRequired(_l("Choose your name."))], coerce=int)
    pin = PasswordField(_l("PIN"), [InputRequired(_l("Enter your PIN.")), Length(max=20)])
    next = HiddenField()


@bp.get("/switch")
@public
def ask() -> str:
    """Ask who takes over; an enrolled PC shows who set a PIN in this shift."""
    return draw(offered(TurnForm(formdata=None, next=own_path(request.args.get("next", "")))))


@bp.post("/switch")
@public
def take() -> Response | tuple[str, int]:
    """End the turn of whoever was signed in here, and begin the next one's."""
    form = offered(TurnForm())
    if not form.validate_on_submit():
        return draw(form), 422
    try:
        account = desks.take_turn(browser.desk(), form.user.data, form.pin.data or "", now=clock.now())
    except Refused as refused:
        return draw(form.reject(refused)), 422
    identity.start(account, by_pin=True)
    response = redirect(own_path(form.next.data or ""), 303)
    if account.language:
        language.keep(response, account.language)
    return response


def offered(form: TurnForm) -> TurnForm:
    """Offer those who may take a turn here."""
    people = desks.colleagues(browser.desk(), now=clock.now())
    form.user.choices = choices((one.id, one.name) for one in people)
    return form


def draw(form: TurnForm) -> str:
    """Draw the page around the form."""
    return render_template("turns/switch.html", form=form)
