"""What users see and change of their own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from opd_web import clock
from opd_web.services import accounts, desks
from opd_web.services.refused import Refused
from opd_web.web import identity
from opd_web.web.auth import status_of, tried
from opd_web.web.forms import Form
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("account", __name__, url_prefix="/account")


class PasswordForm(Form):
    """A new password in place of the old one."""

    REFUSED_FIELDS = {"old": "old", "password": "password"}

    old = PasswordField(_l("Password now"), [InputRequired(_l("Enter the password that you have.")), Length(max=200)])
    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), Length(max=200)],
        description=_l("12 characters or more. Several words are easy to remember and hard to guess."),
    )  # fmt: skip
    again = PasswordField(_l("New password, once more"), [EqualTo("password", _l("The two passwords differ."))])


class PinForm(Form):
    """A PIN for the shift."""

    REFUSED_FIELDS = {"pin": "pin"}

    pin = PasswordField(
        _l("PIN of six digits"), [InputRequired(_l("Enter six digits.")), Length(max=20)],
        description=_l("For this shift, at PCs that an administrator enrolled."),
    )  # fmt: skip
    pin_again = PasswordField(_l("PIN, once more"), [EqualTo("pin", _l("The two PINs differ."))])


@bp.get("/")
@requires()
def show() -> str:
    """Show who is signed in, and what can be changed."""
    return draw()


@bp.post("/password")
@requires()
def change_password() -> Response | tuple[str, int]:
    """Change the password: every other browser is signed out, this one goes on."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return draw(form=form), 422
    actor, signed_in = identity.current_actor(), identity.current_account()
    try:
        account = tried(
            signed_in.username,
            lambda: accounts.change_password(
                signed_in.id, form.old.data or "", form.password.data or "", actor=actor, now=clock.now()
            ),
        )
    except Refused as refused:
        return draw(form=form.reject(refused)), status_of(refused)
    identity.start(account)
    flash(gettext("Your password was changed. Every other browser is signed out."))
    return redirect(url_for(".show"), 303)


@bp.post("/pin")
@requires()
def set_pin() -> Response | tuple[str, int]:
    """Set the PIN of this shift."""
    pin = PinForm()
    if not pin.validate_on_submit():
        return draw(pin=pin), 422
    signed_in, login = identity.current_account(), identity.current_login()
    try:
        desks.set_pin(signed_in.id, pin.pin.data or "", login, actor=identity.current_actor(), now=clock.now())
    except Refused as refused:
        return draw(pin=pin.reject(refused)), 422
    flash(gettext("Your PIN holds for this shift, at enrolled PCs."))
    return redirect(url_for(".show"), 303)


def draw(form: PasswordForm | None = None, pin: PinForm | None = None) -> str:
    """Draw the page, with the form that was just sent as it was filled in."""
    forms = {"form": form or PasswordForm(formdata=None), "pin": pin or PinForm(formdata=None)}
    return render_template("account/account.html", **forms)
