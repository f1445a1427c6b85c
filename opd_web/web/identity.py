"""Who is signed in: the session names an account, and the account is read afresh for every request."""

from datetime import timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from opd_web import clock
from opd_web.config import Settings
from opd_web.engine.roles import Actor, Role
from opd_web.services import logins, views
from opd_web.store.people_models import AccountView, Login
from opd_web.store.read_models import FacilityView
from opd_web.web import browser

LOGIN_ID = "login"
"""Key in the session: the secret of one sign-in on one browser, without which the cookie is worth nothing."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login brings no types
    """An account, as Flask-Login wants it."""

    def __init__(self, secret: str, login: Login) -> None:
        """Keep the sign-in of this request."""
        self.secret = secret
        self.login = login
        self.account = login.account
        self.actor = actor_of(login.account, login.desk)

    def get_id(self) -> str:
        """Give what the session keeps."""
        return self.secret


def actor_of(account: AccountView, desk: int | None = None) -> Actor:
    """Give who acts when this user does, and at which enrolled PC."""
    return Actor(f"user:{account.id}", Role(account.role), account.department_ids, account.doctor_id, desk)


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


def current_account() -> AccountView:
    """Give the account of whoever acts."""
    signed_in: SignedIn = g.signed_in
    return signed_in.account


def is_locked() -> bool:
    """Tell whether the user has to show again who they are."""
    signed_in: SignedIn = g.signed_in
    return signed_in.login.locked


def start(account: AccountView, *, by_pin: bool = False) -> None:
    """Begin a sign-in with an empty session, so that nothing of another user's is carried over."""
    end()
    now = clock.now()
    session.permanent = True
    session[LOGIN_ID] = secret = logins.start(account.id, by_pin=by_pin, actor=actor_of(account), now=now)
    login_user(SignedIn(secret, Login(account, now, now, locked=False, by_pin=by_pin)))


def end() -> None:
    """End this browser's sign-in, on the server too: a copy of its cookie is worth nothing."""
    if current_user.is_authenticated:
        logins.end(current_user.secret, actor=current_user.actor, now=clock.now())
        logout_user()
    session.clear()


def lock() -> None:
    """Lock this browser's sign-in."""
    signed_in: SignedIn = g.signed_in
    logins.lock(signed_in.secret, actor=signed_in.actor, now=clock.now())


def unlock() -> None:
    """Open this browser's sign-in again."""
    signed_in: SignedIn = g.signed_in
    logins.unlock(signed_in.secret, actor=signed_in.actor, now=clock.now())


def current_login() -> Login:
    """Give the sign-in of whoever acts."""
    signed_in: SignedIn = g.signed_in
    return signed_in.login


def see() -> None:
    """Note that the user did something."""
    signed_in: SignedIn = g.signed_in
    logins.see(signed_in.secret, signed_in.login, actor=signed_in.actor, now=clock.now())


def idle() -> timedelta | None:
    """Give how long a user may do nothing before the screen locks."""
    settings: Settings = current_app.config["OPD_SETTINGS"]
    return timedelta(minutes=settings.idle_minutes) if settings.idle_minutes else None


def register(app: Flask) -> None:
    """Let Flask-Login find accounts, and templates see who is signed in, and where."""
    manager = LoginManager(app)
    manager.user_loader(_find)
    app.context_processor(lambda: {"account": g.signed_in.account if "signed_in" in g else None})
    app.context_processor(lambda: {"at_desk": bool(browser.desk())})
    app.jinja_env.globals["facility"] = _facility


def _facility() -> FacilityView:
    """Read the hospital's name once for a page."""
    if "facility" not in g:
        g.facility = views.facility()
    found: FacilityView = g.facility
    return found


def _find(secret: str) -> SignedIn | None:
    login = logins.find(secret, idle=idle(), desk=browser.desk(), now=clock.now())
    return SignedIn(secret, login) if login else None
