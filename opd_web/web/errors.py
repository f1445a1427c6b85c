"""What people read when a request cannot be answered: a page, or a message inside the page that asked."""

from typing import NamedTuple

from flask import Flask, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from opd_web.services.refused import Refused, refuse
from opd_web.store.errors import Busy, Unavailable
from opd_web.web import htmx


class Words(NamedTuple):
    """A heading, and what to do."""

    title: str
    text: str


WORDS = {
    400: Words(_l("This was not understood"), _l("Nothing was changed. Go back, reload the page and try again.")),
    401: Words(_l("You are signed out"), _l("Nothing was changed. What you typed is still here.")),
    403: Words(_l("You may not do this"), _l("Nothing was changed. Ask an administrator to give you access.")),
    404: Words(_l("Not found"), _l("There is nothing at this address. Check it, or start from the first page.")),
    405: Words(_l("This cannot be done here"), _l("Nothing was changed. Start from the first page.")),
    409: Words(_l("Not done"), ""),
    423: Words(_l("This screen is locked"), _l("Nothing was changed. What you typed is still here.")),
    413: Words(_l("This is too large"), _l("Nothing was changed. Send less text.")),
    429: Words(_l("Too many attempts"), _l("Wait a minute, then try again.")),
    500: Words(
        _l("Something went wrong"), _l("Nothing was changed. Try again; if it stays so, call the administrator.")
    ),
    503: Words(
        _l("The database cannot be reached"),
        _l("Nothing was changed. Try again in a moment; if it stays so, call the administrator."),
    ),
}

FORM_IS_OUT_OF_DATE = Words(
    _l("This page is out of date"), _l("Nothing was changed. Reload the page, then do it again.")
)

ASKED = {401: "auth.ask", 423: "auth.ask_to_unlock"}
"""Where a page goes that may be seen once the user has shown who they are."""

STATUS = {"not_found": 404, "forbidden": 403, "unauthorized": 401, "busy": 503, "rate_limited": 429}
"""Refusals that are no conflict with what others did."""


def register(app: Flask) -> None:
    """Take every error, so that nobody sees a stack trace."""
    app.register_error_handler(CSRFError, _out_of_date)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Exception, _unexpected)


def _out_of_date(_error: CSRFError) -> Response:
    return _answer(400, FORM_IS_OUT_OF_DATE)


def _http(error: HTTPException) -> Response:
    if error.code in ASKED and not htmx.is_request():
        return _send_to(ASKED[error.code])
    status = error.code or 500
    return _answer(status, WORDS.get(status) or WORDS[400 if status < 500 else 500])


def _refused(error: Refused) -> Response:
    status = STATUS.get(error.refusal.code, 409)
    title = WORDS[404 if status == 404 else 409].title
    return _answer(status, Words(title, error.refusal.sentence))


def _unavailable(error: Unavailable) -> Response:
    current_app.logger.error("database unavailable: %s", error)
    return _answer(503, WORDS[503])


def _busy(_error: Busy) -> Response:
    return _refused(refuse("busy"))


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("request failed", exc_info=error)
    return _answer(500, WORDS[500])


def _send_to(endpoint: str) -> Response:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(endpoint, next=target), 303)


def _answer(status: int, words: Words) -> Response:
    """Give a message for htmx, which puts it above the page and leaves the rest alone; else a page."""
    if htmx.is_request():
        sign_in = url_for("auth.ask", next=htmx.current_path()) if status == 401 else None
        # What somebody else did a moment ago is told for a while: the page itself shows what came of it.
        passes = status == 409
        trigger = htmx.QUEUE_CHANGED if passes else None
        return htmx.fragment("_message.html", status, trigger=trigger, words=words, sign_in=sign_in, passes=passes)
    return make_response(render_template("error.html", words=words), status)
