"""The one module that knows htmx's headers."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

MESSAGE = {"swap": True, "target": "#message", "select": "#message", "swapOverride": "outerHTML"}

CONFIG = {
    # Indicator styles would be an inline style, and evaluation an inline script.
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    # No page with patients is kept in the browser's storage.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    # By default a new button does nothing for 20 ms, and a quick press is lost.
    "defaultSettleDelay": 0,
    "timeout": 15_000,
    "responseHandling": [
        {"code": "[23]04", "swap": False},
        {"code": "2..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "409", "error": False, **MESSAGE},
        {"code": "40[01345]|413|429|500|503", "error": True, **MESSAGE},
        {"code": "...", "swap": False, "error": True},
    ],
}
"""What the pages tell htmx: a form comes back in its place, and every other refusal stands above the page."""

QUEUE_CHANGED = "queue-changed"
"""Browser event: the queue on this page is no longer what the server has."""

PANEL_DONE = "panel-done"
"""Browser event: what the dialog asked for was done."""


def register(app: Flask) -> None:
    """Let templates say `htmx_config`."""
    app.jinja_env.globals["htmx_config"] = app.json.dumps(CONFIG)


def is_request() -> bool:
    """Tell whether htmx asks, who wants a fragment and not a page."""
    return request.headers.get("HX-Request") == "true"


def acting_user() -> str | None:
    """Give the user whom the page was drawn for, who need not be the one signed in now."""
    return request.headers.get("X-Acting-User")


def current_path() -> str:
    """Give the path of the page that the request was made from."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"


def fragment(template: str, status: int = 200, *, trigger: str | None = None, **context: Any) -> Response:
    """Answer with one fragment, and tell the page of an event if one is named."""
    response = make_response(render_template(template, **context), status)
    if trigger:
        response.headers["HX-Trigger"] = trigger
    return response


def at(address: str, response: BaseResponse) -> BaseResponse:
    """Let the page stand at another address from now on: where a way back leads to what it shows."""
    response.headers["HX-Replace-Url"] = address
    return response


def conditional(template: str, **context: Any) -> BaseResponse:
    """Answer with one fragment, or with 304 when the browser already has it as it is."""
    response = fragment(template, **context)
    response.add_etag()
    return response.make_conditional(request)


def changed() -> BaseResponse:
    """Answer a change that is drawn elsewhere: the page looks at its queue again, and a dialog closes."""
    response = make_response("", 204)
    response.headers["HX-Trigger"] = f"{QUEUE_CHANGED}, {PANEL_DONE}"
    return response


def after_post(page: str, template: str, **context: Any) -> BaseResponse:
    """Answer a change that was made: the fragment for htmx, the page for a plain form."""
    if is_request():
        return fragment(template, **context)
    return redirect(page, 303)
