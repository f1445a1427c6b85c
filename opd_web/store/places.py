"""Places: giving one, taking one, passing freed ones on to the waiting list; the slot's counters stay true."""

from collections.abc import Mapping

from sqlalchemy import select

from opd_web.engine.allocation import promote
from opd_web.engine.events import Kind
from opd_web.engine.lifecycle import Action
from opd_web.engine.model import EMERGENCY, OPEN_SLOT, PLACED, Slot, TokenStatus
from opd_web.engine.ordering import queue_key
from opd_web.engine.policy import Policy
from opd_web.store import pools, tokens
from opd_web.store.days import policy_of
from opd_web.store.rows import SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def give(work: UnitOfWork, token: TokenRow, slot: SlotRow, policy: Policy, *, beyond_capacity: bool = False) -> None:
    """Put the token into the slot with the slot's next sequence number. The caller records the event.

    Beyond the capacity only where the policy said so: else the database refuses it.
    """
    slot.taken += 1
    slot.emergencies += token.class_ == EMERGENCY
    slot.overflow += beyond_capacity
    slot.last_sequence += 1
    key = queue_key(policy, pools.priority_of(token), work.next_position(slot.department_day_id))
    token.slot_id, token.doctor_id, token.sequence = slot.id, slot.doctor_id, slot.last_sequence
    token.queue_rank, token.queue_first, token.queue_second = key.rank, key.first, key.second
    token.returns_after_call = None
    token.status = TokenStatus.BOOKED


def stand_anew(token: TokenRow, policy: Policy) -> None:
    """Let a placed token stand in its slot's order where its new priority puts it. The caller records the event."""
    if policy.queue_order == "priority":
        token.queue_rank, token.queue_first, token.queue_second = token.rank, token.order_first, token.order_second
    token.returns_after_call = None


def free(token: TokenRow, slot: SlotRow) -> None:
    """Take the token's place from it. The caller records the event and then passes the place on."""
    slot.taken -= 1
    slot.emergencies = min(slot.taken, slot.emergencies - (token.class_ == EMERGENCY))
    slot.overflow = min(slot.overflow, max(0, slot.taken - slot.capacity))


def displace(work: UnitOfWork, token: TokenRow, slot: SlotRow, policy: Policy, facts: Mapping[str, object]) -> None:
    """Take the place of a token for a higher one; it waits again with its original arrival, or is closed."""
    before = TokenStatus(token.status)
    free(token, slot)
    tokens.leave_hold(token, before)
    terminal = policy.displaced == "terminal"
    token.status = TokenStatus.DISPLACED if terminal else TokenStatus.WAITING
    if terminal:
        token.closed_at = work.now
    else:
        leave(token)
    rule = Action.CLOSE_DISPLACED if terminal else Action.DISPLACE
    work.record(Kind.DISPLACED, rule=rule, token=token, slot=slot, before=before, facts=facts)


def displace_for(work: UnitOfWork, token: TokenRow, slot: SlotRow, policy: Policy, by: Mapping[str, object]) -> None:
    """Take the place of a token for a higher one, which gets the very same: one beyond the capacity stays one.

    Whatever else changes is written after it, so that each event tells of its own token.
    """
    over = slot.overflow
    displace(work, token, slot, policy, by)
    if over > slot.overflow:
        slot.overflow += 1
        slot.emergencies += token.class_ == EMERGENCY


def holds(token: TokenRow, policy: Policy) -> bool:
    """Tell whether the token uses a place: it is placed, in its grace, or completed where that keeps the place."""
    if token.status == TokenStatus.COMPLETED:
        return policy.completed_holds_place
    return token.status in PLACED or token.grace_ends_at is not None


def can_take_again(token: TokenRow, slot: SlotRow, policy: Policy) -> bool:
    """Tell whether a token that gave its place up would get it back."""
    if slot.status not in OPEN_SLOT:
        return False
    # Beyond the capacity there are as many places as emergencies: one of those may be another's.
    covered = slot.overflow < slot.emergencies + (token.class_ == EMERGENCY)
    may_overflow = policy.emergency == "overflow" and covered
    limit = policy.overflow_limit
    below_limit = limit is None or slot.taken - slot.capacity < limit
    return slot.taken < slot.capacity or (may_overflow and below_limit)


def take_again(token: TokenRow, slot: SlotRow) -> None:
    """Use the place again that was given up; the token keeps its sequence number. The caller records the event."""
    slot.overflow += slot.taken >= slot.capacity
    slot.taken += 1
    slot.emergencies += token.class_ == EMERGENCY


def leave(token: TokenRow) -> None:
    """Forget the place of a token that goes back to the waiting list; its sequence number stays until the next one."""
    token.queue_rank = token.queue_first = token.queue_second = token.returns_after_call = None


def pass_on(work: UnitOfWork, freed: SlotRow) -> None:
    """Give the free places of this slot's pool to its waiting list.

    A slot whose end is over takes nobody new, except into the place that was just freed there: the doctor is still
    at work in it.
    """
    if freed.status not in OPEN_SLOT:
        return
    policy = policy_of(work.days[freed.department_day_id])
    refill(work, freed.department_day_id, pools.key_of_slot(policy, freed), policy, freed)


def refill(
    work: UnitOfWork, department_day_id: int, key: pools.PoolKey, policy: Policy, freed: SlotRow | None = None
) -> None:
    """Promote the first waiting tokens of a pool into its free places; of slots that are over, only the freed one."""
    rows = {
        row.id: row
        for row in pools.slots(work, department_day_id, key)
        if row is freed or not pools.is_over(row, work.now)
    }
    values = [pools.slot_value(row) for row in rows.values()]
    places = sum(_free_places(slot) for slot in values)
    if not places:
        return
    waiting = {row.id: row for row in pools.waiting(work, department_day_id, key, places)}
    for move in promote(values, [pools.token_value(row) for row in waiting.values()], policy):
        token, slot = waiting[move.token.id], rows[move.slot.id]
        give(work, token, slot, policy)
        work.record(
            Kind.PROMOTED,
            rule=move.rule,
            token=token,
            slot=slot,
            before=TokenStatus.WAITING,
            facts={"pool": str(key)},
        )


def _free_places(slot: Slot) -> int:
    return max(0, slot.capacity - slot.used)


def end_graces(work: UnitOfWork, department_day_id: int) -> None:
    """Give on the places whose no-show grace has ended by now, in the order in which they ended."""
    query = (
        select(TokenRow, SlotRow)
        .join(SlotRow, SlotRow.id == TokenRow.slot_id)
        .where(TokenRow.department_day_id == department_day_id, TokenRow.grace_ends_at <= work.now)
        .order_by(TokenRow.grace_ends_at, TokenRow.arrival)
    )
    for token, slot in work.session.execute(query).all():
        facts = {"grace_ended_at": token.grace_ends_at}
        token.grace_ends_at = None
        free(token, slot)
        work.record(Kind.PLACE_RELEASED, rule="grace_ended", token=token, slot=slot, facts=facts)
        pass_on(work, slot)
