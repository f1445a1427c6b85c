"""What users see and change of their own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from opd_web import clock
from opd_web.services import accounts
from opd_web.services.refused import Refused
from opd_web.web import identity
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


@bp.get("/")
@requires()
def show() -> str:
    """Show who is signed in, and what can be changed."""
    return render_template("account/account.html", form=PasswordForm())


@bp.post("/password")
@requires()
def change_password() -> Response | tuple[str, int]:
    """Change the password: every other browser is signed out, this one goes on."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("account/account.html", form=form), 422
    actor, signed_in = identity.current_actor(), identity.current_account()
    try:
        account = accounts.change_password(
            signed_in.id, form.old.data or "", form.password.data or "", actor=actor, now=clock.now()
        )
    except Refused as refused:
        return render_template("account/account.html", form=form.reject(refused)), 422
    identity.start(account)
    flash(gettext("Your password was changed. Every other browser is signed out."))
    return redirect(url_for(".show"), 303)
