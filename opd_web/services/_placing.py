"""What the engine decided about a new token is written down: its place, and whoever lost one to it."""

from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.allocation import allocate
from opd_web.engine.events import Kind
from opd_web.engine.model import Placed, PriorityKey, Request, Waiting
from opd_web.engine.ordering import priority_key
from opd_web.engine.refusals import Refusal
from opd_web.services import _target
from opd_web.services._target import Target
from opd_web.services.refused import Refused, refuse
from opd_web.store import places, pools, tokens
from opd_web.store.rows import SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Decided:
    """What is about to be written: the engine's outcome, and the rows that it speaks of."""

    outcome: Placed | Waiting
    class_: str
    key: PriorityKey
    slot: SlotRow | None
    victim: TokenRow | None


@dataclass(frozen=True)
class Asked:
    """How a token came in, and when it was asked for (UTC)."""

    source: str
    booked_at: datetime | None = None


def in_slot(work: UnitOfWork, target: Target, class_: str, booked_at: datetime) -> Decided:
    """Ask the engine for a place in the named slot. Raise Refused where the token would only wait there."""
    policy, slot = target.policy, target.named
    if slot is None:
        raise refuse("slot_required", "slot")
    if not policy.uses(class_):
        raise refuse("unknown_class", "class", **{"class": class_, "classes": ", ".join(policy.classes)})
    key = priority_key(policy, class_, target.day.last_arrival + 1, booked_at)
    outcome = allocate(pools.facts(work, [slot]), Request(class_, slot.id), key, policy)
    if not isinstance(outcome, Placed):
        raise Refused(Refusal("full", "slot"), _target.alternatives(work, target))
    victim = tokens.find(work, outcome.displaces.id) if outcome.displaces else None
    return Decided(outcome, class_, key, slot, victim)


def write(
    work: UnitOfWork,
    target: Target,
    patient_id: int,
    asked: tokens.Asked,
    decided: Decided,
    arrived_at: datetime | None = None,
) -> TokenRow:
    """Write down what the engine decided, the displaced token first: its place must be free before it is given.

    `arrived_at` (UTC) is when the patient came, where that was before now.
    """
    if decided.victim and decided.slot:
        by = {"by_number": target.day.last_number + 1, "by_class": decided.class_}
        places.displace_for(work, decided.victim, decided.slot, target.policy, by)
    token = tokens.new(work, target.day, patient_id, decided.class_, asked, target.pool, decided.key)
    if arrived_at:
        tokens.mark_present(work, token)
        token.arrived_at = arrived_at
    facts = {"pool": token.pool, "class": decided.class_, "source": asked.source}
    if isinstance(decided.outcome, Waiting) or decided.slot is None:
        work.record(Kind.WAITLISTED, rule=decided.outcome.rule, token=token, facts=facts)
        return token
    places.give(work, token, decided.slot, target.policy, beyond_capacity=decided.outcome.overflows)
    work.record(Kind.BOOKED, rule=decided.outcome.rule, token=token, slot=decided.slot, facts=facts)
    return token
