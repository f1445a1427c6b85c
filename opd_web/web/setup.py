"""The first start: whoever has the link from the terminal makes the first administrator."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from opd_web import clock
from opd_web.services import setup
from opd_web.services.refused import Refused
from opd_web.web import identity
from opd_web.web.forms import Form, typed
from opd_web.web.permissions import public

bp = Blueprint("setup", __name__)


class FirstAdministratorForm(Form):
    """The first one who signs in."""

    REFUSED_FIELDS = {"username": "username", "password": "password"}

    name = StringField(
        _l("Your name"), [InputRequired(_l("Enter your name.")), Length(max=200)],
        description=_l("Colleagues see it at what you do."),
    )  # fmt: skip
    username = StringField(
        _l("User name"), [InputRequired(_l("Choose a user name.")), Length(max=80)],
        description=_l("What you type to sign in."),
    )  # fmt: skip
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Choose a password.")), Length(max=200)],
        description=_l("12 characters or more. Several words are easy to remember and hard to guess."),
    )  # fmt: skip
    again = PasswordField(_l("Password, once more"), [EqualTo("password", _l("The two passwords differ."))])


@bp.get("/setup/<secret>")
@public
def ask(secret: str) -> str | tuple[str, int]:
    """Ask who the first administrator is; the link stays open until that is answered."""
    if not setup.is_open(secret, now=clock.now()):
        return render_template("setup/closed.html"), 404
    return render_template("setup/first.html", form=FirstAdministratorForm())


@bp.post("/setup/<secret>")
@public
def make(secret: str) -> Response | tuple[str, int]:
    """Make the first administrator, sign in, and go to the list of what comes next."""
    form = FirstAdministratorForm()
    if not form.validate_on_submit():
        return render_template("setup/first.html", form=form), 422
    try:
        made = setup.make_administrator(
            secret, typed(form.username), typed(form.name), form.password.data or "", now=clock.now()
        )
    except Refused as refused:
        return render_template("setup/first.html", form=form.reject(refused)), 422
    identity.start(made)
    return redirect(url_for("admin.overview.show"), 303)
