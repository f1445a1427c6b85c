"""Why: who stands ahead and for what reason, and a token's own story, from events alone."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.model import ACTIVE, EMERGENCY, PriorityKey, TokenStatus
from opd_web.engine.ordering import Queued, call_key, call_tier, doctor_order
from opd_web.engine.policy import Policy

REASONS = {
    "inside": "with the doctor since {started_at}",
    "called": "called at {called_at}",
    "emergency": "emergency, {booked_at}",
    "earlier_emergency": "earlier emergency, {booked_at}",
    "newer_emergency": "newer emergency, {booked_at}: newest first here",
    "overtaken": "was passed by {overtakes} who came later, which is the most allowed here",
    "late_return": "{own_number} came back late: {passes_left} more go in first",
    "returned_late": "{own_number} came back late, behind those who were here",
    "earlier_slot": "booked {slot_starts_at}, an earlier slot",
    "higher_class": "class {class} goes before {own_class}",
    "asked_earlier": "same class, asked earlier ({booked_at})",
    "came_earlier": "same class, came earlier (number {number})",
    "placed_earlier": "got the place earlier",
}

STORY = {
    ("booked", "has_room"): "Booked as {class}: there was room.",
    ("booked", "emergency_overflow"): "Booked as an emergency beyond the capacity, as the policy allows.",
    ("booked", "emergency_preempt"): "Booked as an emergency in the place of a lower token.",
    ("booked", "preempt"): "Booked as {class} in the place of a lower token.",
    ("waitlisted", "full"): "Put on the waiting list as {class}: no place was free.",
    ("waitlisted", "no_slots"): "Put on the waiting list as {class}: there is no slot yet.",
    ("promoted", "promoted"): "Got a place from the waiting list: it was first when one became free.",
    ("displaced", "displace"): "Lost its place to {by_number} ({by_class}) and went back to the waiting list.",
    ("displaced", "close_displaced"): "Lost its place to {by_number} ({by_class}); this policy closes it.",
    ("arrived", "arrived"): "The patient arrived.",
    ("called", "called"): "Called to {room}.",
    ("recalled", "recalled"): "Called again to {room}.",
    ("held", "absent_when_called"): "Put on hold: nobody came when it was called.",
    ("returned", "keep_place"): "Came back from hold and kept its place.",
    ("returned", "end_of_class"): "Came back from hold, behind those of its class who were here.",
    ("returned", "after_n"): "Came back from hold: some others go in first.",
    ("started", "started"): "The consultation began.",
    ("completed", "place_kept"): "The consultation ended.",
    ("completed", "place_given_on"): "The consultation ended, and the place was given on.",
    ("cancelled", "place_given_on"): "Cancelled, and the place was given on.",
    ("cancelled", "waited"): "Cancelled while it waited.",
    ("no_show", "place_given_on"): "Marked as a no-show, and the place was given on.",
    ("no_show", "place_kept_in_grace"): "Marked as a no-show; the place is kept for a while.",
    ("no_show", "waited"): "Marked as a no-show while it waited.",
    ("place_released", "grace_ended"): "The kept place was given on: the grace period ended.",
    (
        "no_show",
        "never_arrived",
    ): "Became a no-show by itself: nobody came within {minutes} minutes of the expected time.",
    ("sent_back", "slot_cancelled"): "Went back to the waiting list: its slot was cancelled.",
    ("sent_back", "session_closed"): "Went back to the waiting list: the doctor's session was closed.",
    ("displaced", "slot_cancelled"): "Lost its place: its slot was cancelled and no other one stands for it.",
    ("displaced", "session_closed"): "Lost its place: the doctor's session was closed and no other slot stands for it.",
    ("sent_back", "leave"): "Went back to the waiting list: the doctor is away.",
    ("displaced", "leave"): "Lost its place: the doctor is away and no other slot stands for it.",
    ("transferred", "placed"): "Transferred to another slot, keeping its arrival.",
    ("escalated", "kept_place"): "Became an emergency and kept its place; emergencies are called first.",
    ("escalated", "waits"): "Became an emergency, first on the waiting list: no place could be given.",
    ("escalated", "has_room"): "Became an emergency: there was room.",
    ("escalated", "emergency_overflow"): "Became an emergency, beyond the capacity, as the policy allows.",
    ("escalated", "emergency_preempt"): "Became an emergency in the place of a lower token.",
    ("rebooked", "rebooked"): "Booked anew as {to_number} for {to_day}.",
    ("settled", "settled"): "Needs no other place any more.",
    ("noted", "noted"): "A note was written.",
    ("undone", "rebooked"): "The new booking was taken back.",
    ("undone", "settled"): "Needs another place again.",
    ("identified", "identified"): "It turned out who the patient is.",
    ("undone", "identified"): "Who the patient is was taken back.",
    ("undone", "displaced"): "Got its place back: what had taken it was undone.",
    ("undone", "promoted"): "Waits again: what had freed its place was undone.",
    ("undone", "escalated"): "The emergency was taken back.",
    ("undone", "noted"): "The note was taken back.",
    ("undone", "transferred"): "The transfer was taken back.",
    ("undone", "recalled"): "The second call was taken back.",
    ("undone", "session_closed"): "The end of the session was taken back: everything is as before.",
    ("undone", "booked"): "The booking was taken back.",
    ("undone", "waitlisted"): "The booking was taken back.",
    ("undone", "arrived"): "The arrival was taken back.",
    ("undone", "called"): "The call was taken back.",
    ("undone", "held"): "The hold was taken back.",
    ("undone", "returned"): "The return from hold was taken back.",
    ("undone", "started"): "The start was taken back.",
    ("undone", "completed"): "The end was taken back.",
    ("undone", "cancelled"): "The cancellation was taken back.",
    ("undone", "no_show"): "The no-show was taken back.",
}


@dataclass(frozen=True)
class Standing:
    """One live token of the day, rebuilt from events, with what a reason may mention."""

    number: str
    queued: Queued
    priority: PriorityKey
    pool: str
    booked_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    doctor_id: int | None
    sequence: int | None = None


@dataclass(frozen=True)
class Ahead:
    """One token that goes first, and the reason: a key of REASONS with its facts (moments in UTC)."""

    token_id: int
    number: str
    reason: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """One event of a token's story: `key` is a key of STORY, `facts` fill its sentence in; `at` is UTC."""

    at: datetime
    actor: str
    key: tuple[str, str]
    facts: Mapping[str, object]


def ahead_of(mine: Standing, day: Iterable[Standing], policy: Policy) -> list[Ahead]:
    """Say who is ahead of this token, nearest to the door first, and why each of them is."""
    if mine.queued.status == TokenStatus.WAITING:
        return _ahead_in_waiting(mine, day, policy)
    if mine.queued.status not in ACTIVE:
        return []
    return _ahead_in_queue(mine, day, policy)


def _ahead_in_waiting(mine: Standing, day: Iterable[Standing], policy: Policy) -> list[Ahead]:
    first = [
        other
        for other in day
        if other.queued.status == TokenStatus.WAITING and other.pool == mine.pool and other.priority < mine.priority
    ]
    first.sort(key=lambda other: (other.priority.rank, other.priority.first, other.priority.second))
    return [_because(other, mine, _tie(other, mine, policy)) for other in first]


def _ahead_in_queue(mine: Standing, day: Iterable[Standing], policy: Policy) -> list[Ahead]:
    standings = {other.queued.token_id: other for other in day if other.doctor_id == mine.doctor_id}
    order = doctor_order(policy, (other.queued for other in standings.values()), mine.queued)
    first = order[: order.index(mine.queued)]
    return [_because(standings[one.token_id], mine, _reason(one, mine.queued, standings, policy)) for one in first]


def _reason(other: Queued, mine: Queued, standings: Mapping[int, Standing], policy: Policy) -> str:
    if other.status == TokenStatus.IN_CONSULTATION:
        return "inside"
    if other.status == TokenStatus.CALLED:
        return "called"
    if call_tier(policy, other) < call_tier(policy, mine):
        return "emergency" if other.class_ == EMERGENCY else "overtaken"
    if call_key(policy, mine) < call_key(policy, other):
        return "late_return"
    if other.slot_starts_at < mine.slot_starts_at:
        return "earlier_slot"
    return _tie(standings[other.token_id], standings[mine.token_id], policy, placed=True)


def _tie(other: Standing, mine: Standing, policy: Policy, *, placed: bool = False) -> str:
    """Name the rule that puts one token before another of the same slot or waiting list."""
    if placed and _was_before(mine, other, policy):
        return "returned_late"
    if placed and policy.queue_order == "assignment":
        return "placed_earlier"
    if other.priority.rank != mine.priority.rank:
        return "emergency" if other.queued.class_ == EMERGENCY else "higher_class"
    if other.queued.class_ == EMERGENCY:
        return "newer_emergency" if policy.emergency_order == "newest_first" else "earlier_emergency"
    return "asked_earlier" if other.priority.first != mine.priority.first else "came_earlier"


def _was_before(mine: Standing, other: Standing, policy: Policy) -> bool:
    """Tell whether this token would go first, had it not come back from hold at the end of its class."""
    if policy.queue_order == "assignment":
        return (mine.sequence or 0) < (other.sequence or 0)
    return mine.priority < other.priority


def _because(other: Standing, mine: Standing, reason: str) -> Ahead:
    facts = {
        "number": other.number,
        "class": other.queued.class_,
        "own_number": mine.number,
        "own_class": mine.queued.class_,
        "booked_at": other.booked_at,
        "called_at": other.called_at,
        "started_at": other.started_at,
        "slot_starts_at": other.queued.slot_starts_at,
        "overtakes": other.queued.overtakes,
        "passes_left": mine.queued.passes_left,
    }
    return Ahead(other.queued.token_id, other.number, reason, facts)
