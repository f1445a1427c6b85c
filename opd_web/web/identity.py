"""Who is signed in: the session names an account, and the account is read afresh for every request."""

import secrets

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from opd_web.engine.roles import Actor, Role
from opd_web.services import accounts, views
from opd_web.store.read_models import AccountView, FacilityView

LOGIN_ID = "login"
"""Key in the session: names one sign-in on one browser, so that its sockets can be cut when it ends."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login brings no types
    """An account, as Flask-Login wants it."""

    def __init__(self, account: AccountView) -> None:
        """Keep the account of this request."""
        self.account = account
        self.actor = Actor(f"user:{account.id}", Role(account.role), account.department_ids, account.doctor_id)

    def get_id(self) -> str:
        """Give what the session keeps: the epoch too, since every earlier sign-in ends when it changes."""
        return f"{self.account.id}.{self.account.epoch}"


def load() -> bool:
    """Read who is signed in, and tell whether anybody is."""
    if not current_user.is_authenticated:
        return False
    g.signed_in = current_user._get_current_object()  # noqa: SLF001  # werkzeug's way to what a proxy stands for
    return True


def current_actor() -> Actor:
    """Give who acts. Only for views that require a permission."""
    signed_in: SignedIn = g.signed_in
    return signed_in.actor


def start(account: AccountView) -> None:
    """Begin a sign-in with an empty session, so that nothing of another user's is carried over."""
    session.clear()
    session.permanent = True
    session[LOGIN_ID] = secrets.token_urlsafe(16)
    login_user(SignedIn(account))


def end() -> None:
    """End this browser's sign-in."""
    logout_user()
    session.clear()


def register(app: Flask) -> None:
    """Let Flask-Login find accounts, and templates see who is signed in, and where."""
    manager = LoginManager(app)
    manager.user_loader(_find)
    app.context_processor(lambda: {"account": g.signed_in.account if "signed_in" in g else None})
    app.jinja_env.globals["facility"] = _facility


def _facility() -> FacilityView:
    """Read the hospital's name once for a page."""
    if "facility" not in g:
        g.facility = views.facility()
    found: FacilityView = g.facility
    return found


def _find(session_id: str) -> SignedIn | None:
    account_id, _, epoch = session_id.partition(".")
    account = accounts.find(int(account_id)) if account_id.isdigit() else None
    if account is None or str(account.epoch) != epoch:
        return None
    return SignedIn(account)
