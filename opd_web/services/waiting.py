"""What somebody who waits for a place could have instead."""

from dataclasses import replace
from datetime import datetime

from opd_web.engine.model import TokenStatus
from opd_web.services.booked import BookedToken
from opd_web.store import free_slots
from opd_web.store.reading import reading


def with_offers(booked: BookedToken, *, now: datetime) -> BookedToken:
    """Add up to three slots with room where the token waits.

    Read after the booking: a waiting list of any length must not keep its lock for one statement longer.
    """
    if booked.token.status != TokenStatus.WAITING:
        return booked
    with reading() as session:
        return replace(booked, alternatives=free_slots.for_waiting(session, booked.token.id, now))
