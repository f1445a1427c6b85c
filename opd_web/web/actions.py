"""What a button does to a token: one table from the word in the address to the service."""

from collections.abc import Callable

from flask import abort

from opd_web import clock
from opd_web.services import queue, rebooking, undo
from opd_web.store.read_models import TokenView
from opd_web.web.forms import ActionForm, CallForm, typed
from opd_web.web.identity import current_actor

Service = Callable[..., TokenView]

SERVICES: dict[str, Service] = {
    "arrive": queue.arrive,
    "call": queue.call,
    "recall": queue.recall,
    "hold": queue.hold,
    "start": queue.start,
    "complete": queue.complete,
    "no-show": queue.no_show,
    "settle": rebooking.settle,
    "undo": undo.undo,
}


def perform(action: str, token_id: int) -> TokenView:
    """Do it to the token as the page saw it. Raise Refused; answer 404 for a word that is not in the table."""
    service = SERVICES.get(action) or abort(404)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    return service(token_id, version=form.version.data, actor=current_actor(), now=clock.now())


def call_next(doctor_id: int) -> TokenView:
    """Call whoever is next with this doctor, once for each drawing of the button. Raise Refused."""
    return queue.call_next(doctor_id, key=typed(CallForm().key), actor=current_actor(), now=clock.now())
