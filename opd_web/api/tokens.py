"""Tokens: booked, read, cancelled, explained."""

from uuid import uuid4

from opd_web import clock
from opd_web.api import cursors, etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.requests import PageQuery
from opd_web.api.schemas.resources import TokenSchema, page_of
from opd_web.api.schemas.tokens import EmergencyIn, ExplanationSchema, TokenIn, TokensQuery, WaitingQuery
from opd_web.engine.roles import Permission
from opd_web.services import booking, explanation, queue, tokens
from opd_web.services.booking import BookingRequest
from opd_web.services.explanation import Explanation
from opd_web.services.tokens import Waiting, Wanted
from opd_web.store.read_models import TokenView

calls = Calls("tokens", __name__, description="Patients' numbered requests, placed or waiting.")
TokenPage = page_of(TokenSchema, "Tokens")


@calls.call("GET", "/tokens", query=TokensQuery, gives=TokenPage)
def list_all(query: Json) -> Json:
    """List tokens in the order in which they were made."""
    wanted = Wanted(
        query.get("status"),
        query.get("doctor"),
        query.get("department"),
        query.get("patient"),
        query.get("slot"),
        query.get("date"),
    )
    return cursors.body(tokens.listed(cursors.asked(query), wanted, actor=caller(), now=clock.now()))


@calls.call("POST", "/tokens", Permission.BOOK, body=TokenIn, gives=TokenSchema, status=201)
def book(body: Json) -> TokenView:
    """Book a token: placed at once, or waiting where the policy lets it wait; else 409 `full` with alternatives."""
    return booking.book(BookingRequest(**body), key=uuid4().hex, actor=caller(), now=clock.now()).token


@calls.call("POST", "/tokens/emergency", Permission.BOOK, body=EmergencyIn, gives=TokenSchema, status=201)
def emergency(body: Json) -> TokenView:
    """Book an emergency, placed as the department's policy says."""
    return booking.emergency(BookingRequest(**body), key=uuid4().hex, actor=caller(), now=clock.now()).token


@calls.call("GET", "/tokens/<key:token_id>", gives=TokenSchema)
def get(token_id: int) -> TokenView:
    """Give one token."""
    return tokens.get(token_id, actor=caller(), now=clock.now())


@calls.call("DELETE", "/tokens/<key:token_id>", Permission.CALL, gives=TokenSchema)
def cancel(token_id: int) -> TokenView:
    """Cancel a token: it is kept, and its place given on."""
    return queue.cancel(token_id, version=etags.version(), actor=caller(), now=clock.now())


@calls.call("GET", "/tokens/<key:token_id>/explanation", gives=ExplanationSchema)
def explain(token_id: int) -> Explanation:
    """Say why a token is where it is, who is ahead and why, and what moved it."""
    return explanation.explain(token_id, actor=caller())


@calls.call("GET", "/slots/<key:slot_id>/tokens", query=PageQuery, gives=TokenPage)
def of_slot(query: Json, slot_id: int) -> Json:
    """List who is or was in a slot, and who waits for it alone."""
    return cursors.body(tokens.of_slot(slot_id, cursors.asked(query), actor=caller(), now=clock.now()))


@calls.call("GET", "/waiting-list", query=WaitingQuery, gives=TokenPage)
def waiting_list(query: Json) -> Json:
    """List who waits, pool after pool, each in promotion order."""
    whose = Waiting(query.get("slot"), query.get("department"), query.get("date"))
    return cursors.body(tokens.waiting(cursors.asked(query), whose, actor=caller(), now=clock.now()))
