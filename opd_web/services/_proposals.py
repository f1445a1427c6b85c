"""Where everybody could go whose doctor is away: one proposal for all, by one preference."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from opd_web.store.leave_models import AffectedToken, Offer

Prefer = Literal["same_doctor", "other_doctor"]
PREFERENCES: tuple[Prefer, ...] = ("same_doctor", "other_doctor")

Booked = Collection[tuple[int, int, date]]
"""Patient, department and day of live tokens: nobody is proposed a second one of a day."""


def propose(
    tokens: Sequence[AffectedToken], offers: Mapping[int, Sequence[Offer]], booked: Booked, prefer: Prefer
) -> dict[int, int]:
    """Give each token a slot where the preference finds one, in the order of the tokens, never more than has room."""
    used: Counter[int] = Counter()
    taken = set(booked)
    chosen = {}
    for token in tokens:
        for one in _wanted(token, offers[token.department_id], prefer):
            place = (token.patient_id, token.department_id, one.day)
            if used[one.slot.id] < one.slot.free and (one.day == token.day or place not in taken):
                chosen[token.id] = one.slot.id
                used[one.slot.id] += 1
                taken.add(place)
                break
    return chosen


def _wanted(token: AffectedToken, offers: Sequence[Offer], prefer: Prefer) -> Iterator[Offer]:
    """Give the same doctor's slots from the token's time on, or the others' of its day, the nearest in time first."""
    if prefer == "same_doctor":
        yield from (one for one in offers if one.slot.doctor_id == token.doctor_id and one.slot.starts_at >= token.at)
        return
    others = [one for one in offers if one.slot.doctor_id != token.doctor_id and one.day == token.day]
    yield from sorted(others, key=lambda one: (_apart(token, one), one.slot.starts_at, one.slot.id))


def _apart(token: AffectedToken, offer: Offer) -> timedelta:
    return abs(offer.slot.starts_at - token.at)
