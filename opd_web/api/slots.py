"""Slots: their windows, capacities and delays, and who is in them."""

from flask import Response

from opd_web import clock
from opd_web.api import cursors, etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.resources import SLOT, SlotDetailSchema, SlotSchema, page_of
from opd_web.api.schemas.slots import Delay, SlotCancel, SlotChange, SlotIn, SlotsQuery
from opd_web.api.writing import nothing, written
from opd_web.engine.roles import Permission
from opd_web.services import clinic, closing, slots
from opd_web.services.slots import NewSlot, Wanted
from opd_web.store.read_models import SlotQueue, SlotView

CHANGEABLE = {"doctor_id", "starts_at", "ends_at", "capacity"}

calls = Calls("slots", __name__, description="Windows of a doctor's day with a capacity.")


@calls.call("GET", "/slots", query=SlotsQuery, gives=page_of(SlotSchema, "Slots"))
def list_all(query: Json) -> Json:
    """List slots in time order."""
    wanted = Wanted(query.get("doctor"), query.get("department"), query.get("date"))
    return cursors.body(slots.listed(cursors.asked(query), wanted, actor=caller(), now=clock.now()))


@calls.call("POST", "/slots", Permission.ADMINISTER, body=SlotIn, gives=SlotSchema, status=201)
def add(body: Json) -> SlotView:
    """Add a slot; its places go to whoever waits for its pool."""
    return slots.add(NewSlot(**body), actor=caller(), now=clock.now())


@calls.call("GET", "/slots/<key:slot_id>", gives=SlotDetailSchema)
def get(slot_id: int) -> SlotQueue:
    """Give one slot with its active tokens and its pool's waiting ones, in order."""
    return slots.get(slot_id, actor=caller(), now=clock.now())


@calls.call("PUT", "/slots/<key:slot_id>", Permission.ADMINISTER, body=SlotChange, gives=SlotSchema)
def change(body: Json, slot_id: int) -> SlotView:
    """Change a slot's window or capacity; never below what is taken."""
    changes = {name: value for name, value in body.items() if name in CHANGEABLE}
    return slots.change(slot_id, changes, seen=etags.seen(SLOT), actor=caller(), now=clock.now())


@calls.call("DELETE", "/slots/<key:slot_id>", Permission.ADMINISTER, gives=SlotSchema, also=(204,))
def remove(slot_id: int) -> Response:
    """Delete a slot; 200 with the cancelled slot where it ever had a token."""
    done = slots.remove(slot_id, seen=etags.seen(SLOT), actor=caller(), now=clock.now())
    if done == "removed":
        return nothing(204)
    if done == "has_history":
        closing.cancel_slot(slot_id, actor=caller(), now=clock.now())
    return written(slots.get(slot_id, actor=caller(), now=clock.now()).slot, SLOT)


@calls.call("PUT", "/slots/<key:slot_id>/delay", Permission.CALL, body=Delay, gives=SlotSchema)
def delay(body: Json, slot_id: int) -> SlotView:
    """Set how late the doctor is in this slot; later slots follow as the department's `delay_scope` says."""
    return clinic.delay(slot_id, body["minutes"], seen=etags.seen(SLOT), actor=caller(), now=clock.now())


@calls.call("POST", "/slots/<key:slot_id>/cancel", Permission.BOOK, body=SlotCancel, gives=SlotSchema)
def cancel(body: Json, slot_id: int) -> SlotView:
    """Cancel a slot: its live tokens go back to their pool, or are displaced where none is left."""
    slot, _ = closing.cancel_slot(slot_id, reason=body["reason"], actor=caller(), now=clock.now())
    return slot
