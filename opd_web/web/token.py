"""One token in a dialog: why it stands where it stands, and where else it could go."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import accesses, explanation, notes, rebooking, tokens, transfer, views
from opd_web.services.refused import Refused
from opd_web.store.read_models import DeskView, DoctorQueue, SlotView, TokenView
from opd_web.web import htmx
from opd_web.web.forms import TransferForm
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires

bp = Blueprint("token", __name__, url_prefix="/tokens/<id:token_id>")

Offer = list[tuple[DoctorQueue, list[SlotView]]]


@bp.get("/why")
@requires(Permission.SEE_QUEUE)
def why(token_id: int) -> Response:
    """Say why the token stands where it stands."""
    told = explanation.explain(token_id, actor=current_actor())
    written = notes.listed(token_id, actor=current_actor())
    zone = views.zone()
    today = clock.now().astimezone(zone).date()
    return htmx.fragment(
        "tokens/_why.html", token=own_token(token_id), told=told, notes=written, zone=zone.key, today=today
    )


@bp.get("/transfer")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def choose(token_id: int) -> Response:
    """Offer the other open slots of the token's day."""
    return offer(token_id)


@bp.post("/transfer")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def move(token_id: int) -> Response:
    """Move the token to another slot of its day, or offer what is left when that one is full."""
    return _to_slot(transfer.transfer, token_id)


@bp.post("/rebook")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def rebook(token_id: int) -> Response:
    """Book the patient anew: on another day, or after the place was lost."""
    return _to_slot(rebooking.rebook, token_id)


def _to_slot(service: Callable[..., TokenView], token_id: int) -> Response:
    form = TransferForm()
    slot_id = form.slot.data
    if not form.validate_on_submit() or slot_id is None:
        abort(400)
    try:
        moved = service(token_id, slot_id, version=form.version.data, actor=current_actor(), now=clock.now())
    except Refused as refused:
        if refused.refusal.code != "full" or form.beside.data:
            raise
        return offer(token_id, refused)
    return _moved(token_id, moved) if form.beside.data else htmx.changed()


def _moved(from_id: int, moved: TokenView) -> Response:
    """Say where the patient is now, beside the booking that took the place; a number that is new needs a slip."""
    actor, now = current_actor(), clock.now()
    was = tokens.get(from_id, actor=actor, now=now).number if moved.id != from_id else None
    around: dict[str, Any] = {"moved": moved, "from_id": from_id, "was": was, "desk": desk_of(moved)}
    return htmx.fragment("tokens/_moved.html", trigger=htmx.QUEUE_CHANGED, **around)


def own_token(token_id: int) -> TokenView:
    """Give a token of a queue that the user works in, and note that it was looked at. Raise Refused."""
    token = tokens.get(token_id, actor=current_actor(), now=clock.now())
    accesses.note("token_panel", tokens=[token_id], actor=current_actor(), now=clock.now())
    return token


def offer(token_id: int, refused: Refused | None = None) -> Response:
    """Draw the slots that a token could go to, those near the refused one first."""
    token = own_token(token_id)
    desk = desk_of(token)
    places = open_slots(desk, token, transfer.takers(token_id))
    later = rebooking.offers(token_id, actor=current_actor(), now=clock.now())
    wanted = {slot.id for slot in refused.alternatives} if refused else set()
    near = [slot for _, slots in places for slot in slots if slot.id in wanted]
    status = 422 if refused else 200
    return htmx.fragment(
        "tokens/_transfer.html", status, token=token, desk=desk, places=places, near=near, later=later, refused=refused
    )


def desk_of(token: TokenView) -> DeskView:
    """Give the day of the token's department."""
    department = next(one for one in views.departments() if one.id == token.department_id)
    return views.desk(department.code, now=clock.now())


def open_slots(desk: DeskView, token: TokenView, takers: frozenset[int]) -> Offer:
    """Give each doctor's slots that would take this token, but for the one that it is in."""
    found = [
        (doctor, [slot for slot in doctor.slots if slot.is_open and slot.id in takers and not _is_in(token, slot)])
        for doctor in desk.doctors
    ]
    return [(doctor, slots) for doctor, slots in found if slots]


def _is_in(token: TokenView, slot: SlotView) -> bool:
    return token.status != "DISPLACED" and slot.id == token.slot_id
