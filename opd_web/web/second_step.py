"""The second step of a sign-in: asked for, set up with a QR code, ended."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from opd_web import clock
from opd_web.services import accounts, second_step
from opd_web.services.refused import Refused
from opd_web.web import identity, qr_code
from opd_web.web.auth import HALF, HALF_SECONDS, come_in, own_path, status_of, tried
from opd_web.web.forms import Form, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import public, requires

bp = Blueprint("second_step", __name__)

Answer = Response | str | tuple[str, int]


class CodeForm(Form):
    """A code of the app."""

    REFUSED_FIELDS = {"code": "code", "password": "code"}

    code = StringField(
        _l("Code"), [InputRequired(_l("Enter the code.")), Length(max=40)],
        description=_l("The six digits that your app shows now, or a code that you kept for the loss of the phone."),
    )  # fmt: skip


class BeginForm(CodeForm):
    """The first code of the app: those for the loss of the phone are made once it was right."""

    code = StringField(
        _l("Code"), [InputRequired(_l("Enter the code.")), Length(max=40)],
        description=_l("The six digits that your app shows now."),
    )  # fmt: skip


class EndForm(Form):
    """The password of whoever ends the second step."""

    REFUSED_FIELDS = {"password": "password"}

    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)])


@bp.get("/sign-in/code")
@public
def ask() -> Answer:
    """Ask for the code, once the password was right."""
    if half() is None:
        return redirect(url_for("auth.ask"), 303)
    return render_template("auth/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@public
def sign_in() -> Answer:
    """Sign the user in, or hand the form back with the reason."""
    found = half()
    if found is None:
        return redirect(url_for("auth.ask"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("auth/code.html", form=form), 422
    account_id, username, epoch = found
    try:
        account = tried(
            f"code of {username}",
            lambda: second_step.check(account_id, epoch, typed(form.code), key=key(), now=clock.now()),
        )
    except Refused as refused:
        return render_template("auth/code.html", form=form.reject(refused)), status_of(refused)
    return come_in(account, on_the_way())


@bp.get("/account/second-step")
@requires()
def show() -> str:
    """Show whether there is a second step, or the QR code of one that begins."""
    return draw(BeginForm(formdata=None), EndForm(formdata=None))


@bp.post("/account/second-step/begin")
@requires()
def begin() -> Answer:
    """Make a secret for the app."""
    signed_in, by_pin = identity.current_account(), identity.current_login().by_pin
    second_step.begin(signed_in.id, by_pin=by_pin, key=key(), actor=identity.current_actor(), now=clock.now())
    return redirect(url_for(".show", next=on_the_way()), 303)


@bp.post("/account/second-step/confirm")
@requires()
def confirm() -> Answer:
    """Ask for codes from now on, and show this once those that stand in for a lost phone."""
    form, signed_in = BeginForm(), identity.current_account()
    if not form.validate_on_submit():
        return draw(form, EndForm(formdata=None)), 422
    try:
        codes = tried(
            f"code of {signed_in.username}",
            lambda: second_step.confirm(
                signed_in.id,
                typed(form.code),
                by_pin=identity.current_login().by_pin,
                key=key(),
                actor=identity.current_actor(),
                now=clock.now(),
            ),
        )
    except Refused as refused:
        return draw(form.reject(refused), EndForm(formdata=None)), status_of(refused)
    return render_template("account/recovery_codes.html", codes=codes, next=on_the_way())


@bp.post("/account/second-step/end")
@requires()
def end() -> Answer:
    """End the second step, for whoever knows the password."""
    form, signed_in = EndForm(), identity.current_account()
    if not form.validate_on_submit():
        return draw(BeginForm(formdata=None), form), 422
    try:
        tried(signed_in.username, lambda: accounts.check_password(signed_in.id, form.password.data or ""))
        second_step.end(signed_in.id, actor=identity.current_actor(), now=clock.now())
    except Refused as refused:
        return draw(BeginForm(formdata=None), form.reject(refused)), status_of(refused)
    flash(gettext("The second step is ended: your password is enough."))
    return redirect(url_for("account.show"), 303)


def half() -> tuple[int, str, int] | None:
    """Give who typed the right password within the last minutes, and has not typed the code."""
    account_id, username, epoch, at = session.get(HALF, (0, "", 0, 0))
    return (account_id, username, epoch) if clock.now().timestamp() - at < HALF_SECONDS else None


def key() -> str:
    """Give what the secrets of apps are sealed with."""
    return str(current_app.secret_key)


def on_the_way() -> str:
    """Give where the user was going when the second step came in between."""
    return own_path(request.args.get("next", ""))


def draw(code: BeginForm, ending: EndForm) -> str:
    """Draw the page around its forms."""
    found = second_step.waiting(identity.current_account().id, key=key())
    picture = qr_code.drawing(found.address) if found else None
    context = {"waiting": found, "picture": picture, "next": on_the_way()}
    return render_template("account/second_step.html", form=code, ending=ending, **context)
