"""HTML pages: one module per kind of user."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from opd_web import cookies
from opd_web.web import (
    account,
    admin,
    assets,
    audit,
    auth,
    board_words,
    boards,
    clinic_day,
    converters,
    doctor,
    errors,
    escalation,
    follow_up,
    headers,
    health,
    home,
    htmx,
    identifying,
    identity,
    lab,
    language,
    languages,
    notes,
    once,
    pairing,
    patients,
    permissions,
    reception,
    reports,
    second_step,
    setup,
    slips,
    token,
    tracking,
    turns,
    uploads,
    voice,
    words,
)

BLUEPRINTS = (
    account.bp,
    admin.bp,
    audit.bp,
    auth.bp,
    boards.bp,
    pairing.bp,
    clinic_day.bp,
    doctor.bp,
    escalation.bp,
    follow_up.bp,
    health.bp,
    home.bp,
    identifying.bp,
    lab.bp,
    languages.bp,
    notes.bp,
    patients.bp,
    reception.bp,
    second_step.bp,
    reports.bp,
    setup.bp,
    slips.bp,
    token.bp,
    tracking.bp,
    turns.bp,
    voice.bp,
)

SHIFT = timedelta(hours=12)


def register(app: Flask) -> None:
    """Give the application its pages."""
    app.config.from_mapping(
        SESSION_COOKIE_NAME="opd_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SHIFT,
        # A desk stays open for a whole shift: the token lives as long as the sign-in that it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = cookies.Sessions()
    converters.register(app)
    for module in (
        assets,
        htmx,
        language,
        words,
        board_words,
        headers,
        uploads,
        identity,
        permissions,
        errors,
        once,
        tracking,
    ):
        module.register(app)
    # After the permissions: someone signed out must hear that, not that the form is out of date.
    CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
