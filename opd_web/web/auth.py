"""Signing in and out."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from opd_web.services import accounts
from opd_web.services.refused import Refused
from opd_web.web import identity
from opd_web.web.forms import SignInForm, typed
from opd_web.web.permissions import public, requires

bp = Blueprint("auth", __name__)


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
    try:
        account = accounts.sign_in(typed(form.username), form.password.data or "")
    except Refused as refused:
        return render_template("auth/sign_in.html", form=form.reject(refused)), 422
    identity.start(account)
    return redirect(own_path(request.args.get("next", "")), 303)


@bp.post("/sign-out")
@requires()
def sign_out() -> Response:
    """End this sign-in."""
    identity.end()
    return redirect(url_for("auth.ask"), 303)


@bp.get("/session")
@requires()
def state() -> Response:
    """Tell a page that was left open who is signed in now, and give its forms a token that is valid again."""
    return jsonify(user=identity.current_actor().id, csrf=generate_csrf())


def own_path(path: str) -> str:
    """Give the path if it leads nowhere but into this application, else the first page."""
    if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path:
        return path
    return url_for("home.home")
