"""The steps of a token between its booking and its end, and calling whoever is next."""

from collections.abc import Callable
from typing import Any

from opd_web import clock
from opd_web.api import etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.resources import TokenSchema
from opd_web.api.schemas.tokens import CallNext, Step, Transfer
from opd_web.engine.roles import Permission
from opd_web.services import escalation, queue
from opd_web.services.transfer import transfer
from opd_web.services.undo import undo
from opd_web.store.read_models import TokenView

STEPS: dict[str, Callable[..., TokenView]] = {
    "arrive": queue.arrive,
    "call": queue.call,
    "recall": queue.recall,
    "hold": queue.hold,
    "start": queue.start,
    "complete": queue.complete,
    "no-show": queue.no_show,
    "cancel": queue.cancel,
    "transfer": transfer,
    "undo": undo,
}

calls = Calls("steps", __name__, description="What happens to a token, from arriving to its end.")


def _add(name: str, service: Callable[..., TokenView]) -> None:
    """Make the call of one step; what it says of itself is what the service says."""

    def step(body: Json, token_id: int) -> TokenView:
        seen: dict[str, Any] = {**body, "version": etags.version(body.get("version"))}
        return service(token_id, **seen, actor=caller(), now=clock.now())

    step.__name__ = name.replace("-", "_")
    step.__doc__ = service.__doc__
    schema = Transfer if service is transfer else Step
    calls.call("POST", f"/tokens/<key:token_id>/{name}", Permission.CALL, body=schema, gives=TokenSchema)(step)


for _name, _service in STEPS.items():
    _add(_name, _service)


@calls.call("POST", "/tokens/<key:token_id>/escalate", Permission.BOOK, body=Step, gives=TokenSchema)
def escalate(body: Json, token_id: int) -> TokenView:
    """Make a token an emergency: it keeps its number and its place, or gets one as the policy says."""
    seen: dict[str, Any] = {**body, "version": etags.version(body.get("version"))}
    return escalation.escalate(token_id, **seen, actor=caller(), now=clock.now()).token


@calls.call("POST", "/doctors/<key:doctor_id>/call-next", Permission.CALL, body=CallNext, gives=TokenSchema)
def call_next(_: Json, doctor_id: int) -> TokenView:
    """Call the first present token in the doctor's order."""
    return queue.call_next(doctor_id, actor=caller(), now=clock.now())
