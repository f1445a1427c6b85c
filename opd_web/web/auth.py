"""Signing in and out; locking the screen and opening it again."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from opd_web import clock
from opd_web.engine.roles import Role
from opd_web.services import accounts, attempts, desks, views
from opd_web.services.refused import Refused
from opd_web.store.people_models import AccountView
from opd_web.web import browser, identity, language
from opd_web.web.forms import Form, SignInForm, typed
from opd_web.web.permissions import open_while_locked, public, requires

bp = Blueprint("auth", __name__)

Found = TypeVar("Found")
HALF = "half"
"""Key in the session: whose password was right a moment ago, and whose code is still to come."""
HALF_SECONDS = 300
PIN = re.compile(r"[0-9]{6}")

CLEARED = '"cache", "storage"'
"""What a browser forgets at the sign-out. Not the cookies: it stays the board or the desk's PC that it is."""


class UnlockForm(Form):
    """The user of a locked screen."""

    REFUSED_FIELDS = {"password": "password", "pin": "password"}

    password = PasswordField(_l("Password or PIN"), [InputRequired(_l("Enter your password.")), Length(max=200)])


@bp.get("/sign-in")
@public
def ask() -> str:
    """Ask who is there."""
    return render_template("auth/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
def sign_in() -> Response | tuple[str, int]:
    """Sign the user in, or hand the form back with the reason."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("auth/sign_in.html", form=form), 422
    username = typed(form.username)
    try:
        account = tried(username, lambda: accounts.sign_in(username, form.password.data or ""))
    except Refused as refused:
        return render_template("auth/sign_in.html", form=form.reject(refused)), status_of(refused)
    target = own_path(request.args.get("next", ""))
    return ask_for_code(account, target) if account.second_step else come_in(account, target)


@bp.post("/sign-out")
@requires()
@open_while_locked
def sign_out() -> Response:
    """End this sign-in."""
    identity.end()
    response = redirect(url_for("auth.ask"), 303)
    response.headers["Clear-Site-Data"] = CLEARED
    return response


@bp.post("/lock")
@requires()
@open_while_locked
def lock() -> Response:
    """Lock this screen until its user shows again who they are."""
    identity.lock()
    return redirect(url_for("auth.ask_to_unlock", next=own_path(request.form.get("next", ""))), 303)


@bp.get("/unlock")
@requires()
@open_while_locked
def ask_to_unlock() -> str:
    """Ask whether it is still the same user."""
    return render_template("auth/unlock.html", form=UnlockForm())


@bp.post("/unlock")
@requires()
@open_while_locked
def unlock() -> Response | tuple[str, int]:
    """Open the screen again: for a page that waits under its lock, or with the page that was asked for."""
    form = UnlockForm()
    try:
        if not form.validate_on_submit():
            return _still_locked(form)
        show_who(form.password.data or "")
        identity.unlock()
    except Refused as refused:
        return _still_locked(form.reject(refused), status_of(refused))
    if _is_script():
        return make_response("", 204)
    return redirect(own_path(request.args.get("next", "")), 303)


@bp.get("/session")
@requires()
@open_while_locked
def state() -> Response:
    """Tell an open page who is signed in, whether the screen is locked, and a token for its forms that is valid."""
    return jsonify(user=identity.current_actor().id, csrf=generate_csrf(), locked=identity.is_locked())


@bp.post("/session/active")
@requires()
def active() -> Response:
    """Hear that somebody types or points, where the page itself sends nothing for long."""
    return make_response("", 204)


def ask_for_code(account: AccountView, target: str) -> Response:
    """Keep for some minutes whose password was right, which opens nothing yet."""
    identity.end()
    session[HALF] = [account.id, account.username, account.epoch, clock.now().timestamp()]
    return redirect(url_for("second_step.ask", next=target), 303)


def come_in(account: AccountView, target: str) -> Response:
    """Begin the sign-in; an administrator without a second step is shown the way to one, but in the demo."""
    identity.start(account)
    if account.role == Role.ADMINISTRATOR and not account.second_step and not views.is_demo():
        target = url_for("second_step.show", next=target)
    response = redirect(target, 303)
    browser.remember(response, account.username)
    if account.language:
        language.keep(response, account.language)
    return response


def tried(username: str, look: Callable[[], Found]) -> Found:
    """Look at a password, as often as this may be tried. Raise Refused."""
    origin = browser.origin(username)
    attempts.begin(username, origin, now=clock.now())
    found = look()
    attempts.succeed(username, origin, now=clock.now())
    return found


def show_who(secret: str) -> None:
    """Let the user of a locked screen show who they are: by password, at an enrolled PC by PIN. Raise Refused."""
    account = identity.current_account()
    if PIN.fullmatch(secret) and browser.desk():
        desks.take_turn(browser.desk(), account.id, secret, now=clock.now())
        return
    tried(account.username, lambda: accounts.check_password(account.id, secret))


def status_of(refused: Refused) -> int:
    """Give the status of a form that comes back."""
    return 429 if refused.refusal.code == "rate_limited" else 422


def own_path(path: str) -> str:
    """Give the path if it leads nowhere but into this application, else the first page."""
    if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path:
        return path
    return url_for("home.home")


def _still_locked(form: UnlockForm, status: int = 422) -> Response | tuple[str, int]:
    if _is_script():
        return make_response(jsonify(problem=" ".join(text for _, text in form.problems)), status)
    return render_template("auth/unlock.html", form=form), status


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
